//! The command line of `sql`.

use std::path::PathBuf;

use chrono::NaiveDateTime;
use clap::{Args, Subcommand};

#[derive(Subcommand)]
pub(crate) enum SqlCommand {
    /// Say what is wrong with statements
    Check(SqlCheck),
    /// Run statements on synthetic data
    Run(SqlRun),
    /// Say what can be written at a place
    Complete(SqlComplete),
    /// Lay statements out: a clause a line, an item a line, comments kept
    Format(SqlFormat),
    /// List the parameters that statements use
    Params(SqlParams),
}

#[derive(Args)]
pub(crate) struct SqlFiles {
    /// Files with a statement each; - reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Args)]
pub(crate) struct SqlTables {
    /// An answer of the dataSources call: the tables that the instance has
    #[arg(long, value_name = "FILE")]
    pub(crate) data_sources: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct SqlInput {
    #[command(flatten)]
    pub(crate) files: SqlFiles,
    #[command(flatten)]
    pub(crate) tables: SqlTables,
    /// Declare a parameter: name=TYPE, e.g. asins=ARRAY<STRING>. Once one is declared, all others must be
    #[arg(long = "param-type", value_name = "NAME=TYPE")]
    pub(crate) parameter_types: Vec<String>,
}

#[derive(Args)]
pub(crate) struct SqlCheck {
    #[command(flatten)]
    pub(crate) input: SqlInput,
}

#[derive(Args)]
pub(crate) struct SqlRun {
    #[command(flatten)]
    pub(crate) input: SqlInput,
    /// Value of a parameter: name=value; a list as a JSON array
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// First moment of the window, e.g. 2026-02-01T00:00:00, without zone
    #[arg(long, value_parser = moment, requires = "end", value_name = "TIME")]
    pub(crate) start: Option<NaiveDateTime>,
    /// First moment after the window, without zone
    #[arg(long, value_parser = moment, requires = "start", value_name = "TIME")]
    pub(crate) end: Option<NaiveDateTime>,
    /// Zone of the window, e.g. America/New_York
    #[arg(long, default_value = "UTC")]
    pub(crate) time_zone: String,
    /// Write the result to a .csv, .tsv, .xlsx, .json, .ndjson or .parquet file
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Seed of the synthetic data
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
    /// Amount of synthetic data; 1 is about one million events
    #[arg(long, default_value_t = 1.0)]
    pub(crate) scale: f64,
}

#[derive(Args)]
pub(crate) struct SqlComplete {
    #[command(flatten)]
    pub(crate) files: SqlFiles,
    #[command(flatten)]
    pub(crate) tables: SqlTables,
    /// The place: line and column, both from 1, columns in characters
    #[arg(long, value_parser = place, value_name = "LINE:COL")]
    pub(crate) at: (usize, usize),
}

#[derive(Args)]
pub(crate) struct SqlFormat {
    #[command(flatten)]
    pub(crate) files: SqlFiles,
    /// Rewrite the files instead of printing them
    #[arg(long)]
    pub(crate) write: bool,
    /// Change nothing and name the files that would change; exit code 1 if there is one
    #[arg(long, conflicts_with = "write")]
    pub(crate) check: bool,
}

#[derive(Args)]
pub(crate) struct SqlParams {
    #[command(flatten)]
    pub(crate) input: SqlInput,
}

/// `3:14` as line and column.
fn place(text: &str) -> Result<(usize, usize), String> {
    text.split_once(':')
        .and_then(|(line, column)| Some((line.trim().parse().ok()?, column.trim().parse().ok()?)))
        .filter(|(line, column)| *line > 0 && *column > 0)
        .ok_or_else(|| "expected LINE:COL, both from 1, such as 3:14".to_owned())
}

/// A moment without zone, with a space or a T in the middle; a date alone is its midnight.
fn moment(text: &str) -> Result<NaiveDateTime, String> {
    if text.ends_with(['Z', 'z']) {
        return Err("write the time without Z; its zone is --time-zone".to_owned());
    }
    let text = text.replace(' ', "T");
    text.parse::<NaiveDateTime>()
        .or_else(|_| chrono::NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M"))
        .or_else(|_| text.parse::<chrono::NaiveDate>().map(|day| day.and_time(chrono::NaiveTime::MIN)))
        .map_err(|_| "expected YYYY-MM-DDTHH:MM:SS".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{moment, place};

    #[test]
    fn a_moment_carries_no_zone() {
        assert_eq!(moment("2026-02-01T03:04:05").unwrap().to_string(), "2026-02-01 03:04:05");
        assert_eq!(moment("2026-02-01 03:04").unwrap().to_string(), "2026-02-01 03:04:00");
        assert_eq!(moment("2026-02-01").unwrap().to_string(), "2026-02-01 00:00:00");
        assert!(moment("2026-02-01T03:04:05Z").unwrap_err().contains("--time-zone"));
        assert!(moment("yesterday").is_err());
    }

    #[test]
    fn a_place_counts_from_one() {
        assert_eq!(place("3:14"), Ok((3, 14)));
        for wrong in ["3", "0:1", "1:0", "a:1", "1:", "-1:2"] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
    }
}
