//! The command line of `schedules`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

#[derive(Subcommand)]
pub(crate) enum SchedulesCommand {
    /// List the next times at which a cron expression or a preset fires, and what each run would cover
    Preview(SchedulePreview),
    /// List the schedules
    List,
    /// Add a schedule: a query, when it runs, where, and over which dates
    Add(Box<ScheduleAdd>),
    /// Change a schedule; what is not named stays
    Edit(Box<ScheduleEdit>),
    /// Pause schedules
    Pause(ScheduleChoice),
    /// Let paused schedules fire again, from now on
    Resume {
        #[command(flatten)]
        choice: ScheduleChoice,
        /// What of the pause is made up for: the newest slot of each, all of them up to 31, or none
        #[arg(long, default_value = "none", value_parser = ["latest", "all", "none"])]
        missed: String,
    },
    /// Delete schedules; their runs and results stay
    Delete(ScheduleChoice),
    /// Run a schedule now, beside its slots, and wait for its end
    Run {
        /// Its id or name
        #[arg(value_name = "ID|NAME")]
        schedule: String,
    },
    /// List the next slots of a schedule
    Next {
        /// Its id or name
        #[arg(value_name = "ID|NAME")]
        schedule: String,
        /// How many
        #[arg(long, default_value_t = 10, value_name = "N")]
        count: u32,
    },
    /// Play the coming days of all schedules through: how much would run, and when it would be most
    Rehearse {
        /// How many days, at most 366
        #[arg(long, default_value_t = 90, value_name = "N")]
        days: u32,
        /// Zone of days and hours
        #[arg(long, default_value = "UTC", value_name = "ZONE")]
        time_zone: String,
    },
    /// Say what schedules cost this month, by the rates of the settings, the dearest first
    Cost,
    /// Show what a schedule would have run on days that are past, and run it with --start
    Backfill(ScheduleBackfill),
    /// Templates of schedules: list them, keep a schedule as one, delete one
    Templates {
        #[command(subcommand)]
        command: Option<TemplatesCommand>,
    },
    /// Say how the slots of some days went, beside those of as many days before
    Figures {
        /// Its id or name
        #[arg(value_name = "ID|NAME")]
        schedule: String,
        /// How many days, today included
        #[arg(long, default_value_t = 30, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3660))]
        days: u32,
    },
    /// Write all results of a schedule that are kept into a new folder, a file each
    Results {
        /// Its id or name
        #[arg(value_name = "ID|NAME")]
        schedule: String,
        /// The folder in which the new one is made
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// The format of the files
        #[arg(long, default_value = "csv", value_parser = ["csv", "tsv", "xlsx", "json", "ndjson", "parquet"])]
        format: String,
    },
    /// List what a schedule did, newest first
    History {
        /// Its id or name
        #[arg(value_name = "ID|NAME")]
        schedule: String,
        /// How many slots
        #[arg(long, default_value_t = 30, value_name = "N")]
        limit: u32,
        /// Only slots that are older than this one: its id
        #[arg(long, value_name = "SLOT")]
        before: Option<String>,
        /// Write all of it to this file instead, a row for each run; the ending says the format: .csv, .tsv, .xlsx, .json, .ndjson or .parquet
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
pub(crate) enum TemplatesCommand {
    /// List the templates that come with the application and your own
    List,
    /// Keep what a schedule says as a template, its query and its instances aside
    Save {
        /// The schedule's id or name
        #[arg(value_name = "ID|NAME")]
        schedule: String,
        /// The template's name; without it the schedule's
        #[arg(long, value_name = "TEXT")]
        name: Option<String>,
    },
    /// Delete a template of your own
    Delete {
        /// Its id or name
        #[arg(value_name = "ID|NAME")]
        template: String,
    },
}

#[derive(Args)]
pub(crate) struct ScheduleChoice {
    /// Their ids or names
    #[arg(value_name = "ID|NAME", required_unless_present = "all")]
    pub(crate) schedules: Vec<String>,
    /// All of them
    #[arg(long, conflicts_with = "schedules")]
    pub(crate) all: bool,
}

#[derive(Args)]
pub(crate) struct ScheduleBackfill {
    /// Its id or name
    #[arg(value_name = "ID|NAME")]
    pub(crate) schedule: String,
    /// First day of the slots, on the schedule's calendar
    #[arg(long, value_name = "YYYY-MM-DD", required_unless_present = "stop")]
    pub(crate) from: Option<String>,
    /// Last day of the slots; without it, today
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) to: Option<String>,
    /// Run them, while the application or `recomamp-cli scheduler` is open
    #[arg(long)]
    pub(crate) start: bool,
    /// Leave out what still waits of earlier backfills
    #[arg(long, conflicts_with_all = ["from", "to", "start"])]
    pub(crate) stop: bool,
}

#[derive(Args)]
pub(crate) struct ScheduleAdd {
    /// The statement; - reads standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Begin with what a template says: its id or name, as in `schedules templates`
    #[arg(long, value_name = "ID|NAME")]
    pub(crate) template: Option<String>,
    /// Times of day for the template's rule, HH:MM; repeat it or separate several by commas
    #[arg(long, value_name = "HH:MM", value_delimiter = ',', requires = "template")]
    pub(crate) at: Vec<String>,
    #[command(flatten)]
    pub(crate) options: ScheduleOptions,
}

#[derive(Args)]
pub(crate) struct ScheduleEdit {
    /// Its id or name
    #[arg(value_name = "ID|NAME")]
    pub(crate) schedule: String,
    /// Another statement; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) sql: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) options: ScheduleOptions,
}

/// What is said of a schedule. When it is added, a rule, a window and an instance are needed.
#[derive(Args)]
pub(crate) struct ScheduleOptions {
    /// Its name; without it that of the file
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,
    /// Amazon's id of an instance; repeat it or separate several by commas
    #[arg(long = "instance", value_delimiter = ',', value_name = "ID")]
    pub(crate) instances: Vec<String>,
    /// A cron expression of five fields
    #[arg(long, value_name = "TEXT", conflicts_with = "preset")]
    pub(crate) cron: Option<String>,
    /// A preset as a JSON object, e.g. {"kind":"weekly","weekdays":["mon"],"at":["06:00"]}
    #[arg(long, value_name = "JSON")]
    pub(crate) preset: Option<String>,
    /// Zone of its clock and of the covered days, e.g. America/New_York
    #[arg(long, value_name = "ZONE")]
    pub(crate) time_zone: Option<String>,
    /// What each run covers, e.g. "last 7 days lag 2"
    #[arg(long, value_name = "TEXT")]
    pub(crate) window: Option<String>,
    /// Value of a parameter: name=value; a list as a JSON array
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// A parameter's date in words, which follows from the planned day: name="start of last month"
    #[arg(long = "param-date", value_name = "NAME=DATE")]
    pub(crate) parameter_dates: Vec<String>,
    /// Which of the slots run that were missed while nothing was open
    #[arg(long, value_parser = ["latest", "all", "none"])]
    pub(crate) misfire: Option<String>,
    /// What a slot does where an earlier one still runs
    #[arg(long, value_parser = ["skip", "queue_one", "queue_all", "cancel_previous", "allow"])]
    pub(crate) when_running: Option<String>,
    /// Failed slots in a row after which an instance is set aside, 0 for never
    #[arg(long, value_name = "N")]
    pub(crate) pause_after: Option<u32>,
    /// Tries of a run that fails for a reason that may pass
    #[arg(long, value_name = "N")]
    pub(crate) retries: Option<u32>,
    /// Minutes before the first of them, 1 to 60; each later one waits twice as long, at most an hour
    #[arg(long, value_name = "N")]
    pub(crate) retry_minutes: Option<u32>,
    /// Minutes that Amazon may work on a run, 15 to 1440; 0 for Amazon's own six hours
    #[arg(long, value_name = "N")]
    pub(crate) time_limit: Option<u32>,
    /// Slots that the history shows at first, 10 to 500
    #[arg(long, value_name = "N")]
    pub(crate) history_slots: Option<u32>,
    /// Which of its slots are told of
    #[arg(long, value_parser = ["all", "failures", "none"])]
    pub(crate) notify: Option<String>,
    /// Name or id of a recipient that is told of the same slots; repeat it or separate several by commas, empty for none
    #[arg(long = "recipient", value_delimiter = ',', value_name = "ID|NAME")]
    pub(crate) recipients: Option<Vec<String>>,
    /// The last day on which it fires
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) last_day: Option<String>,
    /// After so many slots it ends
    #[arg(long, value_name = "N")]
    pub(crate) most_slots: Option<u32>,
    /// Executions that it may start a day
    #[arg(long, value_name = "N")]
    pub(crate) executions_a_day: Option<u32>,
    /// Minutes that its executions may run a day
    #[arg(long, value_name = "N")]
    pub(crate) minutes_a_day: Option<u32>,
    /// Whether a run for which Amazon lacked data is repeated once, a day later
    #[arg(long, value_name = "true|false")]
    pub(crate) repeat_partial: Option<bool>,
    /// What a run may be expected to cost at most, by the rates of the settings
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) cost_a_run: Option<f64>,
    /// What its runs of a month may cost at most
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) cost_a_month: Option<f64>,
    /// Write each result into this folder as well; an empty text writes none
    #[arg(long, value_name = "DIR")]
    pub(crate) export_to: Option<String>,
    /// The format of these files
    #[arg(long, default_value = "csv", value_parser = ["csv", "tsv", "xlsx", "json", "ndjson", "parquet"])]
    pub(crate) export_format: String,
    /// Name or id of a schedule that runs after each slot that ended well; an empty text for none
    #[arg(long, value_name = "ID|NAME")]
    pub(crate) then_run: Option<String>,
    /// Name or id of a dashboard that is refreshed after each slot that ended well; an empty text for none
    #[arg(long, value_name = "ID|NAME")]
    pub(crate) refresh_dashboard: Option<String>,
    /// What becomes of a time that the clocks skip
    #[arg(long, value_parser = ["run", "skip"])]
    pub(crate) gap: Option<String>,
    /// What becomes of a time that the clocks show twice
    #[arg(long, value_parser = ["first", "both"])]
    pub(crate) overlap: Option<String>,
}

#[derive(Args)]
pub(crate) struct SchedulePreview {
    /// A cron expression of five fields
    #[arg(long, value_name = "TEXT", conflicts_with = "preset", required_unless_present_any = ["preset", "batch"])]
    pub(crate) cron: Option<String>,
    /// A preset as a JSON object, e.g. {"kind":"weekly","weekdays":["mon"],"at":["06:00"]}
    #[arg(long, value_name = "JSON")]
    pub(crate) preset: Option<String>,
    /// Zone of the wall clock, e.g. America/New_York
    #[arg(long, default_value = "UTC", value_name = "ZONE")]
    pub(crate) time_zone: String,
    /// List what fires after this moment; without it, after now
    #[arg(long, value_name = "RFC3339")]
    pub(crate) after: Option<DateTime<Utc>>,
    /// How many
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(crate) count: usize,
    /// What each run covers, e.g. "last 7 days lag 2"
    #[arg(long, value_name = "TEXT")]
    pub(crate) window: Option<String>,
    /// What becomes of a time that the clocks skip: run right after the gap, or skip it. Without it, times that stand as they are
    /// run, and the beat of a `*` or a step skips
    #[arg(long, value_parser = ["run", "skip"])]
    pub(crate) gap: Option<String>,
    /// What becomes of a time that the clocks show twice. Without it, times that stand as they are fire the first time, and the beat
    /// of a `*` or a step both times
    #[arg(long, value_parser = ["first", "both"])]
    pub(crate) overlap: Option<String>,
    /// Take many questions from a file, a JSON object a line with the names of these options, and answer line by line; - reads
    /// standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["cron", "preset", "window", "after", "gap", "overlap"])]
    pub(crate) batch: Option<PathBuf>,
}
