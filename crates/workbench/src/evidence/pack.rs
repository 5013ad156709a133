//! Making a bundle.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read};
use std::path::Path;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::PARQUET;
use super::model::{EvidenceFile, FORMAT, Manifest, RunFacts, VERSION};
use crate::bundle;
use crate::catalog::Diagnostic;
use crate::query::ParameterValue;
use crate::result::{ExportFormat, Incoming, ResultSummary, Zip, disk, export_file, outside};
use crate::{Error, Result};

/// Bytes of a picture.
const MOST_CHART: usize = 1 << 20;

/// What goes into a bundle besides the rows.
pub(super) struct Packed {
    pub(super) facts: RunFacts,
    pub(super) result: ResultSummary,
    pub(super) sql: String,
    pub(super) parameter_values: BTreeMap<String, ParameterValue>,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) chart: Option<String>,
    pub(super) made_by: String,
    pub(super) made_at: i64,
}

/// Writes a bundle with the rows of `parquet`. Blocking.
pub(super) fn pack(data_dir: &Path, parquet: &Path, packed: Packed, target: &Path) -> Result<()> {
    outside(data_dir, target)?;
    if packed.chart.as_ref().is_some_and(|chart| chart.len() > MOST_CHART || !chart.trim_start().starts_with("<svg")) {
        return Err(Error::invalid("The chart is no picture of at most 1 MiB.").next("Save the evidence without it."));
    }
    let aside = Incoming::new(data_dir, &Uuid::now_v7().to_string())?;
    let csv = aside.part(0);
    // Spreadsheets open it; the exact texts are in the Parquet file.
    export_file(parquet, &csv, ExportFormat::Csv, true)?;
    let about = about(&packed);
    let (parameters, findings) = (pretty(&packed.parameter_values)?, pretty(&packed.findings)?);
    let mut texts = vec![
        ("about.txt", about.as_str()),
        ("query.sql", packed.sql.as_str()),
        ("parameters.json", &parameters),
        ("findings.json", &findings),
    ];
    if let Some(chart) = &packed.chart {
        texts.push(("chart.svg", chart));
    }
    let archive = |path: &Path| {
        let mut out = BufWriter::new(File::options().write(true).create_new(true).open(path)?);
        let mut zip = Zip::default();
        let mut files = Vec::new();
        for (name, text) in &texts {
            files.push(entry(&mut zip, &mut out, name, text.as_bytes())?);
        }
        files.push(entry(&mut zip, &mut out, PARQUET, File::open(parquet)?)?);
        files.push(entry(&mut zip, &mut out, "result.csv", File::open(&csv)?)?);
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            made_by: packed.made_by.clone(),
            made_at: packed.made_at,
            run: packed.facts.clone(),
            result: packed.result.clone(),
            files,
        };
        let manifest = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?;
        entry(&mut zip, &mut out, "manifest.json", manifest.as_slice())?;
        zip.end(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    };
    bundle::beside(target, |path| archive(path).map_err(disk))
}

fn entry(zip: &mut Zip, out: &mut BufWriter<File>, name: &str, mut from: impl Read) -> io::Result<EvidenceFile> {
    zip.start(out, name)?;
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0_u8; 256 * 1024];
    loop {
        let read = from.read(&mut buffer)?;
        let Some(read) = buffer.get(..read).filter(|read| !read.is_empty()) else { break };
        hasher.update(read);
        bytes += read.len() as u64;
        zip.write(out, read)?;
    }
    Ok(EvidenceFile { name: name.to_owned(), bytes, sha256: hex::encode(hasher.finalize()) })
}

fn pretty<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string_pretty(value).map_err(|_| Error::internal("evidence cannot be written"))
}

/// For those who have the file and not RecomAMP.
fn about(packed: &Packed) -> String {
    let Packed { facts, result, .. } = packed;
    format!(
        "Evidence of a run in Amazon Marketing Cloud, made by RecomAMP {made_by}.\n\n\
         Query:    {name}\n\
         Instance: {instance} ({amazon})\n\
         Dates:    {words}, {zone} ({first} to {last})\n\
         Run:      {run}\n\
         Rows:     {rows}\n\n\
         query.sql        the query as Amazon got it\n\
         parameters.json  the values of its parameters\n\
         result.parquet   the rows, exact\n\
         result.csv       the same rows for spreadsheets\n\
         findings.json    what RecomAMP's check says of the query\n\
         manifest.json    ids, times, and the SHA-256 of each file\n",
        made_by = packed.made_by,
        name = facts.name,
        instance = facts.instance_name,
        amazon = facts.amazon_instance_id,
        words = facts.window_words,
        zone = facts.time_zone,
        first = facts.first_day,
        last = facts.last_day,
        run = facts.remote_id.as_deref().unwrap_or("not told"),
        rows = result.row_count,
    )
}
