//! Opening a bundle. It is a stranger's file: nothing in it names a place, and nothing is taken that the list of its files does not
//! vouch for.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use super::PARQUET;
use super::model::{FORMAT, Manifest, Opened, VERSION};
use crate::result::{check_kept, disk};
use crate::store::{private_file, sync_folder};
use crate::{Error, Result};

const MANIFEST: &str = "manifest.json";
/// Bytes of a part that is read at once.
const MOST_TEXT: u64 = 4 << 20;
/// Bytes of the rows, as a result may have, and of all parts.
const MOST_ROWS: u64 = 2 << 30;
const MOST_PARTS: u64 = 12 << 30;
/// Files of a bundle.
const MOST_FILES: usize = 32;
/// Ends the name of a folder that is being filled.
const INCOMING: &str = ".incoming";

type Archive = ZipArchive<BufReader<File>>;

/// Checks the bundle at `source` and puts its rows into `folder`, which is there only if this returns well. Blocking.
pub(super) fn unpack(source: &Path, folder: &Path) -> Result<Opened> {
    let file = File::open(source).map_err(|error| {
        Error::new("evidence.none", "The file cannot be read.").next("Choose another file.").raw(error.to_string())
    })?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|_| none())?;
    if archive.len() > MOST_FILES {
        return Err(none());
    }
    let manifest = manifest(&mut archive)?;
    let incoming = PathBuf::from(format!("{}{INCOMING}", folder.display()));
    let filled = fill(&mut archive, manifest, &incoming).and_then(|opened| {
        std::fs::rename(&incoming, folder).map_err(disk)?;
        if let Some(root) = folder.parent() {
            // The rename has happened; only its lasting through a power cut is at stake.
            let _ = sync_folder(root);
        }
        Ok(opened)
    });
    if filled.is_err() {
        let _ = std::fs::remove_dir_all(&incoming);
    }
    filled
}

/// Removes folders that a crash left half filled.
pub(super) fn sweep(root: &Path) {
    let Ok(entries) = std::fs::read_dir(root) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().ends_with(INCOMING)) {
        let _ = std::fs::remove_dir_all(entry.path());
    }
}

fn manifest(archive: &mut Archive) -> Result<Manifest> {
    let entry = archive.by_name(MANIFEST).map_err(|_| none())?;
    let mut text = Vec::new();
    entry.take(MOST_TEXT + 1).read_to_end(&mut text).map_err(|_| changed(MANIFEST))?;
    /// What every version has.
    #[derive(serde::Deserialize)]
    struct Head {
        format: String,
        version: u32,
    }
    let head: Head = serde_json::from_slice(&text).map_err(|_| none())?;
    if head.format != FORMAT {
        return Err(none());
    }
    if head.version > VERSION {
        return Err(Error::new("evidence.newer", "A newer RecomAMP made this bundle.")
            .next("Update RecomAMP and open it again."));
    }
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| changed(MANIFEST))?;
    let listed: BTreeSet<&str> = manifest.files.iter().map(|file| file.name.as_str()).collect();
    let mut there: BTreeSet<String> = BTreeSet::new();
    for name in archive.file_names() {
        there.insert(name.map_err(|_| none())?.into_owned());
    }
    there.remove(MANIFEST);
    if !there.iter().map(String::as_str).eq(listed.iter().copied()) || listed.len() != manifest.files.len() {
        return Err(changed("The list of its files"));
    }
    let all = manifest.files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.bytes));
    if all > MOST_PARTS {
        return Err(
            Error::new("evidence.too_large", "The bundle holds more than 12 GiB.").next("Have it made of fewer rows.")
        );
    }
    Ok(manifest)
}

/// Reads every part once, so that each is checked against its hash.
fn fill(archive: &mut Archive, manifest: Manifest, folder: &Path) -> Result<Opened> {
    std::fs::create_dir_all(folder).map_err(disk)?;
    let (mut sql, mut parameters, mut findings, mut chart) = (None, None, None, None);
    for file in &manifest.files {
        let entry = archive.by_name(&file.name).map_err(|_| changed(&file.name))?;
        let mut checked = Checked { entry, hasher: Sha256::new(), left: file.bytes, name: &file.name };
        let text = match file.name.as_str() {
            PARQUET if file.bytes <= MOST_ROWS => {
                let mut out = private_file(&folder.join(PARQUET)).map_err(disk)?;
                checked.read_into(&mut out)?;
                out.sync_all().map_err(disk)?;
                None
            }
            "query.sql" | "parameters.json" | "findings.json" | "chart.svg" if file.bytes <= MOST_TEXT => {
                Some(checked.text()?)
            }
            _ => {
                checked.read_into(&mut io::sink())?;
                None
            }
        };
        checked.end(&file.sha256)?;
        match file.name.as_str() {
            "query.sql" => sql = text,
            "parameters.json" => parameters = text,
            "findings.json" => findings = text,
            "chart.svg" => chart = text,
            _ => {}
        }
    }
    let (Some(sql), Some(parameters), Some(findings)) = (sql, parameters, findings) else {
        return Err(changed("The list of its files"));
    };
    crate::catalog::limit(&sql)?;
    let parquet = folder.join(PARQUET);
    if !parquet.is_file() {
        return Err(changed(PARQUET));
    }
    check_kept(&parquet, &manifest.result).map_err(|_| changed(PARQUET))?;
    Ok(Opened {
        parameter_values: json(&parameters, "parameters.json")?,
        findings: json(&findings, "findings.json")?,
        manifest,
        sql,
        chart,
    })
}

/// A part while it is read: no longer than it says, and of the hash that it says.
struct Checked<'a, R> {
    entry: R,
    hasher: Sha256,
    left: u64,
    name: &'a str,
}

impl<R: Read> Checked<'_, R> {
    fn read_into(&mut self, out: &mut impl Write) -> Result<()> {
        let mut buffer = vec![0_u8; 256 * 1024];
        loop {
            let read = self.entry.read(&mut buffer).map_err(|_| changed(self.name))?;
            let Some(read) = buffer.get(..read).filter(|read| !read.is_empty()) else { return Ok(()) };
            self.left = self.left.checked_sub(read.len() as u64).ok_or_else(|| changed(self.name))?;
            self.hasher.update(read);
            out.write_all(read).map_err(disk)?;
        }
    }

    fn text(&mut self) -> Result<String> {
        let mut bytes = Vec::new();
        self.read_into(&mut bytes)?;
        String::from_utf8(bytes).map_err(|_| changed(self.name))
    }

    fn end(self, sha256: &str) -> Result<()> {
        if self.left == 0 && hex::encode(self.hasher.finalize()) == sha256.to_ascii_lowercase() {
            return Ok(());
        }
        Err(changed(self.name))
    }
}

fn json<T: DeserializeOwned>(text: &str, name: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| changed(name))
}

fn none() -> Error {
    Error::new("evidence.none", "This file is no evidence bundle.")
        .next("Choose a ZIP file that RecomAMP saved as evidence.")
}

fn changed(what: &str) -> Error {
    Error::new("evidence.changed", format!("The bundle is damaged: {what} is not what was packed."))
        .next("Ask for the file again. Nothing of it was taken over.")
}
