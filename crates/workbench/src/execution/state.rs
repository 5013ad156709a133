//! How a run moves: forward only. And how often it is looked at.

use std::time::Duration;

use amc_client::ExecutionStatus;

use super::model::ExecutionState;

impl ExecutionState {
    /// The name in the database and across IPC.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Publishing => "publishing",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::NeedsReview => "needs_review",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [
            Self::Sending,
            Self::Unknown,
            Self::Pending,
            Self::Running,
            Self::Publishing,
            Self::Succeeded,
            Self::Failed,
            Self::Rejected,
            Self::Cancelled,
            Self::NeedsReview,
        ]
        .into_iter()
        .find(|state| state.as_str() == text)
    }

    /// Whether it will not change by itself any more.
    pub fn is_final(self) -> bool {
        self.rank() >= 6
    }

    fn rank(self) -> u8 {
        match self {
            Self::Sending => 0,
            Self::Unknown => 1,
            Self::Pending => 2,
            Self::Running => 3,
            Self::Publishing => 4,
            Self::NeedsReview | Self::Succeeded | Self::Failed | Self::Rejected | Self::Cancelled => 6,
        }
    }
}

/// What an answer of Amazon means for a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// Nothing new.
    Stay,
    /// The state is the same, Amazon's word for it is not.
    Word(String),
    /// On to a later state.
    To(ExecutionState, String),
    /// Ended well: fetch the result. The state is `publishing` until it is kept.
    Fetch(String),
}

/// What `status` means for a run in `state` whose last word was `word`. Ended states absorb; a status that is not known
/// is kept as it came and moves nothing (the run is taken to be going on).
pub(super) fn advance(state: ExecutionState, word: Option<&str>, status: &ExecutionStatus) -> Move {
    let raw = status.as_str().to_owned();
    // Once Amazon said SUCCEEDED the run is over; a stale answer says nothing.
    if state.is_final() || word == Some(ExecutionStatus::Succeeded.as_str()) {
        return Move::Stay;
    }
    let target = match status {
        ExecutionStatus::Pending => ExecutionState::Pending,
        ExecutionStatus::Running => ExecutionState::Running,
        ExecutionStatus::Publishing => ExecutionState::Publishing,
        ExecutionStatus::Succeeded => return Move::Fetch(raw),
        ExecutionStatus::Failed => ExecutionState::Failed,
        ExecutionStatus::Rejected => ExecutionState::Rejected,
        ExecutionStatus::Cancelled => ExecutionState::Cancelled,
        ExecutionStatus::Other(_) => {
            return match word == Some(raw.as_str()) {
                true => Move::Stay,
                // A run that Amazon knows is at least pending.
                false if state.rank() < ExecutionState::Pending.rank() => Move::To(ExecutionState::Pending, raw),
                false => Move::Word(raw),
            };
        }
    };
    if target.rank() > state.rank() {
        Move::To(target, raw)
    } else if target == state && word != Some(raw.as_str()) {
        Move::Word(raw)
    } else {
        Move::Stay
    }
}

/// What the pauses are meant for.
const USUAL_BASE: Duration = Duration::from_secs(15);

/// The pause until the next look at an instance whose youngest open run is `age` old, with a base of 15 s: 15 s for two
/// minutes, 60 s up to 15 minutes, then growing from 120 to 300 s within the hour; all ±20 % by `jitter` in -1..1. A
/// shorter base shortens all of them alike, a longer one only those that are shorter than it.
pub(super) fn poll_interval(base: Duration, age: Duration, jitter: f64) -> Duration {
    let factor = match age.as_secs() {
        ..120 => 1.0,
        120..900 => 4.0,
        _ => 8.0 + 12.0 * ((age.as_secs_f64() - 900.0) / 2_700.0).min(1.0),
    };
    base.max(base.min(USUAL_BASE).mul_f64(factor)).mul_f64(1.0 + 0.2 * jitter.clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STATUSES: [&str; 9] =
        ["PENDING", "RUNNING", "PUBLISHING", "SUCCEEDED", "FAILED", "REJECTED", "CANCELLED", "WARMING_UP", ""];

    fn apply(state: &mut ExecutionState, word: &mut Option<String>, status: &ExecutionStatus) {
        match advance(*state, word.as_deref(), status) {
            Move::Stay => {}
            Move::Word(raw) => *word = Some(raw),
            Move::To(next, raw) => (*state, *word) = (next, Some(raw)),
            Move::Fetch(raw) => (*state, *word) = (ExecutionState::Publishing, Some(raw)),
        }
    }

    #[test]
    fn names_are_read_back() {
        for state in [ExecutionState::Sending, ExecutionState::NeedsReview, ExecutionState::Cancelled] {
            assert_eq!(ExecutionState::parse(state.as_str()), Some(state));
        }
        assert_eq!(ExecutionState::parse("gone"), None);
    }

    #[test]
    fn an_unknown_status_is_kept_raw_and_is_not_the_end() {
        let (mut state, mut word) = (ExecutionState::Running, Some("RUNNING".to_owned()));
        apply(&mut state, &mut word, &ExecutionStatus::from("WARMING_UP"));
        assert_eq!((state, word.as_deref()), (ExecutionState::Running, Some("WARMING_UP")));
        assert!(!state.is_final());
    }

    #[test]
    fn looks_grow_rare_with_age() {
        let base = Duration::from_secs(15);
        for (age, jitter, seconds) in [
            (0, 0.0, 15.0),
            (119, 1.0, 18.0),
            (120, 0.0, 60.0),
            (899, -1.0, 48.0),
            (900, 0.0, 120.0),
            (9_000, 0.0, 300.0),
        ] {
            let pause = poll_interval(base, Duration::from_secs(age), jitter);
            assert!((pause.as_secs_f64() - seconds).abs() < 0.01, "{age} {pause:?}");
        }
        let pause = |base, age| poll_interval(Duration::from_secs(base), Duration::from_secs(age), 0.0).as_secs();
        assert_eq!((pause(1, 0), pause(1, 300), pause(1, 9_000)), (1, 4, 20));
        assert_eq!((pause(100, 0), pause(100, 300), pause(100, 9_000)), (100, 100, 300));
    }

    proptest! {
        #[test]
        fn shuffled_repeated_and_stale_answers_never_move_a_run_back(answers in prop::collection::vec(0..STATUSES.len(), 0..40)) {
            let (mut state, mut word) = (ExecutionState::Pending, None::<String>);
            let mut ended: Option<(ExecutionState, Option<String>)> = None;
            for answer in answers {
                let before = state.rank();
                apply(&mut state, &mut word, &ExecutionStatus::from(STATUSES[answer]));
                prop_assert!(state.rank() >= before);
                if let Some(ended) = &ended {
                    prop_assert_eq!(&(state, word.clone()), ended);
                } else if state.is_final() || word.as_deref() == Some("SUCCEEDED") {
                    ended = Some((state, word.clone()));
                }
            }
        }
    }
}
