//! Writing a result as one or several files.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::csv::{Cells, CsvForm};
use crate::query::Answer;
use crate::settings::Settings;

/// Writes the files of a result into `folder` and returns their paths in order.
///
/// # Errors
/// The folder or a file cannot be written.
pub(crate) fn write(answer: &Answer, folder: &Path, form: &CsvForm, settings: &Settings) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    // Five is the most Amazon hands out.
    let count = settings.result_files.clamp(1, 5);
    let rows = answer.rows();
    let share = rows.div_ceil(count).max(1);
    let mut files = Vec::with_capacity(count);
    for number in 0..count {
        let path = folder.join(format!("result-{}.csv", number + 1));
        let file = BufWriter::new(File::create(&path)?);
        let range = (number * share).min(rows)..((number + 1) * share).min(rows);
        if settings.gzip_results {
            let mut out = GzEncoder::new(file, Compression::fast());
            write_part(answer, form, settings, range, &mut out)?;
            out.finish()?.flush()?;
        } else {
            let mut out = file;
            write_part(answer, form, settings, range, &mut out)?;
            out.flush()?;
        }
        files.push(path);
    }
    Ok(files)
}

fn write_part(
    answer: &Answer,
    form: &CsvForm,
    settings: &Settings,
    range: std::ops::Range<usize>,
    out: &mut impl Write,
) -> io::Result<()> {
    if answer.rows() == 0 && settings.empty_result_without_header {
        return Ok(());
    }
    let mut text = String::new();
    form.header(&answer.names, &mut text);
    let mut first = 0;
    for batch in &answer.batches {
        let rows = batch.num_rows();
        let from = range.start.clamp(first, first + rows) - first;
        let to = range.end.clamp(first, first + rows) - first;
        first += rows;
        if from == to {
            continue;
        }
        let cells: Result<Vec<_>, _> = batch.columns().iter().map(Cells::of).collect();
        let cells = cells.map_err(io::Error::other)?;
        for row in from..to {
            form.row(&cells, row, &mut text);
            if text.len() > 64 * 1024 {
                out.write_all(text.as_bytes())?;
                text.clear();
            }
        }
    }
    out.write_all(text.as_bytes())
}
