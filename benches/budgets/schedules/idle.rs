//! What the application costs the processor while it has nothing to do but to know of many schedules: all of it, in its window and
//! without one.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use amc_sandbox::Sandbox;
use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;
use fantoccini::Locator;
use workbench::schedule::{RuleSpec, ScheduleSpec};
use workbench::settings::Settings;

use super::world::{self, QUERY};
use crate::processes::{self, Family};
use crate::support::{Desk, when};
use crate::window::{PATIENCE, open, over, pid_of};

const SCHEDULES: u32 = 500;
const INSTANCES: usize = 25;
/// Percent of a core.
const BUDGET: f64 = 1.0;
/// How long is looked at.
const WATCHED: Duration = Duration::from_secs(30);
/// It is quiet when for so long no more than so much of a core was used.
const QUIET: (Duration, f64) = (Duration::from_secs(5), 0.02);
/// It is looked at whether or not it is quiet by then.
const RESTLESS: Duration = Duration::from_secs(60);

pub(super) fn measure() {
    let (Some(program), Some(cli)) = (std::env::var_os("RECOMAMP_RELEASE"), std::env::var_os("RECOMAMP_CLI")) else {
        println!("what many schedules cost an idle application is measured by `make bench` only");
        return;
    };
    let program = program.into_string().unwrap();
    let desk = Desk::start();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let sandbox = world::sandbox().await;
        keep(&desk.data_dir(), &sandbox).await;
        // First, since the window takes the profile to a sandbox of its own, which ends with it.
        in_terminal(&desk, Path::new(&cli)).await;
        in_window(&desk, &program).await;
        sandbox.shutdown().await;
    });
}

/// Keeps the schedules in a data folder.
async fn keep(folder: &Path, sandbox: &Sandbox) {
    let workbench = world::open(folder, sandbox).await;
    // A window that is closed ends the application then.
    let settings = Settings { keep_running_in_tray: false, ..workbench.settings().current() };
    workbench.settings().update(settings).await.unwrap();
    let (instances, now) = (world::instances(&workbench, INSTANCES).await, workbench.clock().now());
    for number in 0..SCHEDULES {
        workbench.schedules().create(spec(number, now, &instances)).await.unwrap();
    }
    workbench.shutdown().await;
}

/// A slot a day, the next of which comes an hour from now at the earliest.
fn spec(number: u32, now: DateTime<Utc>, instances: &[String]) -> ScheduleSpec {
    let usual = super::spec(number);
    let minutes = 60 + 22 * 60 * number / SCHEDULES;
    let at = (now + TimeDelta::minutes(minutes.into())).with_timezone(&usual.time_zone.parse::<Tz>().unwrap());
    ScheduleSpec {
        sql: QUERY.to_owned(),
        instance_ids: vec![instances[number as usize % instances.len()].clone()],
        rule: RuleSpec::Cron(format!("{} {} * * *", at.minute(), at.hour())),
        ..usual
    }
}

/// A program that ends with the value.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn in_terminal(desk: &Desk, cli: &Path) {
    let child = desk.command(cli).args(["scheduler", "--json"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut scheduler = Started(child);
    // Held to the end: the program has somebody to talk to.
    let mut said = BufReader::new(scheduler.0.stdout.take().unwrap());
    let mut first = String::new();
    said.read_line(&mut first).unwrap();
    assert_eq!(first.trim(), format!("{{\"schedules\":{SCHEDULES}}}"));
    let pid = scheduler.0.id();
    let used = watch(pid).await;
    let what = format!("idle processor time, recomamp-cli scheduler, {SCHEDULES} schedules");
    println!("{what:<58} {:>10.2} %{}", used.all, used.note());
    processes::ask_to_end(pid);
    when("the end of the scheduler", || scheduler.0.try_wait().unwrap().is_some());
}

async fn in_window(desk: &Desk, program: &str) {
    let (page, _driver) = open(desk, program).await;
    let pid = pid_of(program);
    let _family = Family::of(pid);
    let to_list = "//a[contains(., 'Schedules')] | //*[@aria-label='Schedules']";
    page.wait().at_most(PATIENCE).for_element(Locator::XPath(to_list)).await.unwrap().click().await.unwrap();
    page.wait().at_most(PATIENCE).for_element(Locator::Css("tr[data-row]")).await.unwrap();
    let used = watch(pid).await;
    let what = format!("idle processor time, whole application, {SCHEDULES} schedules");
    println!("{what:<58} {:>10.2} % {BUDGET:>10.2} %{}{}", used.all, over(used.all > BUDGET), used.note());
    println!("{:<58} {:>10.2} %", "  of it the Rust process", used.own);
    if !used.page {
        println!("  the processes of the web view were not found, and are not counted");
    }
    page.close().await.unwrap();
}

/// Percent of a core.
struct Used {
    all: f64,
    /// Of the first process alone.
    own: f64,
    /// Whether there was a web view among the processes.
    page: bool,
    quiet: bool,
}

impl Used {
    fn note(&self) -> &'static str {
        if self.quiet { "" } else { "  (it was never quiet before)" }
    }
}

/// What a process and all below it use once they are quiet.
async fn watch(pid: u32) -> Used {
    let quiet = settled(pid).await;
    let (before, began) = (processes::below(pid), Instant::now());
    tokio::time::sleep(WATCHED).await;
    let (after, time) = (processes::below(pid), began.elapsed().as_secs_f64());
    let own = after.iter().filter(|process| process.pid == pid).cloned().collect::<Vec<_>>();
    Used {
        all: processes::used(&before, &after) / time * 100.0,
        own: processes::used(&before, &own) / time * 100.0,
        page: after.iter().any(|process| process.name.starts_with("WebKit")),
        quiet,
    }
}

async fn settled(pid: u32) -> bool {
    let (time, share) = QUIET;
    let began = Instant::now();
    let mut before = processes::below(pid);
    while began.elapsed() < RESTLESS {
        tokio::time::sleep(time).await;
        let now = processes::below(pid);
        if processes::used(&before, &now) <= time.as_secs_f64() * share {
            return true;
        }
        before = now;
    }
    false
}
