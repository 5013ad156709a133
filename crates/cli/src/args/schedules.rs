//! The command line of `schedules`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

use crate::schedules::{GapWord, OverlapWord};

#[derive(Subcommand)]
pub(crate) enum SchedulesCommand {
    /// List the next times at which a cron expression or a preset fires, and what each run would cover
    Preview(SchedulePreview),
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
    #[arg(long, value_name = "run|skip")]
    pub(crate) gap: Option<GapWord>,
    /// What becomes of a time that the clocks show twice. Without it, times that stand as they are fire the first time, and the beat
    /// of a `*` or a step both times
    #[arg(long, value_name = "first|both")]
    pub(crate) overlap: Option<OverlapWord>,
    /// Take many questions from a file, a JSON object a line with the names of these options, and answer line by line; - reads
    /// standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["cron", "preset", "window", "after", "gap", "overlap"])]
    pub(crate) batch: Option<PathBuf>,
}
