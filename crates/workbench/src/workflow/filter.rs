//! Which workflows are wanted: conditions nested in "all" and "any".

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::model::{WorkflowStatus, WorkflowSummary};
use crate::execution::ExecutionState;
use crate::query::window::day;
use crate::{Error, Result};

/// How deep parts may be nested, and how many there may be.
const DEEPEST: usize = 8;
const MOST_PARTS: usize = 200;

/// How a text is compared, whatever its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TextTest {
    /// It holds the other.
    Contains,
    /// It does not.
    Lacks,
    /// It is the other.
    Is,
    /// It begins with the other.
    StartsWith,
}

/// How a day is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DayTest {
    /// Before that day.
    Before,
    /// On that day or later.
    Since,
}

/// How a workflow's newest run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LastRunTest {
    /// Well.
    Succeeded,
    /// Otherwise.
    Failed,
    /// It has not ended.
    UnderWay,
    /// There was none.
    Never,
}

/// Which schedules a workflow has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleTest {
    /// One that fires.
    On,
    /// One that is paused.
    Paused,
    /// None of either.
    None,
}

/// What workflows are chosen by; parts may be nested eight deep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum WorkflowFilter {
    /// All parts hold; none at all holds for everything.
    All {
        /// The parts.
        of: Vec<WorkflowFilter>,
    },
    /// One part holds; none at all holds for everything.
    Any {
        /// The parts.
        of: Vec<WorkflowFilter>,
    },
    /// Of the name.
    Name {
        /// How.
        test: TextTest,
        /// With what.
        text: String,
    },
    /// Of the query's text.
    Sql {
        /// How.
        test: TextTest,
        /// With what.
        text: String,
    },
    /// Whether it has a tag.
    Tag {
        /// Whether.
        has: bool,
        /// Which.
        tag: String,
    },
    /// Whether it is for an instance.
    Instance {
        /// Whether.
        has: bool,
        /// Our id.
        instance_id: String,
    },
    /// Whether it is for an instance that has a tag.
    InstanceTag {
        /// Whether.
        has: bool,
        /// Which.
        tag: String,
    },
    /// Whether it is for an instance of a brand.
    Brand {
        /// Whether.
        has: bool,
        /// Its id.
        brand_id: String,
    },
    /// Whether it has a status.
    Status {
        /// Whether.
        has: bool,
        /// Which.
        status: WorkflowStatus,
    },
    /// When it was made.
    Created {
        /// How.
        test: DayTest,
        /// `YYYY-MM-DD` in UTC.
        day: String,
    },
    /// When it was last changed.
    Changed {
        /// How.
        test: DayTest,
        /// `YYYY-MM-DD` in UTC.
        day: String,
    },
    /// When it last ran; one that never did did not.
    Ran {
        /// How.
        test: DayTest,
        /// `YYYY-MM-DD` in UTC.
        day: String,
    },
    /// How its newest run ended.
    LastRun {
        /// How.
        test: LastRunTest,
    },
    /// Which schedules it has.
    Schedule {
        /// Which.
        test: ScheduleTest,
    },
}

/// What filters go by besides the workflows themselves.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The ids of workflows whose queries pass a test of their text: for each such test of a filter.
    pub(super) by_sql: HashMap<(TextTest, String), HashSet<String>>,
    /// Our ids of the instances that have a tag, in small letters.
    pub(super) by_tag: HashMap<String, HashSet<String>>,
    /// Our ids of the instances of a brand, by its id.
    pub(super) by_brand: HashMap<String, HashSet<String>>,
}

impl WorkflowFilter {
    /// Whether it can be used.
    ///
    /// # Errors
    /// `invalid` for a day that is none, and for parts that are too many or too deep.
    pub(super) fn check(&self) -> Result<()> {
        let mut parts = 0;
        self.check_at(0, &mut parts)
    }

    fn check_at(&self, depth: usize, parts: &mut usize) -> Result<()> {
        *parts += 1;
        if depth > DEEPEST || *parts > MOST_PARTS {
            return Err(Error::invalid("The filter has too many parts.").next("Take some of them away."));
        }
        match self {
            Self::All { of } | Self::Any { of } => of.iter().try_for_each(|part| part.check_at(depth + 1, parts)),
            Self::Created { day: text, .. } | Self::Changed { day: text, .. } | Self::Ran { day: text, .. } => {
                day(text).map(|_| ())
            }
            _ => Ok(()),
        }
    }

    /// The tests of the query's text that it holds.
    pub(super) fn sql_tests(&self, into: &mut Vec<(TextTest, String)>) {
        match self {
            Self::All { of } | Self::Any { of } => of.iter().for_each(|part| part.sql_tests(into)),
            Self::Sql { test, text } => into.push((*test, text.clone())),
            _ => {}
        }
    }

    /// Whether any part asks for tags or brands of instances.
    pub(super) fn asks_for_instances(&self) -> bool {
        match self {
            Self::All { of } | Self::Any { of } => of.iter().any(Self::asks_for_instances),
            Self::InstanceTag { .. } | Self::Brand { .. } => true,
            _ => false,
        }
    }

    /// Whether a workflow is wanted. `known` has the answers to [`Self::sql_tests`].
    pub(super) fn holds(&self, one: &WorkflowSummary, known: &Known) -> bool {
        let any_of =
            |ids: Option<&HashSet<String>>| ids.is_some_and(|ids| one.instance_ids.iter().any(|own| ids.contains(own)));
        match self {
            Self::All { of } => of.iter().all(|part| part.holds(one, known)),
            Self::Any { of } => of.is_empty() || of.iter().any(|part| part.holds(one, known)),
            Self::Name { test, text } => passes(*test, &one.name.to_lowercase(), &text.to_lowercase()),
            Self::Sql { test, text } => {
                known.by_sql.get(&(*test, text.clone())).is_some_and(|passing| passing.contains(&one.id))
            }
            Self::Tag { has, tag } => {
                let tag = tag.to_lowercase();
                one.tags.iter().any(|own| own.to_lowercase() == tag) == *has
            }
            Self::Instance { has, instance_id } => one.instance_ids.contains(instance_id) == *has,
            Self::InstanceTag { has, tag } => any_of(known.by_tag.get(&tag.trim().to_lowercase())) == *has,
            Self::Brand { has, brand_id } => any_of(known.by_brand.get(brand_id)) == *has,
            Self::Status { has, status } => (one.status == *status) == *has,
            Self::Created { test, day } => on(*test, day, Some(one.created_at)),
            Self::Changed { test, day } => on(*test, day, Some(one.changed_at)),
            Self::Ran { test, day } => on(*test, day, one.last_run.as_ref().map(|run| run.at)),
            Self::LastRun { test } => ended(*test, one.last_run.as_ref().map(|run| run.state)),
            Self::Schedule { test } => match test {
                ScheduleTest::On => one.schedules_on > 0,
                ScheduleTest::Paused => one.schedules_paused > 0,
                ScheduleTest::None => one.schedules_on == 0 && one.schedules_paused == 0,
            },
        }
    }
}

/// Whether a text passes a test; both in small letters.
fn passes(test: TextTest, text: &str, wanted: &str) -> bool {
    match test {
        TextTest::Contains => text.contains(wanted),
        TextTest::Lacks => !text.contains(wanted),
        TextTest::Is => text == wanted,
        TextTest::StartsWith => text.starts_with(wanted),
    }
}

fn on(test: DayTest, text: &str, at: Option<i64>) -> bool {
    let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
    let (Some(at), Ok(day)) = (at, day(text)) else { return false };
    match test {
        DayTest::Before => at < midnight(day),
        DayTest::Since => at >= midnight(day),
    }
}

fn ended(test: LastRunTest, state: Option<ExecutionState>) -> bool {
    use ExecutionState::{Cancelled, Failed, NeedsReview, Rejected, Succeeded};
    match (test, state) {
        (LastRunTest::Never, state) => state.is_none(),
        (_, None) => false,
        (LastRunTest::Succeeded, Some(state)) => state == Succeeded,
        (LastRunTest::Failed, Some(state)) => matches!(state, Failed | Rejected | Cancelled | NeedsReview),
        (LastRunTest::UnderWay, Some(state)) => {
            !matches!(state, Succeeded | Failed | Rejected | Cancelled | NeedsReview)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::WindowSpec;
    use crate::workflow::model::WorkflowLastRun;

    fn workflow() -> WorkflowSummary {
        WorkflowSummary {
            id: "wf_1".to_owned(),
            name: "Reach by Ländern".to_owned(),
            description: String::new(),
            status: WorkflowStatus::Active,
            tags: vec!["Tier-1".to_owned()],
            instance_ids: vec!["i-1".to_owned()],
            window: WindowSpec::LastFullMonth,
            version: 1,
            created_at: 1_770_000_000_000,
            changed_at: 1_772_668_800_000,
            runs: 1,
            last_run: Some(WorkflowLastRun {
                execution_id: "e".to_owned(),
                state: ExecutionState::Failed,
                at: 1_772_668_799_999,
                row_count: None,
            }),
            schedules_on: 0,
            schedules_paused: 1,
        }
    }

    fn holds(json: &str) -> bool {
        let filter: WorkflowFilter = serde_json::from_str(json).unwrap();
        filter.check().unwrap();
        let set = |id: &str| HashSet::from([id.to_owned()]);
        let known = Known {
            by_sql: HashMap::from([((TextTest::Contains, "X".to_owned()), set("wf_1"))]),
            by_tag: HashMap::from([("dach".to_owned(), set("i-1")), ("nordic".to_owned(), set("i-2"))]),
            by_brand: HashMap::from([("b-1".to_owned(), set("i-1"))]),
        };
        filter.holds(&workflow(), &known)
    }

    #[test]
    fn conditions_say_what_they_name() {
        // 1,772,668,800 is midnight of 5 March 2026 in UTC.
        for (filter, wanted) in [
            (r#"{"kind":"name","test":"contains","text":"LÄNDERN"}"#, true),
            (r#"{"kind":"name","test":"lacks","text":"reach"}"#, false),
            (r#"{"kind":"name","test":"is","text":"reach by ländern"}"#, true),
            (r#"{"kind":"name","test":"starts_with","text":"by"}"#, false),
            (r#"{"kind":"sql","test":"contains","text":"X"}"#, true),
            (r#"{"kind":"sql","test":"contains","text":"y"}"#, false),
            (r#"{"kind":"tag","has":true,"tag":"tier-1"}"#, true),
            (r#"{"kind":"tag","has":false,"tag":"tier-2"}"#, true),
            (r#"{"kind":"instance","has":false,"instance_id":"i-1"}"#, false),
            (r#"{"kind":"instance_tag","has":true,"tag":" DACH "}"#, true),
            (r#"{"kind":"instance_tag","has":true,"tag":"nordic"}"#, false),
            (r#"{"kind":"instance_tag","has":false,"tag":"gone"}"#, true),
            (r#"{"kind":"brand","has":true,"brand_id":"b-1"}"#, true),
            (r#"{"kind":"brand","has":false,"brand_id":"b-1"}"#, false),
            (r#"{"kind":"brand","has":true,"brand_id":"deleted"}"#, false),
            (r#"{"kind":"status","has":true,"status":"active"}"#, true),
            (r#"{"kind":"status","has":false,"status":"active"}"#, false),
            (r#"{"kind":"changed","test":"since","day":"2026-03-05"}"#, true),
            (r#"{"kind":"changed","test":"before","day":"2026-03-05"}"#, false),
            (r#"{"kind":"ran","test":"before","day":"2026-03-05"}"#, true),
            (r#"{"kind":"created","test":"since","day":"2026-03-05"}"#, false),
            (r#"{"kind":"last_run","test":"failed"}"#, true),
            (r#"{"kind":"last_run","test":"never"}"#, false),
            (r#"{"kind":"schedule","test":"paused"}"#, true),
            (r#"{"kind":"schedule","test":"on"}"#, false),
            (r#"{"kind":"schedule","test":"none"}"#, false),
            (r#"{"kind":"all","of":[]}"#, true),
            (r#"{"kind":"any","of":[]}"#, true),
            (
                r#"{"kind":"all","of":[{"kind":"any","of":[{"kind":"schedule","test":"on"},
                   {"kind":"status","has":true,"status":"active"}]},{"kind":"last_run","test":"failed"}]}"#,
                true,
            ),
            (
                r#"{"kind":"any","of":[{"kind":"all","of":[{"kind":"schedule","test":"on"},
                   {"kind":"status","has":true,"status":"active"}]},{"kind":"last_run","test":"never"}]}"#,
                false,
            ),
        ] {
            assert_eq!(holds(filter), wanted, "{filter}");
        }
    }

    #[test]
    fn filters_that_cannot_be_used_are_refused() {
        let refused = |filter: WorkflowFilter| filter.check().is_err();
        assert!(refused(WorkflowFilter::Ran { test: DayTest::Since, day: "2026-02-30".to_owned() }));
        let nested = |depth| {
            (0..depth).fold(WorkflowFilter::LastRun { test: LastRunTest::Never }, |inner, _| WorkflowFilter::All {
                of: vec![inner],
            })
        };
        assert!(!refused(nested(DEEPEST)));
        assert!(refused(nested(DEEPEST + 1)));
        assert!(refused(WorkflowFilter::Any { of: vec![WorkflowFilter::LastRun { test: LastRunTest::Never }; 200] }));
    }
}
