//! The runs and workflows of one account, and how time moves the runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use super::job::Job;
use super::request::Window;
use crate::settings::{DataGap, Places};

/// What one account keeps in its instances, and its runs. One desk an account, since its instances share the account's places.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// In the order of creation.
    runs: Vec<Run>,
    /// The runs that have not ended, as indices in the order of creation.
    live: Vec<usize>,
    shelves: BTreeMap<String, Shelf>,
    /// The last event that was played.
    cursor: DateTime<Utc>,
}

/// What is kept in one instance, by id.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    pub(crate) workflows: BTreeMap<String, Value>,
    pub(crate) schedules: BTreeMap<String, Value>,
}

/// One run.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) id: String,
    pub(crate) sequence: u64,
    pub(crate) workflow_id: String,
    pub(crate) account_id: String,
    pub(crate) instance_id: String,
    pub(crate) request_id: String,
    pub(crate) dry_run: bool,
    /// The workflow as it was when the run was created.
    pub(crate) workflow: Value,
    pub(crate) sql: String,
    pub(crate) window: Window,
    pub(crate) parameter_values: Value,
    /// Gaps in the data of its window.
    pub(crate) data_gaps: Vec<DataGap>,
    pub(crate) timeout_seconds: u64,
    /// Fields of the request that the answer repeats, if they were there.
    pub(crate) echoed: Map<String, Value>,
    pub(crate) disable_aggregation_controls: bool,
    pub(crate) created_at: DateTime<Utc>,
    /// Before this instant, lists do not know the run.
    pub(crate) listed_at: DateTime<Utc>,
    /// The end of its pending time, if a place is free then.
    pub(crate) ready_at: DateTime<Utc>,
    /// `None`: for ever.
    pub(crate) run_for: Option<TimeDelta>,
    pub(crate) publish_for: TimeDelta,
    pub(crate) fate: Fate,
    pub(crate) phase: Phase,
    pub(crate) job: Arc<Job>,
}

/// What becomes of a run that is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Its query decides.
    Query,
    /// It succeeds without an output, for this reason.
    NoOutput(&'static str),
    /// It starts and fails.
    Fail(String),
    /// It never starts.
    Reject(String),
}

/// Where a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    Pending,
    Running { since: DateTime<Utc> },
    Ended { since: Option<DateTime<Utc>>, at: DateTime<Utc>, end: End },
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// By the clock; the query may still fail it.
    Succeeded,
    Failed(String),
    Rejected(String),
    Cancelled,
}

impl Run {
    fn ends_at(&self) -> Option<DateTime<Utc>> {
        match self.phase {
            Phase::Running { since } => self.run_for.map(|run_for| since + run_for + self.publish_for),
            _ => None,
        }
    }

    /// Whether its running time is over and the result is being written.
    pub(crate) fn is_publishing(&self, now: DateTime<Utc>) -> bool {
        matches!(self.phase, Phase::Running { since } if self.run_for.is_some_and(|run_for| now >= since + run_for))
    }

    pub(crate) fn has_query(&self) -> bool {
        self.fate == Fate::Query
    }

    /// Whether it has not ended for a reader: a run that is over by the clock goes on while its query does.
    fn is_going_on(&self) -> bool {
        match self.phase {
            Phase::Pending | Phase::Running { .. } => true,
            Phase::Ended { end: End::Succeeded, .. } => self.has_query() && self.job.outcome().is_none(),
            Phase::Ended { .. } => false,
        }
    }
}

/// Something that happens to a run. At the same instant ends come first, since they free places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    End,
    Reject,
    Start,
}

impl Desk {
    /// What an instance keeps.
    pub(crate) fn shelf(&mut self, instance_id: &str) -> &mut Shelf {
        self.shelves.entry(instance_id.to_string()).or_default()
    }

    /// Takes in a new run.
    pub(crate) fn add(&mut self, run: Run) {
        self.live.push(self.runs.len());
        self.runs.push(run);
    }

    /// All runs in the order of creation.
    pub(crate) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// A run of any instance.
    pub(crate) fn find(&self, id: &str) -> Option<&Run> {
        self.runs.iter().find(|r| r.id == id)
    }

    /// A run of an instance.
    pub(crate) fn run(&self, instance_id: &str, id: &str) -> Option<&Run> {
        self.find(id).filter(|r| r.instance_id == instance_id)
    }

    /// Plays everything that is due by `now`, in its order.
    ///
    /// Returns the runs whose query is wanted from now on, as indices.
    pub(crate) fn catch_up(&mut self, now: DateTime<Utc>, places: Places) -> Vec<usize> {
        let mut started = Vec::new();
        while let Some((at, event, index)) = self.next_event(places) {
            if at > now {
                break;
            }
            self.cursor = self.cursor.max(at);
            let run = &mut self.runs[index];
            match event {
                Event::Start => {
                    run.phase = Phase::Running { since: at };
                    if run.has_query() {
                        started.push(index);
                    }
                }
                Event::Reject => {
                    let text = if let Fate::Reject(text) = &run.fate { text.clone() } else { String::new() };
                    run.phase = Phase::Ended { since: None, at, end: End::Rejected(text) };
                }
                Event::End => {
                    let since = if let Phase::Running { since } = run.phase { Some(since) } else { None };
                    let end = if let Fate::Fail(text) = &run.fate { End::Failed(text.clone()) } else { End::Succeeded };
                    run.phase = Phase::Ended { since, at, end };
                }
            }
            if event != Event::Start {
                self.live.retain(|i| *i != index);
            }
        }
        started
    }

    fn next_event(&self, places: Places) -> Option<(DateTime<Utc>, Event, usize)> {
        let live = || self.live.iter().map(|index| (*index, &self.runs[*index]));
        let mut running: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, run) in live().filter(|(_, run)| matches!(run.phase, Phase::Running { .. })) {
            *running.entry(&run.instance_id).or_default() += 1;
        }
        let account_has_place = running.values().sum::<usize>() < places.of_account;
        let has_place = |run: &Run| {
            account_has_place && running.get(run.instance_id.as_str()).copied().unwrap_or(0) < places.of_instance
        };
        let events = live().filter_map(|(index, run)| match (&run.phase, &run.fate) {
            (Phase::Running { .. }, _) => run.ends_at().map(|at| (at, Event::End, index)),
            (Phase::Pending, Fate::Reject(_)) => Some((run.ready_at, Event::Reject, index)),
            (Phase::Pending, _) if has_place(run) => Some((run.ready_at.max(self.cursor), Event::Start, index)),
            _ => None,
        });
        events.min_by_key(|(at, event, index)| (*at, *event, self.runs[*index].ready_at, *index))
    }

    /// Cancels a run that has not ended, and its query. `false` if it has, or is not there.
    pub(crate) fn cancel(&mut self, id: &str, now: DateTime<Utc>) -> bool {
        let Some(index) = self.runs.iter().position(|run| run.id == id && run.is_going_on()) else { return false };
        let run = &mut self.runs[index];
        let since = match run.phase {
            Phase::Pending => None,
            Phase::Running { since } => Some(since),
            Phase::Ended { since, .. } => since,
        };
        run.phase = Phase::Ended { since, at: now, end: End::Cancelled };
        run.job.stop();
        self.live.retain(|i| *i != index);
        self.cursor = self.cursor.max(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(number: u64, created_at: DateTime<Utc>, run_for: Option<i64>) -> Run {
        Run {
            id: number.to_string(),
            sequence: number,
            workflow_id: String::new(),
            account_id: String::new(),
            instance_id: String::new(),
            request_id: String::new(),
            dry_run: false,
            workflow: Value::Null,
            sql: String::new(),
            window: Window::for_tests(),
            parameter_values: Value::Null,
            data_gaps: Vec::new(),
            timeout_seconds: 21600,
            echoed: Map::new(),
            disable_aggregation_controls: false,
            created_at,
            listed_at: created_at,
            ready_at: created_at + TimeDelta::seconds(1),
            run_for: run_for.map(TimeDelta::seconds),
            publish_for: TimeDelta::zero(),
            fate: Fate::Query,
            phase: Phase::Pending,
            job: Arc::default(),
        }
    }

    fn desk(runs: impl IntoIterator<Item = Run>) -> Desk {
        let mut desk = Desk::default();
        runs.into_iter().for_each(|run| desk.add(run));
        desk
    }

    fn places(of_instance: usize) -> Places {
        Places { of_instance, of_account: 200 }
    }

    fn running(desk: &Desk) -> Vec<&str> {
        let runs = desk.runs.iter().filter(|r| matches!(r.phase, Phase::Running { .. }));
        runs.map(|r| r.id.as_str()).collect()
    }

    #[test]
    fn the_eleventh_run_waits_for_a_place_and_then_runs_its_whole_time() {
        let t = Utc::now();
        let mut desk = desk((0..11).map(|n| run(n, t, Some(10))));
        let at = |s| t + TimeDelta::seconds(s);
        assert_eq!(desk.catch_up(at(5), places(10)).len(), 10);
        assert_eq!(desk.runs[10].phase, Phase::Pending);
        desk.catch_up(at(12), places(10));
        assert_eq!(running(&desk), ["10"]);
        assert_eq!(desk.runs[10].phase, Phase::Running { since: at(11) });
    }

    #[test]
    fn nobody_has_to_look_while_it_happens() {
        let t = Utc::now();
        let mut desk = desk((0..25).map(|n| run(n, t, Some(10))));
        desk.catch_up(t + TimeDelta::seconds(3600), places(10));
        let ended: Vec<_> = desk.runs.iter().map(|r| r.phase.clone()).collect();
        assert!(
            matches!(&ended[24], Phase::Ended { at, end: End::Succeeded, .. } if *at == t + TimeDelta::seconds(31))
        );
    }

    #[test]
    fn a_cancelled_run_frees_its_place() {
        let t = Utc::now();
        let mut desk = desk([run(0, t, None), run(1, t, Some(5))]);
        desk.catch_up(t + TimeDelta::seconds(60), places(1));
        assert_eq!(running(&desk), ["0"]);
        assert!(desk.cancel("0", t + TimeDelta::seconds(60)));
        desk.catch_up(t + TimeDelta::seconds(61), places(1));
        assert_eq!(running(&desk), ["1"]);
        assert!(!desk.cancel("0", t + TimeDelta::seconds(62)));
    }

    #[test]
    fn a_run_whose_query_outlasts_it_can_still_be_cancelled() {
        let t = Utc::now();
        let mut desk = desk([run(0, t, Some(5))]);
        desk.catch_up(t + TimeDelta::seconds(60), places(1));
        assert!(matches!(desk.runs[0].phase, Phase::Ended { end: End::Succeeded, .. }));
        assert!(desk.cancel("0", t + TimeDelta::seconds(61)));
        assert!(!desk.cancel("0", t + TimeDelta::seconds(62)));
    }

    #[test]
    fn a_rejected_run_needs_no_place() {
        let t = Utc::now();
        let mut second = run(1, t, Some(5));
        second.fate = Fate::Reject("no".into());
        let mut desk = desk([run(0, t, None), second]);
        desk.catch_up(t + TimeDelta::seconds(2), places(1));
        assert!(matches!(&desk.runs[1].phase, Phase::Ended { end: End::Rejected(text), .. } if text == "no"));
    }

    #[test]
    fn an_account_has_200_places_over_all_its_instances() {
        let t = Utc::now();
        let runs = (0..210).map(|n| Run { instance_id: format!("instance-{}", n % 21), ..run(n, t, Some(10)) });
        let mut desk = desk(runs);
        desk.catch_up(t + TimeDelta::seconds(5), places(10));
        assert_eq!(running(&desk).len(), 200);
        // The ten that waited start when the first end.
        desk.catch_up(t + TimeDelta::seconds(12), places(10));
        assert_eq!(running(&desk), (200..210).map(|n| n.to_string()).collect::<Vec<_>>());
    }

    proptest::proptest! {
        #[test]
        fn no_instance_and_no_account_ever_runs_more_than_its_places(
            runs in proptest::collection::vec((0..4u8, 0..30i64, 1..20i64, proptest::bool::ANY), 1..60),
            looks in proptest::collection::vec(0..100i64, 1..12),
            of_instance in 1..4usize,
            of_account in 1..8usize,
        ) {
            let t = Utc::now();
            let places = Places { of_instance, of_account };
            let make = || {
                let runs = runs.iter().enumerate().map(|(n, (instance, ready, run_for, fails))| {
                    let mut run = Run { instance_id: instance.to_string(), ..run(n as u64, t, Some(*run_for)) };
                    run.ready_at = t + TimeDelta::seconds(*ready);
                    if *fails {
                        run.fate = Fate::Fail("no".into());
                    }
                    run
                });
                desk(runs)
            };
            let (mut watched, mut left_alone) = (make(), make());
            let mut looks = looks.clone();
            looks.sort_unstable();
            for look in &looks {
                watched.catch_up(t + TimeDelta::seconds(*look), places);
                let running: Vec<&Run> =
                    watched.runs.iter().filter(|r| matches!(r.phase, Phase::Running { .. })).collect();
                proptest::prop_assert!(running.len() <= of_account);
                for instance in 0..4u8 {
                    let count = running.iter().filter(|r| r.instance_id == instance.to_string()).count();
                    proptest::prop_assert!(count <= of_instance);
                }
            }
            // Looking changes nothing.
            let end = t + TimeDelta::seconds(100_000);
            watched.catch_up(end, places);
            left_alone.catch_up(end, places);
            let phases = |desk: &Desk| desk.runs.iter().map(|r| r.phase.clone()).collect::<Vec<_>>();
            proptest::prop_assert_eq!(phases(&watched), phases(&left_alone));
            proptest::prop_assert!(watched.live.is_empty());
        }
    }
}
