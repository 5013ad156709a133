//! Next runs a second, and beside them, in the same run, those of the `cron` crate, of croniter and of croner on the same expressions. `make
//! bench` installs the last two into the cache folder and names their places in `RECOMAMP_PEERS` and `RECOMAMP_NODE_PEERS`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, missing_docs)]

use std::ffi::OsString;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use recurrence::{BusinessDays, DayRule, Misfire, Preset, Roll, Rule, Schedule, Spread, plan};

const BUDGET: f64 = 100_000.0;
const ROUNDS: usize = 5;
/// Moments at which each schedule is asked, over two years from 2026 on.
const MOMENTS: usize = 200;
const ZONES: [&str; 5] = ["UTC", "America/New_York", "Europe/London", "Asia/Tokyo", "Australia/Sydney"];
const CRONS: [&str; 10] = [
    "30 6 * * MON-FRI",
    "0 6 * * *",
    "0 */4 * * *",
    "*/15 * * * *",
    "* * * * *",
    "0 6 1 * *",
    "0 8 1,15 * *",
    "0 7 * * MON",
    "15 5 1 JAN,APR,JUL,OCT *",
    "0 6 13 * FRI",
];

fn main() {
    let moments = moments();
    println!("{:<46} {:>14} {:>10}", format!("median of {ROUNDS}"), "a second", "");
    let presets = presets();
    budget("next runs, presets", ours(&presets, &moments));
    let crons: Vec<Schedule> = questions().map(|(text, zone)| cron(text, zone)).collect();
    let here = ours(&crons, &moments);
    budget("next runs, cron expressions", here);
    let slowest = CRONS.map(|text| {
        let schedules: Vec<Schedule> = ZONES.iter().map(|zone| cron(text, zone)).collect();
        (ours(&schedules, &moments), text)
    });
    let (rate, text) = slowest.into_iter().min_by(|one, other| one.0.total_cmp(&other.0)).unwrap();
    budget(&format!("next runs, slowest of them ({text})"), rate);
    idle(&crons, &presets);

    compare("cron crate", here, median_rate(|| timed_cron_crate(&moments)), "");
    let (python, node) = (std::env::var_os("RECOMAMP_PEERS"), std::env::var_os("RECOMAMP_NODE_PEERS"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches");
    let peers = [
        python.map(|python| Peer::start(&python, &[folder.join("peer.py").into()])),
        node.map(|packages| Peer::start(&"node".into(), &[folder.join("peer.mjs").into(), packages])),
    ];
    if peers.iter().any(Option::is_none) {
        println!("croniter and croner are measured by `make bench` only");
    }
    let answers = answers(&crons, &moments);
    for mut peer in peers.into_iter().flatten() {
        let mut agree = 0;
        let rate = median_rate(|| {
            let (taken, theirs) = peer.round(&moments);
            agree = theirs.iter().zip(&answers).filter(|(theirs, ours)| theirs == ours).count();
            taken
        });
        let name = std::mem::take(&mut peer.name);
        compare(&name, here, rate, &format!("{agree} of {} answers agree", answers.len()));
    }
}

fn moments() -> Vec<DateTime<Utc>> {
    let first: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    // Not a multiple of an hour, so that all minutes come up.
    let step = TimeDelta::seconds(2 * 365 * 86_400 / i64::try_from(MOMENTS).unwrap() + 7 * 61);
    (0..i32::try_from(MOMENTS).unwrap()).map(|number| first + step * number).collect()
}

fn questions() -> impl Iterator<Item = (&'static str, &'static str)> {
    CRONS.iter().flat_map(|text| ZONES.iter().map(move |zone| (*text, *zone)))
}

fn cron(text: &str, zone: &str) -> Schedule {
    Schedule::new(Rule::Cron(text.parse().unwrap()), zone.parse().unwrap(), None, None)
}

fn presets() -> Vec<Schedule> {
    let anchor = NaiveDate::from_ymd_opt(2025, 3, 1).unwrap();
    let rules = [
        (DayRule::EveryDays { anchor, days: 1 }, None),
        (DayRule::EveryDays { anchor, days: 14 }, None),
        (DayRule::EveryDays { anchor, days: 90 }, None),
        (DayRule::Weekly(vec![Weekday::Mon, Weekday::Thu]), None),
        (DayRule::MonthlyDay(31), Some(Roll::Next)),
        (DayRule::MonthlyLastDay, None),
        (DayRule::MonthlyWeekday { weekdays: vec![Weekday::Fri], nth: 2 }, None),
        (DayRule::FirstBusinessDay, None),
        (DayRule::LastBusinessDay, None),
        (DayRule::BusinessDays, None),
        (DayRule::Quarterly(1), None),
    ];
    let at = vec![NaiveTime::from_hms_opt(6, 0, 0).unwrap(), NaiveTime::from_hms_opt(18, 30, 0).unwrap()];
    let preset = |(rule, roll): &(DayRule, Option<Roll>), zone: &str| {
        let preset = Preset::new(rule.clone(), at.clone(), BusinessDays::default(), *roll).unwrap();
        Schedule::new(Rule::Preset(preset), zone.parse().unwrap(), None, None)
    };
    rules.iter().flat_map(|rule| ZONES.iter().map(move |zone| preset(rule, zone))).collect()
}

/// Next runs a second.
fn ours(schedules: &[Schedule], moments: &[DateTime<Utc>]) -> f64 {
    let count = schedules.len() * moments.len();
    let taken = median((0..ROUNDS).map(|_| {
        let began = Instant::now();
        for schedule in schedules {
            for moment in moments {
                black_box(schedule.next(black_box(*moment)));
            }
        }
        began.elapsed()
    }));
    per_second(count, taken)
}

fn answers(schedules: &[Schedule], moments: &[DateTime<Utc>]) -> Vec<i64> {
    let asked = schedules.iter().flat_map(|schedule| moments.iter().map(|moment| schedule.next(*moment)));
    asked.map(|slot| slot.unwrap().instant.timestamp()).collect()
}

/// A look at 10,000 schedules of which none is due.
fn idle(crons: &[Schedule], presets: &[Schedule]) {
    let now: DateTime<Utc> = "2026-03-05T09:10:11Z".parse().unwrap();
    let schedules: Vec<&Schedule> = crons.iter().chain(presets).cycle().take(10_000).collect();
    let taken = median((0..ROUNDS).map(|_| {
        let began = Instant::now();
        for schedule in &schedules {
            black_box(plan(schedule, Spread::of("a"), black_box(now), now, Misfire::Latest));
        }
        began.elapsed()
    }));
    println!("{:<46} {:>11.1} ms", "10,000 plans with nothing due", taken.as_secs_f64() * 1e3);
}

/// The crate wants seconds, and reads weekdays by name as we do; where both day fields are set it looks for another day.
fn timed_cron_crate(moments: &[DateTime<Utc>]) -> Duration {
    let asked: Vec<(cron::Schedule, Vec<DateTime<Tz>>)> = questions()
        .map(|(text, zone)| {
            let zone: Tz = zone.parse().unwrap();
            let moments = moments.iter().map(|moment| moment.with_timezone(&zone)).collect();
            (format!("0 {text}").parse().unwrap(), moments)
        })
        .collect();
    let began = Instant::now();
    for (schedule, moments) in &asked {
        for moment in moments {
            black_box(schedule.after(black_box(moment)).next());
        }
    }
    began.elapsed()
}

fn median_rate(round: impl FnMut() -> Duration) -> f64 {
    let mut round = round;
    // The first round warms up what compiles while it runs.
    round();
    per_second(CRONS.len() * ZONES.len() * MOMENTS, median((0..ROUNDS).map(|_| round())))
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn per_second(count: usize, taken: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap()) / taken.as_secs_f64()
}

fn budget(what: &str, rate: f64) {
    let held = if rate >= BUDGET { "" } else { "  under" };
    println!("{what:<46} {rate:>14.0}   budget {BUDGET:.0}{held}");
}

fn compare(peer: &str, here: f64, there: f64, note: &str) {
    println!("{:<46} {there:>14.0}   we do {:.1} times as many; {note}", format!("the same by {peer}"), here / there);
}

/// A program that answers lines.
struct Peer {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    name: String,
}

impl Peer {
    fn start(program: &OsString, arguments: &[OsString]) -> Self {
        let mut command = Command::new(program);
        let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut peer = Self { child, input, output, name: String::new() };
        peer.name = peer.line();
        peer
    }

    /// All questions once: the time that it took by its own clock, and the answers in seconds since 1970.
    fn round(&mut self, moments: &[DateTime<Utc>]) -> (Duration, Vec<i64>) {
        let (mut taken, mut answers) = (Duration::ZERO, Vec::new());
        for (text, zone) in questions() {
            let mut question = format!("{text}\t{zone}");
            for moment in moments {
                write!(question, "\t{}", moment.timestamp()).unwrap();
            }
            writeln!(self.input.as_mut().unwrap(), "{question}").unwrap();
            let line = self.line();
            let mut parts = line.split('\t');
            taken += Duration::from_secs_f64(parts.next().unwrap().parse().unwrap());
            answers.extend(parts.map(|part| part.parse::<i64>().unwrap()));
        }
        (taken, answers)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the peer has ended");
        line.trim_end().to_owned()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Without input it ends by itself.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
