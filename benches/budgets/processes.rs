//! Processes as the system tells of them (proc_pid_stat(5), which anybody may read).

use std::process::{Command, Stdio};

/// A process at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    pub(crate) pid: u32,
    /// Its name, cut after 15 letters.
    pub(crate) name: String,
    parent: u32,
    /// When it started: with its number it is this process and no later one.
    started: u64,
    /// Seconds of processor time so far.
    seconds: f64,
}

impl Process {
    fn is(&self, other: &Self) -> bool {
        (self.pid, self.started) == (other.pid, other.started)
    }
}

/// `pid (name) state parent …`; times are fields 14 and 15, in hundredths of a second, and the start is field 22.
fn read(stat: &str) -> Option<Process> {
    let (before, after) = stat.rsplit_once(')')?;
    let (pid, name) = before.split_once('(')?;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let time = |field: usize| fields.get(field).and_then(|text| text.parse::<f64>().ok());
    Some(Process {
        pid: pid.trim().parse().ok()?,
        name: name.to_owned(),
        parent: fields.get(1)?.parse().ok()?,
        started: fields.get(19)?.parse().ok()?,
        seconds: (time(11)? + time(12)?) / 100.0,
    })
}

fn all() -> Vec<Process> {
    let entries = std::fs::read_dir("/proc").unwrap();
    let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    // Some end between the two looks.
    numbers.filter_map(|pid| read(&std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)).collect()
}

/// A process and all that it started, and those that they did.
pub(crate) fn below(pid: u32) -> Vec<Process> {
    let all = all();
    let mut found: Vec<Process> = all.iter().filter(|process| process.pid == pid).cloned().collect();
    let mut at = 0;
    while let Some(parent) = found.get(at).map(|process| process.pid) {
        found.extend(all.iter().filter(|process| process.parent == parent).cloned());
        at += 1;
    }
    found
}

/// Seconds of processor time that the processes in `after` used since `before`.
pub(crate) fn used(before: &[Process], after: &[Process]) -> f64 {
    let then = |now: &Process| before.iter().find(|then| then.is(now)).map_or(0.0, |then| then.seconds);
    after.iter().map(|now| now.seconds - then(now)).sum()
}

/// Tells a process of ours that it is to end.
pub(crate) fn ask_to_end(pid: u32) {
    signal("-TERM", &[pid]);
}

fn signal(which: &str, pids: &[u32]) {
    let pids = pids.iter().map(u32::to_string);
    let _ = Command::new("kill").arg(which).args(pids).stderr(Stdio::null()).status();
}

/// An application that a driver started: it, what it started and the web view's own driver end with the value.
pub(crate) struct Family(Vec<Process>);

impl Family {
    pub(crate) fn of(pid: u32) -> Self {
        let mut members = below(pid);
        let driver = members.first().map(|process| process.parent);
        let driver = all().into_iter().find(|one| Some(one.pid) == driver && one.name == "WebKitWebDriver");
        members.extend(driver);
        Self(members)
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        let there = all();
        let is_there = |member: &&Process| there.iter().any(|process| process.is(member));
        let mut left: Vec<u32> = self.0.iter().filter(is_there).map(|member| member.pid).collect();
        // What was started since.
        left = left.into_iter().flat_map(below).map(|process| process.pid).collect();
        left.sort_unstable();
        left.dedup();
        if !left.is_empty() {
            signal("-KILL", &left);
        }
    }
}
