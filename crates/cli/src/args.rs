//! The command line.

mod kept;
mod recipients;
mod schedules;
mod sql;
mod workflows;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use kept::{BrandsCommand, DashboardsCommand, EvidenceCommand, StorageCommand};
pub(crate) use recipients::{MailServerOptions, RecipientAdd, RecipientsCommand};
pub(crate) use schedules::{
    ScheduleAdd, ScheduleBackfill, ScheduleChoice, ScheduleEdit, ScheduleOptions, SchedulePreview, SchedulesCommand,
    TemplatesCommand,
};
pub(crate) use sql::{SqlCheck, SqlCommand, SqlComplete, SqlFormat, SqlInput, SqlParams, SqlRun};
pub(crate) use workflows::{WorkflowList, WorkflowsCommand};

/// Write, check and run Amazon Marketing Cloud SQL.
#[derive(Parser)]
#[command(name = "recomamp-cli", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options that every command takes.
#[derive(Args)]
pub(crate) struct Global {
    /// Print JSON for programs instead of text for people
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Folder of the application's data
    #[arg(long, global = true, env = "RECOMAMP_DATA_DIR", value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Profile to work with: its name or id. Needed only when there are several
    #[arg(long, global = true, value_name = "NAME|ID")]
    pub(crate) profile: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Sign in to a sandbox, run a query and print its result: everything real but Amazon
    Demo,
    /// Sign in, to Amazon in your browser or to a sandbox
    Login(Login),
    /// List the profiles, sign one out, remove one
    Profiles {
        #[command(subcommand)]
        command: Option<ProfilesCommand>,
    },
    /// List the instances
    Instances {
        #[command(subcommand)]
        command: Option<InstancesCommand>,
    },
    /// Check, complete and format AMC SQL, or run it on synthetic data; needs no sign-in and no network
    Sql {
        #[command(subcommand)]
        command: SqlCommand,
    },
    /// Queries that run by themselves: list, add, pause, run them, look at what they did
    #[command(alias = "schedule")]
    Schedules {
        #[command(subcommand)]
        command: SchedulesCommand,
    },
    /// Whom schedules tell besides the desktop: e-mail, Slack, Teams and other webhooks
    Recipients {
        #[command(subcommand)]
        command: Option<RecipientsCommand>,
    },
    /// What happened and may want a look: list it, take it for read
    Notices {
        #[command(subcommand)]
        command: Option<NoticesCommand>,
    },
    /// Let schedules happen without a window, until Ctrl+C: for a server or a login item
    Scheduler,
    /// Saved queries: list, import, export, compare with Amazon
    Workflows {
        #[command(subcommand)]
        command: Option<WorkflowsCommand>,
    },
    /// Run a query on instances, through the service
    Run(Run),
    /// List runs, look at one, cancel one, settle one that needs review
    Executions {
        #[command(subcommand)]
        command: Option<ExecutionsCommand>,
    },
    /// Kept results
    Results {
        #[command(subcommand)]
        command: ResultsCommand,
    },
    /// Evidence of runs in one file each: save, open, list
    Evidence {
        #[command(subcommand)]
        command: Option<EvidenceCommand>,
    },
    /// Brands: list, save, delete
    Brands {
        #[command(subcommand)]
        command: Option<BrandsCommand>,
    },
    /// Dashboards over kept results: list, show, save, refresh, delete
    Dashboards {
        #[command(subcommand)]
        command: Option<DashboardsCommand>,
    },
    /// Where everything is kept: show, move
    Storage {
        #[command(subcommand)]
        command: Option<StorageCommand>,
    },
    /// Backups of the database: list them, make one, go back to one
    Backups {
        #[command(subcommand)]
        command: Option<BackupsCommand>,
    },
    /// A loopback Amazon with synthetic data
    Sandbox {
        #[command(subcommand)]
        command: SandboxCommand,
    },
}

#[derive(Subcommand)]
pub(crate) enum ProfilesCommand {
    /// List the profiles
    List,
    /// Forget the tokens and the client secret of a profile
    SignOut,
    /// Remove a profile with its tokens and secret; its runs and results stay
    Remove {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum InstancesCommand {
    /// Ask Amazon again which instances there are
    Refresh,
    /// Give tags to instances, or take them from them
    Tag {
        /// Amazon's ids of the instances
        #[arg(value_name = "ID", required = true)]
        instances: Vec<String>,
        /// A tag to give
        #[arg(long, value_name = "TAG")]
        add: Vec<String>,
        /// A tag to take
        #[arg(long, value_name = "TAG")]
        remove: Vec<String>,
    },
    /// Ask an instance for its tables, uploaded ones among them. With --json it is what `sql check --data-sources` reads
    DataSources {
        /// Amazon's id of the instance
        #[arg(value_name = "ID")]
        instance: String,
    },
}

#[derive(Args)]
pub(crate) struct Login {
    /// Sign in to a sandbox: a file whose first line is the first line of `sandbox serve --json`, or - for standard input
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["region", "client_id"])]
    pub(crate) sandbox: Option<String>,
    /// Region of the Login with Amazon client: NA, EU or FE
    #[arg(long, value_parser = ["NA", "EU", "FE"], ignore_case = true, required_unless_present = "sandbox")]
    pub(crate) region: Option<String>,
    /// Client id of the Login with Amazon security profile. Its secret is asked for, or read from standard input
    #[arg(long, required_unless_present = "sandbox")]
    pub(crate) client_id: Option<String>,
    /// Name of the profile
    #[arg(long)]
    pub(crate) name: Option<String>,
}

#[derive(Args)]
pub(crate) struct Run {
    /// The statement; - reads standard input
    #[arg(value_name = "FILE", required_unless_present = "workflow", conflicts_with = "workflow")]
    pub(crate) file: Option<PathBuf>,
    /// Instead of a file: a workflow, by id or name, with its dates, parameters and instances unless others are given
    #[arg(long, value_name = "ID|NAME")]
    pub(crate) workflow: Option<String>,
    /// Amazon's id of an instance; repeat it or separate several by commas
    #[arg(long = "instance", required_unless_present = "workflow", value_delimiter = ',', value_name = "ID")]
    pub(crate) instances: Vec<String>,
    /// Value of a parameter: name=value; a list as a JSON array
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// First day of the window
    #[arg(long, requires = "end", value_name = "YYYY-MM-DD")]
    pub(crate) start: Option<chrono::NaiveDate>,
    /// Last day of the window, itself included
    #[arg(long, requires = "start", value_name = "YYYY-MM-DD")]
    pub(crate) end: Option<chrono::NaiveDate>,
    /// Without --start and --end: so many days, ending where Amazon's data are complete; 30 for a file
    #[arg(long, conflicts_with = "start")]
    pub(crate) days: Option<u32>,
    /// Zone of the window
    #[arg(long, default_value = "UTC")]
    pub(crate) time_zone: String,
    /// Name of the run
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Minutes that Amazon may work on a run, 15 to 1440; without it Amazon's own six hours
    #[arg(long, value_name = "MINUTES")]
    pub(crate) time_limit: Option<u32>,
    /// Wait until every run has ended
    #[arg(long)]
    pub(crate) wait: bool,
    /// Write the result to a .csv, .tsv, .xlsx, .json, .ndjson or .parquet file; with several instances, one file each
    #[arg(long, requires = "wait", value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum NoticesCommand {
    /// List the newest
    List {
        /// How many
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// Only what nobody has read
        #[arg(long)]
        unread: bool,
    },
    /// Take notices for read; without an id all of them
    Read {
        /// Their ids
        ids: Vec<String>,
    },
}

#[derive(Subcommand)]
pub(crate) enum ExecutionsCommand {
    /// The newest runs
    List {
        /// How many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// All that is known of a run
    Show {
        /// Our id of the run
        id: String,
    },
    /// List the runs that wait on this computer for a place at Amazon, in the order in which they go
    Queue {
        /// Put these in front first, in this order: our ids
        #[arg(long, value_name = "ID", num_args = 1..)]
        first: Vec<String>,
    },
    /// Keep a note of a run, instead of the one that it has
    Note {
        /// Our id of the run
        id: String,
        /// The note; empty for none
        text: String,
    },
    /// Ask Amazon to cancel a run
    Cancel {
        /// Our id of the run
        id: String,
    },
    /// List what Amazon may have made of a run whose answer was lost, or settle it
    Review(Review),
}

#[derive(Args)]
pub(crate) struct Review {
    /// Our id of the run
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) choice: ReviewOption,
    /// With --send-again: also when Amazon lists runs that could be this one
    #[arg(long, requires = "send_again")]
    pub(crate) yes: bool,
}

#[derive(Args)]
#[group(multiple = false)]
pub(crate) struct ReviewOption {
    /// This run at Amazon is it
    #[arg(long, value_name = "REMOTE_ID")]
    pub(crate) adopt: Option<String>,
    /// None of the listed runs is it: send it once more
    #[arg(long)]
    pub(crate) send_again: bool,
    /// Leave it, whatever became of it at Amazon
    #[arg(long)]
    pub(crate) abandon: bool,
}

#[derive(Subcommand)]
pub(crate) enum ResultsCommand {
    /// Write a kept result to a file
    Export(Export),
    /// Put two kept results side by side: totals, and with --out the rows
    Compare(Compare),
    /// Take away the kept result of a run; the run stays
    Remove {
        /// Our id of the run
        id: String,
    },
    /// Take away results that are older than so many days, but for the newest of each query and instance
    CleanUp {
        /// Days, 1 to 3650
        #[arg(long, value_name = "DAYS")]
        older_than: u32,
        /// Only say what would go
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Args)]
pub(crate) struct Compare {
    /// Our id of the earlier run
    pub(crate) before: String,
    /// Our id of the later run
    pub(crate) after: String,
    /// A column by which rows are matched; without any, those that are no figures
    #[arg(long = "key", value_name = "COLUMN")]
    pub(crate) keys: Vec<String>,
    /// A column that is compared; without any, all other columns of numbers
    #[arg(long = "value", value_name = "COLUMN")]
    pub(crate) values: Vec<String>,
    /// A .csv, .tsv, .xlsx, .json, .ndjson or .parquet file for the rows
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Export {
    /// Our id of the run
    pub(crate) id: String,
    /// A .csv, .tsv, .xlsx, .json, .ndjson or .parquet file
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Put a quote before text that a spreadsheet would take for a formula (CSV only)
    #[arg(long)]
    pub(crate) guard_formulas: bool,
}

#[derive(Subcommand)]
pub(crate) enum BackupsCommand {
    /// The backups, newest first
    List,
    /// Make a backup now
    Make,
    /// Put a backup in the database's place; what was there is kept beside it. Only while nothing else uses the folder
    Restore {
        /// Its name in the list
        name: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum SandboxCommand {
    /// Serve until ended
    Serve(Serve),
}

#[derive(Args)]
pub(crate) struct Serve {
    /// Port on 127.0.0.1; 0 picks a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Seed of the synthetic data
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
    /// Amount of synthetic data; 1 is about one million events
    #[arg(long, default_value_t = 1.0)]
    pub(crate) scale: f64,
    /// How long a run is PENDING, in milliseconds
    #[arg(long, default_value_t = 2_000)]
    pub(crate) pending_ms: u64,
    /// How long a run is RUNNING, in milliseconds
    #[arg(long, default_value_t = 6_000)]
    pub(crate) running_ms: u64,
    /// Life of an access token, in seconds
    #[arg(long, default_value_t = 3_600)]
    pub(crate) token_life_s: u64,
    /// Answer 429 above this rate; without it there is no limit
    #[arg(long)]
    pub(crate) requests_per_second: Option<u32>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
