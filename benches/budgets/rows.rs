//! Made-up rows in the shape in which results are kept.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use workbench::result::{self, ResultColumn};

/// A result as it is kept after a run.
pub(crate) struct Kept {
    pub(crate) rows: u32,
    pub(crate) path: PathBuf,
    pub(crate) columns: Vec<ResultColumn>,
}

/// A result of `rows` rows and eight columns.
pub(crate) fn kept(folder: &Path, rows: u32) -> Kept {
    let csv = folder.join(format!("{rows}.csv"));
    let target = folder.join(format!("{rows}.parquet"));
    let mut text = String::from("campaign,campaign_id,day,users,impressions,cost,rate,brand\n");
    for row in 0..rows {
        writeln!(
            text,
            "\"Campaign {}\",{},2026-02-{:02},{},{},{}.{:02},0.{:04},{}",
            row % 997,
            580_000_000_000_000_000_u64 + u64::from(row),
            row % 28 + 1,
            row.wrapping_mul(2_654_435_761) % 100_000,
            row.wrapping_mul(40_503) % 1_000_000,
            row % 10_000,
            row % 100,
            row % 10_000,
            if row % 3 == 0 { "" } else { "Kestrel" },
        )
        .unwrap();
    }
    std::fs::write(&csv, text).unwrap();
    let columns = result::import(&[csv], &[], &target).unwrap().columns;
    Kept { rows, path: target, columns }
}
