//! Files for the person that are no results: pictures, and bundles of several in one ZIP archive. Written beside their place and then
//! renamed.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use crate::result::{Zip, disk};
use crate::{Error, Result};

/// Writes texts under their names, of ASCII, into an archive at `target`, replacing a file there only once all is written and synced.
/// Blocking.
///
/// # Errors
/// `store.full`, `result.io`, `result.refused`.
pub fn write(target: &Path, texts: &[(&str, &str)]) -> Result<()> {
    beside(target, |path| archive(path, texts).map_err(disk))
}

/// Writes a file of these bytes as [`write`] does. Blocking.
///
/// # Errors
/// As there.
pub fn save(target: &Path, bytes: &[u8]) -> Result<()> {
    beside(target, |path| {
        let mut out = File::options().write(true).create_new(true).open(path).map_err(disk)?;
        out.write_all(bytes).and_then(|()| out.sync_all()).map_err(disk)
    })
}

/// Has a file written beside `target`, which it then replaces; a link there is replaced, never followed. Blocking.
///
/// # Errors
/// What `write` meets, and those of [`write()`]; an older file at `target` then stays.
pub(crate) fn beside<T>(target: &Path, write: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    if !folder.exists() {
        return Err(Error::new("result.refused", "The folder is not there any more.").next("Choose another folder."));
    }
    let temporary = folder.join(format!(".recomamp-{}.part", uuid::Uuid::now_v7().simple()));
    let written = write(&temporary).and_then(|written| {
        std::fs::rename(&temporary, target).map_err(disk)?;
        Ok(written)
    });
    if written.is_err() {
        // The first failure is the one to tell; what is left of the file goes.
        let _ = std::fs::remove_file(&temporary);
    } else {
        // The rename has happened; only its lasting through a power cut is at stake.
        let _ = crate::store::sync_folder(folder);
    }
    written
}

fn archive(path: &Path, texts: &[(&str, &str)]) -> io::Result<()> {
    let mut out = BufWriter::new(File::options().write(true).create_new(true).open(path)?);
    let mut zip = Zip::default();
    for (name, text) in texts {
        zip.start(&mut out, name)?;
        zip.write(&mut out, text.as_bytes())?;
    }
    zip.end(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_replaces_what_was_there_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("bundle.zip");
        std::fs::write(&target, "older").unwrap();
        write(&target, &[("about.txt", "RecomAMP"), ("log.txt", "")]).unwrap();
        let bytes = std::fs::read(&target).unwrap();
        assert!(bytes.starts_with(b"PK\x03\x04"), "an archive");
        assert!(bytes.windows(9).any(|part| part == b"about.txt"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let error = write(&folder.path().join("gone/bundle.zip"), &[("a", "b")]).unwrap_err();
        assert_eq!(error.message, "The folder is not there any more.");
    }
}
