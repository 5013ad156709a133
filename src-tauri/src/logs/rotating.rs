//! A log file that starts anew when it is full. The older ones keep their order by number: `recomamp.1.log` is the newest.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Bytes after which the next line begins a new file.
const FULL: u64 = 10 << 20;
/// Files that are kept, the current one among them.
const FILES: usize = 5;

pub(super) struct Rotating {
    folder: PathBuf,
    file: File,
    written: u64,
    full: u64,
}

impl Rotating {
    /// Goes on with the current file in `folder`, which is made if need be.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        Self::with_limit(folder, FULL)
    }

    fn with_limit(folder: &Path, full: u64) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        private(folder, 0o700)?;
        let file = append(&name(folder, 0))?;
        let written = file.metadata()?.len();
        Ok(Self { folder: folder.to_owned(), file, written, full })
    }

    fn start_anew(&mut self) -> io::Result<()> {
        for number in (1..FILES).rev() {
            match fs::rename(name(&self.folder, number - 1), name(&self.folder, number)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.file = append(&name(&self.folder, 0))?;
        self.written = 0;
        Ok(())
    }
}

impl Write for Rotating {
    /// Takes one whole line.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.written > 0 && self.written + line.len() as u64 > self.full {
            self.start_anew()?;
        }
        self.file.write_all(line)?;
        self.written += line.len() as u64;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn name(folder: &Path, number: usize) -> PathBuf {
    folder.join(if number == 0 { "recomamp.log".to_owned() } else { format!("recomamp.{number}.log") })
}

fn append(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    // One that was there before may have another mode.
    private(path, 0o600)?;
    Ok(file)
}

#[cfg(unix)]
fn private(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Elsewhere the folder of the person's application data is private by inheritance.
#[cfg(not(unix))]
fn private(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_whole_and_the_oldest_file_goes() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("logs");
        let mut log = Rotating::with_limit(&folder, 25).unwrap();
        for line in 0..40 {
            log.write_all(format!("line {line:02} ok\n").as_bytes()).unwrap();
        }
        let mut found: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name()).collect();
        found.sort();
        assert_eq!(found, ["recomamp.1.log", "recomamp.2.log", "recomamp.3.log", "recomamp.4.log", "recomamp.log"]);
        let text = |number| fs::read_to_string(name(&folder, number)).unwrap();
        assert_eq!(text(0), "line 38 ok\nline 39 ok\n");
        assert_eq!(text(1), "line 36 ok\nline 37 ok\n");
        assert_eq!(text(4), "line 30 ok\nline 31 ok\n");

        drop(log);
        let mut again = Rotating::with_limit(&folder, 25).unwrap();
        again.write_all(b"line 40 ok\n").unwrap();
        assert_eq!((text(0), text(1)), ("line 40 ok\n".to_owned(), "line 38 ok\nline 39 ok\n".to_owned()));
    }

    #[test]
    #[cfg(unix)]
    fn nobody_else_reads_the_log() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("recomamp.log"), "of an older version\n").unwrap();
        fs::set_permissions(folder.path().join("recomamp.log"), fs::Permissions::from_mode(0o644)).unwrap();
        let mut log = Rotating::with_limit(folder.path(), 25).unwrap();
        for _ in 0..4 {
            log.write_all(b"a line\n").unwrap();
        }
        for entry in fs::read_dir(folder.path()).unwrap() {
            let entry = entry.unwrap();
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
        }
        assert_eq!(fs::metadata(folder.path()).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
