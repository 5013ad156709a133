//! Adding up.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::rows::Run;
use crate::schedule::Usage;
use crate::settings::Rates;

/// Groups that are told, those with most runs.
const MOST_GROUPS: usize = 100;

/// Figures of the runs of some days.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct RunFigures {
    /// The first day, `YYYY-MM-DD`.
    pub first: String,
    /// The last day.
    pub last: String,
    /// All of them.
    pub all: GroupFigures,
    /// What they cost by the rates of the settings, in millionths; none without rates.
    #[specta(type = Option<Number>)]
    pub cost: Option<i64>,
    /// The currency of that.
    pub currency: Option<String>,
    /// Each day, those without runs as well.
    pub days: Vec<DayFigures>,
    /// By instance, most runs first, at most 100.
    pub instances: Vec<GroupFigures>,
    /// By workflow, or by name where a run has none; most runs first, at most 100.
    pub queries: Vec<GroupFigures>,
    /// By what went wrong, most runs first.
    pub errors: Vec<ErrorFigures>,
    /// Near-equal runs on one instance, those of which Amazon refused some first, at most 100.
    pub similar: Vec<SimilarFigures>,
}

/// Figures of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct DayFigures {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// Runs that ended well.
    pub succeeded: u32,
    /// Runs that failed or were refused.
    pub failed: u32,
    /// Runs that were cancelled, or have not ended.
    pub other: u32,
    /// Milliseconds that Amazon worked on a run, the median of those that ended well.
    #[specta(type = Option<Number>)]
    pub median_run_millis: Option<i64>,
    /// Milliseconds from the wish to Amazon's beginning, the median.
    #[specta(type = Option<Number>)]
    pub median_wait_millis: Option<i64>,
}

/// Figures of a group of runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct GroupFigures {
    /// The id of the instance or of the workflow; empty for all runs, and for runs of no workflow.
    pub id: String,
    /// Its name, the one of the newest run.
    pub name: String,
    /// Runs.
    pub runs: u32,
    /// Of these, those that ended well.
    pub succeeded: u32,
    /// Those that failed or were refused.
    pub failed: u32,
    /// Milliseconds that Amazon worked on a run, the median of those that ended well.
    #[specta(type = Option<Number>)]
    pub median_run_millis: Option<i64>,
    /// What 95 of 100 of these did not exceed.
    #[specta(type = Option<Number>)]
    pub slow_run_millis: Option<i64>,
    /// Milliseconds from the wish to Amazon's beginning, the median.
    #[specta(type = Option<Number>)]
    pub median_wait_millis: Option<i64>,
    /// Rows of all results.
    #[specta(type = Number)]
    pub rows: i64,
    /// Bytes of all results that are kept.
    #[specta(type = Number)]
    pub bytes: i64,
    /// The newest run.
    pub last_execution_id: String,
    /// When that was begun, in UTC milliseconds; 0 without a run.
    #[specta(type = Number)]
    pub last_at: i64,
}

/// Runs that ended badly for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ErrorFigures {
    /// The stable code of the error.
    pub code: String,
    /// Runs.
    pub runs: u32,
    /// How many queries had it.
    pub queries: u32,
    /// The newest run.
    pub last_execution_id: String,
    /// When that was begun, in UTC milliseconds.
    #[specta(type = Number)]
    pub last_at: i64,
}

/// Near-equal runs on one instance. Amazon refuses a run when there were too many like it over the same dates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct SimilarFigures {
    /// The id of the instance.
    pub instance_id: String,
    /// Its name.
    pub instance_name: String,
    /// The name of the newest run.
    pub name: String,
    /// Runs that were sent.
    pub runs: u32,
    /// The most of them that cover one and the same day.
    pub same_day: u32,
    /// Those that Amazon refused for the others.
    pub refused: u32,
    /// The newest run.
    pub last_execution_id: String,
    /// When that was begun, in UTC milliseconds.
    #[specta(type = Number)]
    pub last_at: i64,
}

#[derive(Default)]
struct Sum {
    figures: GroupFigures,
    other: u32,
    took: Vec<i64>,
    waited: Vec<i64>,
}

impl Sum {
    fn add(&mut self, run: &Run) {
        let figures = &mut self.figures;
        figures.runs += 1;
        match run.state.as_str() {
            "succeeded" => {
                figures.succeeded += 1;
                self.took.extend(run.finished_at.map(|end| (end - run.running_at.unwrap_or(run.sent_at)).max(0)));
            }
            "failed" | "rejected" => figures.failed += 1,
            _ => self.other += 1,
        }
        self.waited.extend(run.running_at.map(|at| (at - run.created_at).max(0)));
        figures.rows += run.row_count.unwrap_or(0);
        figures.bytes += run.size_bytes.unwrap_or(0);
        figures.last_execution_id.clone_from(&run.id);
        figures.last_at = run.created_at;
    }

    fn told(mut self) -> GroupFigures {
        self.took.sort_unstable();
        self.waited.sort_unstable();
        GroupFigures {
            median_run_millis: share(&self.took, 50),
            slow_run_millis: share(&self.took, 95),
            median_wait_millis: share(&self.waited, 50),
            ..self.figures
        }
    }
}

/// The least of sorted numbers that `percent` of a hundred do not exceed.
fn share(sorted: &[i64], percent: usize) -> Option<i64> {
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied()
}

/// Figures of runs, oldest first, of the days `from` to `to` of a zone.
pub(super) fn of(
    runs: &[Run],
    (from, to): (NaiveDate, NaiveDate),
    zone: Tz,
    now: i64,
    rates: Option<&Rates>,
) -> RunFigures {
    let mut all = Sum::default();
    let mut days: BTreeMap<NaiveDate, Sum> =
        from.iter_days().take_while(|day| *day <= to).map(|day| (day, Sum::default())).collect();
    let (mut instances, mut queries) = (HashMap::<&str, Sum>::new(), HashMap::<(&str, &str), Sum>::new());
    let mut errors: BTreeMap<&str, (ErrorFigures, std::collections::HashSet<&str>)> = BTreeMap::new();
    let mut similar: HashMap<(&str, &str), Vec<&Run>> = HashMap::new();
    let mut usage = Usage::default();
    for run in runs {
        // What was never sent, or cancelled, counts for nothing at Amazon.
        if let Some(shape) = run.shape.as_deref().filter(|_| run.attempt > 0 && run.state != "cancelled") {
            similar.entry((&run.instance_id, shape)).or_default().push(run);
        }
        all.add(run);
        if run.attempt > 0 {
            usage.executions += 1;
            usage.millis += (run.finished_at.unwrap_or(now) - run.sent_at).max(0);
            usage.bytes += run.size_bytes.unwrap_or(0);
        }
        let local = DateTime::from_timestamp_millis(run.created_at).unwrap_or_default().with_timezone(&zone);
        if let Some(day) = days.get_mut(&local.date_naive()) {
            day.add(run);
        }
        let instance = instances.entry(&run.instance_id).or_default();
        instance.add(run);
        instance.figures.id.clone_from(&run.instance_id);
        instance.figures.name.clone_from(&run.instance_name);
        // A workflow that was renamed is one; what was never saved is known by its name alone.
        let key = run.workflow_id.as_deref().map_or(("", run.name.as_str()), |id| (id, ""));
        let query = queries.entry(key).or_default();
        query.add(run);
        query.figures.id = run.workflow_id.clone().unwrap_or_default();
        query.figures.name.clone_from(&run.name);
        if let Some(code) = run.code.as_deref().filter(|_| matches!(run.state.as_str(), "failed" | "rejected")) {
            let (figures, names) = errors.entry(code).or_insert_with(|| {
                let figures = ErrorFigures {
                    code: code.to_owned(),
                    runs: 0,
                    queries: 0,
                    last_execution_id: String::new(),
                    last_at: 0,
                };
                (figures, std::collections::HashSet::new())
            });
            figures.runs += 1;
            names.insert(run.workflow_id.as_deref().unwrap_or(&run.name));
            figures.queries = u32::try_from(names.len()).unwrap_or(u32::MAX);
            figures.last_execution_id.clone_from(&run.id);
            figures.last_at = run.created_at;
        }
    }
    let day = |(day, sum): (NaiveDate, Sum)| {
        let other = sum.other;
        let GroupFigures { succeeded, failed, median_run_millis, median_wait_millis, .. } = sum.told();
        DayFigures { day: day.to_string(), succeeded, failed, other, median_run_millis, median_wait_millis }
    };
    let mut errors: Vec<ErrorFigures> = errors.into_values().map(|(figures, _)| figures).collect();
    errors.sort_by(|a, b| b.runs.cmp(&a.runs).then_with(|| a.code.cmp(&b.code)));
    RunFigures {
        first: from.to_string(),
        last: to.to_string(),
        all: all.told(),
        cost: rates.map(|rates| rates.cost(usage)),
        currency: rates.map(|rates| rates.currency.clone()),
        days: days.into_iter().map(day).collect(),
        instances: most(instances.into_values()),
        queries: most(queries.into_values()),
        errors,
        similar: most_alike(similar.into_values()),
    }
}

/// Groups of near-equal runs, oldest first in each, in which there is more than one.
fn most_alike<'a>(groups: impl Iterator<Item = Vec<&'a Run>>) -> Vec<SimilarFigures> {
    let figures = |runs: Vec<&Run>| {
        let last = runs.last().filter(|_| runs.len() > 1)?;
        Some(SimilarFigures {
            instance_id: last.instance_id.clone(),
            instance_name: last.instance_name.clone(),
            name: last.name.clone(),
            runs: u32::try_from(runs.len()).unwrap_or(u32::MAX),
            same_day: most_of_one_day(&runs),
            refused: u32::try_from(runs.iter().filter(|run| run.code.as_deref() == Some("amc.overlap")).count())
                .unwrap_or(u32::MAX),
            last_execution_id: last.id.clone(),
            last_at: last.created_at,
        })
    };
    let mut all: Vec<SimilarFigures> = groups.filter_map(figures).collect();
    all.sort_by(|a, b| {
        let most = |one: &SimilarFigures| (one.refused, one.same_day, one.runs, one.last_at);
        most(b).cmp(&most(a)).then_with(|| a.name.cmp(&b.name)).then_with(|| a.instance_id.cmp(&b.instance_id))
    });
    all.truncate(MOST_GROUPS);
    all
}

/// How many runs at most cover one and the same day.
fn most_of_one_day(runs: &[&Run]) -> u32 {
    // A day is covered up to its end: where one window ends, the next begins the day after.
    let mut changes: Vec<(&str, u8)> =
        runs.iter().flat_map(|run| [(&*run.window_start, 0), (&*run.window_end, 1)]).collect();
    changes.sort_unstable();
    let (mut now, mut most) = (0_u32, 0);
    for (_, ends) in changes {
        now = if ends == 1 { now.saturating_sub(1) } else { now + 1 };
        most = most.max(now);
    }
    most
}

fn most(groups: impl Iterator<Item = Sum>) -> Vec<GroupFigures> {
    let mut all: Vec<GroupFigures> = groups.map(Sum::told).collect();
    all.sort_by(|a, b| b.runs.cmp(&a.runs).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id)));
    all.truncate(MOST_GROUPS);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn run(id: &str, at: i64, state: &str, took: Option<i64>) -> Run {
        Run {
            id: id.to_owned(),
            name: "Reach".to_owned(),
            instance_id: "i".to_owned(),
            instance_name: "Outdoor".to_owned(),
            state: state.to_owned(),
            created_at: at,
            sent_at: at + 1_000,
            attempt: 1,
            running_at: took.map(|_| at + 5_000),
            finished_at: took.map(|took| at + 5_000 + took),
            row_count: (state == "succeeded").then_some(10),
            size_bytes: (state == "succeeded").then_some(500),
            ..Run::default()
        }
    }

    #[test]
    fn runs_are_added_up_by_day_of_the_zone_by_instance_by_query_and_by_error() {
        let midnight = "2026-03-05T00:00:00Z".parse::<DateTime<chrono::Utc>>().unwrap().timestamp_millis();
        let failed = |id: &str, at| Run { code: Some("amc.compile".to_owned()), ..run(id, at, "rejected", None) };
        let saved = |one: Run, name: &str| Run {
            workflow_id: Some("wf_1".to_owned()),
            name: name.to_owned(),
            instance_id: "j".to_owned(),
            instance_name: "Indoor".to_owned(),
            ..one
        };
        let runs = [
            // Still the day before in New York.
            run("a", midnight + HOUR, "succeeded", Some(10_000)),
            run("b", midnight + 6 * HOUR, "succeeded", Some(30_000)),
            failed("c", midnight + 7 * HOUR),
            saved(run("d", midnight + 8 * HOUR, "cancelled", None), "Old name"),
            saved(run("e", midnight + 9 * HOUR, "succeeded", Some(90_000)), "New name"),
        ];
        let days = ("2026-03-04".parse().unwrap(), "2026-03-06".parse().unwrap());
        let rates = Rates { run: 1_000_000, minute: 60_000, gigabyte: 0, currency: "EUR".to_owned() };
        let told = of(&runs, days, chrono_tz::America::New_York, midnight + 10 * HOUR, Some(&rates));
        let per_day: Vec<_> = told.days.iter().map(|d| (&*d.day, d.succeeded, d.failed, d.other)).collect();
        assert_eq!(per_day, [("2026-03-04", 1, 0, 0), ("2026-03-05", 2, 1, 1), ("2026-03-06", 0, 0, 0)]);
        assert_eq!(told.days[1].median_run_millis, Some(30_000));
        assert_eq!(told.days[2].median_wait_millis, None);
        let all = &told.all;
        assert_eq!((all.runs, all.succeeded, all.failed, all.rows, all.bytes), (5, 3, 1, 30, 1_500));
        assert_eq!((all.median_run_millis, all.slow_run_millis), (Some(30_000), Some(90_000)));
        assert_eq!(all.median_wait_millis, Some(5_000));
        let queries: Vec<_> = told.queries.iter().map(|q| (&*q.id, &*q.name, q.runs)).collect();
        assert_eq!(
            queries,
            [("", "Reach", 3), ("wf_1", "New name", 2)],
            "a workflow keeps its figures when it is renamed"
        );
        assert_eq!(
            told.instances.iter().map(|i| (&*i.name, i.runs)).collect::<Vec<_>>(),
            [("Outdoor", 3), ("Indoor", 2)]
        );
        assert_eq!(told.errors.len(), 1);
        assert_eq!((told.errors[0].runs, &*told.errors[0].last_execution_id), (1, "c"));
        // Two of them have not ended by what is known: they count up to now.
        let millis = 10_000 + 30_000 + 90_000 + 3 * 4_000 + 5 * HOUR - 2 * 1_000;
        assert_eq!(told.cost, Some(5_000_000 + 60_000 * millis / 60_000));
    }

    #[test]
    fn near_equal_runs_are_told_by_instance_with_the_most_that_share_a_day() {
        let over = |id: &str, at: i64, (start, end): (&str, &str)| Run {
            shape: Some("s".to_owned()),
            window_start: start.to_owned(),
            window_end: end.to_owned(),
            ..run(id, at, "succeeded", Some(1))
        };
        let other = |one: Run| Run { shape: Some("t".to_owned()), ..one };
        let runs = [
            over("a", 1, ("2026-02-01", "2026-02-07")),
            over("b", 2, ("2026-02-07", "2026-02-09")),
            over("c", 3, ("2026-02-08", "2026-02-20")),
            Run { state: "cancelled".to_owned(), ..over("d", 4, ("2026-02-01", "2026-02-28")) },
            Run { attempt: 0, ..over("e", 5, ("2026-02-01", "2026-02-28")) },
            other(over("f", 6, ("2026-02-01", "2026-02-07"))),
            Run {
                state: "rejected".to_owned(),
                code: Some("amc.overlap".to_owned()),
                ..other(over("g", 7, ("2026-02-01", "2026-02-07")))
            },
            Run { instance_id: "j".to_owned(), ..over("h", 8, ("2026-02-01", "2026-02-07")) },
        ];
        let day = "2026-03-04".parse().unwrap();
        let told = of(&runs, (day, day), chrono_tz::UTC, 0, None).similar;
        let told: Vec<_> =
            told.iter().map(|one| (&*one.last_execution_id, one.runs, one.same_day, one.refused)).collect();
        assert_eq!(told, [("g", 2, 2, 1), ("c", 3, 2, 0)]);
    }

    #[test]
    fn no_runs_have_no_median() {
        let day = "2026-03-04".parse().unwrap();
        let told = of(&[], (day, day), chrono_tz::UTC, 0, None);
        assert_eq!((told.all.runs, told.all.median_run_millis, told.cost, told.days.len()), (0, None, None, 1));
    }
}
