//! This test program as another process: told by variables what to do, listened to, killed, put on a small disk of its own, or
//! run under strace, by which the system refuses a call or kills at it.
#![allow(dead_code, reason = "each test program uses its part")]

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

/// The folder another process works on.
const FOLDER: &str = "TEST_FOLDER";

/// This program, to run the ignored test `name` on `folder`; `under` is the program that runs it, with its arguments.
pub fn command(name: &str, folder: &Path, under: &[OsString]) -> Command {
    let me = std::env::current_exe().unwrap();
    let mut words = under.iter().cloned().chain([me.into_os_string()]);
    let mut command = Command::new(words.next().unwrap());
    command
        .args(words)
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

/// The folder this process was told to work on.
pub fn folder() -> PathBuf {
    std::env::var_os(FOLDER).unwrap().into()
}

/// Under this the folder is a disk of so many megabytes, which ends with the process.
pub fn small_disk(megabytes: u32) -> Vec<OsString> {
    let mount = format!("mount -t tmpfs -o size={megabytes}m small \"${FOLDER}\" && exec \"$@\"");
    ["unshare", "-rm", "sh", "-c", &mount, "sh"].map(OsString::from).into()
}

/// What the system does at a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Kills the process before the call.
    Kill,
    /// The device fails: EIO.
    Io,
    /// The disk is full: ENOSPC.
    Full,
}

/// Under this each thread meets `fault` at one of its `calls` on one of `paths`: `when` is `3` for the third, `3+` for all from
/// there. A path need not be there yet; none may lead through links.
pub fn faulty(fault: Fault, calls: &str, when: &str, paths: &[PathBuf]) -> Vec<OsString> {
    let what = match fault {
        Fault::Kill => "signal=SIGKILL",
        Fault::Io => "error=EIO",
        Fault::Full => "error=ENOSPC",
    };
    let (trace, inject) = (format!("trace={calls}"), format!("inject={calls}:{what}:when={when}"));
    let words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
    let mut words: Vec<OsString> = words.map(OsString::from).into();
    for path in paths {
        words.extend(["-P".into(), path.as_os_str().to_owned()]);
    }
    words
}

/// Fills the disk under `folder` to its last byte with a file and gives that.
pub fn fill(folder: &Path) -> PathBuf {
    let path = folder.join("filling");
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(&path).unwrap();
    for size in [64 * 1024, 1024, 1] {
        let piece = vec![0xa5; size];
        while file.write_all(&piece).is_ok() {}
    }
    path
}

/// Says something to the process that listens. The test harness does not always end its own lines.
pub fn say(line: &str) {
    let mut out = std::io::stdout();
    out.write_all(format!("\n{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// Waits for a line from the process that listens.
pub fn wait_for_word() {
    let mut line = String::new();
    assert!(std::io::stdin().read_line(&mut line).unwrap() > 0, "the other process is gone");
}

/// Another process that is listened to; killed when dropped.
pub struct Other {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Other {
    pub fn start(mut command: Command) -> Self {
        let program = command.get_program().to_owned();
        let mut child = command.spawn().unwrap_or_else(|e| panic!("{program:?}: {e}; `make test` installs it"));
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    /// What follows `word` in its next line that begins so; `None` when it has ended. Other lines are the test harness's.
    pub fn hear(&mut self, word: &str) -> Option<String> {
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            if let Some(rest) = line.trim().strip_prefix(word) {
                return Some(rest.trim().to_owned());
            }
        }
    }

    /// Says `line` to it.
    pub fn tell(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end.
    pub fn end(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        // It may have ended long ago.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the ignored test `name` on a disk of so many megabytes; it has to succeed there.
pub fn passes_on_a_small_disk(name: &str, megabytes: u32) {
    let folder = tempfile::tempdir().unwrap();
    let mut other = Other::start(command(name, folder.path(), &small_disk(megabytes)));
    let mut said = Vec::new();
    while let Some(line) = other.hear("") {
        said.push(line);
    }
    assert!(other.end().success(), "{}", said.join("\n"));
    assert!(said.iter().any(|line| line.contains("1 passed")), "{name} did not run: {}", said.join("\n"));
}
