//! How everything is, as one state: what the icon shows at a glance, and the words for it.

use workbench::schedule::{ScheduleState, ScheduleSummary, SlotState};

/// What the icon shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing runs, and nothing is wrong.
    #[default]
    Idle,
    /// Something runs.
    Running,
    /// RecomAMP paused a schedule, or the last slot of one that is on failed.
    Attention,
    /// A person paused all schedules.
    Paused,
}

/// All schedules, counted by what they come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Those that fire.
    on: usize,
    /// Those that a person paused.
    paused: usize,
    /// Those that RecomAMP paused, and those that are on and fail.
    troubled: usize,
}

impl Standing {
    pub(super) fn of(all: &[ScheduleSummary]) -> Self {
        let count = |wanted: &dyn Fn(&ScheduleSummary) -> bool| all.iter().filter(|one| wanted(one)).count();
        Self {
            on: count(&|one| one.state == ScheduleState::On),
            paused: count(&paused_by_hand),
            troubled: count(&|one| match one.state {
                ScheduleState::On => one.set_aside > 0 || last_failed(one),
                ScheduleState::Paused => one.pause.is_some(),
                ScheduleState::Ended => false,
            }),
        }
    }
}

/// Whether a person paused it. What RecomAMP paused has a reason that stays until it is read.
pub(super) fn paused_by_hand(one: &ScheduleSummary) -> bool {
    one.state == ScheduleState::Paused && one.pause.is_none()
}

/// Whether the newest slot that ran failed.
fn last_failed(one: &ScheduleSummary) -> bool {
    let ran = |state: &&SlotState| matches!(state, SlotState::Succeeded | SlotState::Failed);
    one.last_slots.iter().rev().find(ran) == Some(&SlotState::Failed)
}

/// The state of everything: what needs a person is shown before what runs.
pub(super) fn state(running: usize, schedules: Standing) -> State {
    match (schedules.troubled, running) {
        (1.., _) => State::Attention,
        (0, 1..) => State::Running,
        (0, 0) if schedules.on == 0 && schedules.paused > 0 => State::Paused,
        (0, 0) => State::Idle,
    }
}

/// The state in words: how many runs are under way, and what the icon shows beside that.
pub(super) fn words(running: usize, schedules: Standing) -> String {
    let runs = match running {
        0 => "Nothing is running".to_owned(),
        1 => "1 run under way".to_owned(),
        many => format!("{many} runs under way"),
    };
    match (schedules.troubled, schedules.on, schedules.paused) {
        (1, ..) => format!("{runs}, 1 schedule needs attention"),
        (many @ 2.., ..) => format!("{runs}, {many} schedules need attention"),
        (0, 0, 1..) => format!("{runs}, all schedules are paused"),
        _ => runs,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A schedule of the tray's tests.
    pub(in crate::tray) fn schedule(id: &str, state: ScheduleState) -> ScheduleSummary {
        ScheduleSummary {
            id: id.to_owned(),
            name: format!("Schedule {id}"),
            words: String::new(),
            time_zone: "UTC".to_owned(),
            state,
            pause: None,
            paused_at: None,
            next_nominal: None,
            next_due: None,
            next_local: None,
            next_covers: None,
            instances: 1,
            set_aside: 0,
            last_slots: Vec::new(),
            succeeded: 0,
            ended: 0,
            runs_this_month: None,
            version: 0,
        }
    }

    fn stopped(id: &str) -> ScheduleSummary {
        let why = workbench::Error::new("SCH003", "Nobody was signed in.");
        ScheduleSummary { pause: Some(why), ..schedule(id, ScheduleState::Paused) }
    }

    fn with_slots(slots: &[SlotState]) -> ScheduleSummary {
        ScheduleSummary { last_slots: slots.to_vec(), ..schedule("a", ScheduleState::On) }
    }

    #[test]
    fn what_needs_a_person_comes_before_what_runs_and_that_before_what_is_paused() {
        use ScheduleState::{Ended, On, Paused};
        let of = |running, all: &[ScheduleSummary]| state(running, Standing::of(all));
        assert_eq!(of(0, &[]), State::Idle);
        assert_eq!(of(0, &[schedule("a", Ended)]), State::Idle);
        assert_eq!(of(0, &[schedule("a", On), schedule("b", Paused)]), State::Idle);
        assert_eq!(of(0, &[schedule("a", Paused), schedule("b", Ended)]), State::Paused);
        assert_eq!(of(1, &[schedule("a", Paused)]), State::Running);
        assert_eq!(of(2, &[schedule("a", On), stopped("b")]), State::Attention);
        assert_eq!(of(0, &[schedule("a", Paused), stopped("b")]), State::Attention);
    }

    #[test]
    fn a_schedule_fails_while_its_newest_slot_that_ran_has_failed_or_an_instance_is_set_aside() {
        use SlotState::{Failed, Running, Skipped, Succeeded};
        let of = |one: ScheduleSummary| state(0, Standing::of(&[one]));
        assert_eq!(of(with_slots(&[Succeeded, Failed, Skipped, Running])), State::Attention);
        assert_eq!(of(with_slots(&[Failed, Succeeded, Skipped])), State::Idle);
        assert_eq!(of(with_slots(&[Skipped])), State::Idle);
        assert_eq!(of(ScheduleSummary { set_aside: 1, ..with_slots(&[Succeeded]) }), State::Attention);
        let put_away = ScheduleSummary { state: ScheduleState::Paused, ..with_slots(&[Failed]) };
        assert_eq!(of(put_away), State::Paused, "a person has dealt with it");
    }

    #[test]
    fn the_state_is_said_in_words() {
        use ScheduleState::{On, Paused};
        let of = |running, all: &[ScheduleSummary]| words(running, Standing::of(all));
        assert_eq!(of(0, &[]), "Nothing is running");
        assert_eq!(of(1, &[schedule("a", On)]), "1 run under way");
        assert_eq!(of(12, &[stopped("a")]), "12 runs under way, 1 schedule needs attention");
        assert_eq!(of(0, &[stopped("a"), stopped("b")]), "Nothing is running, 2 schedules need attention");
        assert_eq!(of(0, &[schedule("a", Paused)]), "Nothing is running, all schedules are paused");
    }
}
