//! What is listed as notices besides what recipients are told: slots that came late, a person's own runs that failed, and budgets.

use super::budget::BudgetUse;
use super::rows::{self, Late};
use super::service::Schedules;
use crate::Result;
use crate::notice::{Noted, NoticeKind};

/// As for what recipients are told: what happens is written down a moment later.
const LOOKED_BACK: i64 = 5 * 60 * 1000;
const A_DAY_MILLIS: i64 = 24 * 3600 * 1000;

impl Schedules {
    /// What is to be listed of what happened since an instant (UTC milliseconds).
    pub(crate) async fn noted_since(&self, since: i64) -> Result<Vec<Noted>> {
        let (reader, since) = (self.parts.store.reader(), since.saturating_sub(LOOKED_BACK));
        let mut noted: Vec<Noted> = rows::late_since(reader, since).await?.iter().map(late).collect();
        for batch in self.parts.executions.failed_batches_since(since).await? {
            let failed = batch.runs - batch.succeeded;
            noted.push(Noted {
                kind: NoticeKind::Run,
                occasion: format!("batch {} {}", batch.id, batch.at),
                at: batch.at,
                title: match batch.runs {
                    1 => format!("{}: its run failed", batch.name),
                    all => format!("{}: {failed} of {all} runs failed", batch.name),
                },
                body: batch.why,
                good: false,
                schedule_id: None,
                execution_id: Some(batch.execution_id),
            });
        }
        let now = self.parts.clock.now_millis();
        let near = self.budgets().await?.into_iter().filter(BudgetUse::warns);
        noted.extend(near.map(|budget| {
            let spent = budget.used >= budget.most;
            // Told once a day as nearly used up, and once as used up.
            let occasion = format!(
                "budget {:?} {} {:?} {spent} {}",
                budget.owner,
                budget.id,
                budget.unit,
                now.div_euclid(A_DAY_MILLIS)
            );
            Noted {
                kind: NoticeKind::Budget,
                occasion,
                at: now,
                title: if spent { "A budget is used up" } else { "A budget is nearly used up" }.to_owned(),
                body: budget.words(),
                good: false,
                schedule_id: None,
                execution_id: None,
            }
        }));
        Ok(noted)
    }
}

/// Slots that were found late together.
fn late(found: &Late) -> Noted {
    let all = found.merged + found.left_out + found.expired + found.run;
    let part = |count: i64, what: &str| (count > 0).then(|| format!("{count} {what}"));
    let parts: Vec<String> = [
        part(found.run, "run late"),
        part(found.merged, "merged into a newer one"),
        part(found.left_out, "left out"),
        part(found.expired, "too old to be made up for"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let slots = if all == 1 { "1 slot came".to_owned() } else { format!("{all} slots came") };
    let whose = match found.schedules {
        1 => format!("of {}", found.name),
        many => format!("of {many} schedules"),
    };
    Noted {
        kind: NoticeKind::Missed,
        occasion: format!("late {}", found.found_at),
        at: found.found_at,
        title: "While you were away".to_owned(),
        body: format!("{slots} {whose}: {}.", parts.join(", ")),
        good: found.run + found.merged == all,
        schedule_id: (found.schedules == 1).then(|| found.schedule_id.clone()),
        execution_id: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_late_slots_is_said_in_a_sentence() {
        let found = Late {
            found_at: 5,
            schedules: 1,
            name: "Pacing".to_owned(),
            schedule_id: "s".to_owned(),
            run: 1,
            merged: 7,
            left_out: 0,
            expired: 0,
        };
        let noted = late(&found);
        assert_eq!(noted.body, "8 slots came of Pacing: 1 run late, 7 merged into a newer one.");
        assert_eq!((noted.good, noted.schedule_id.as_deref()), (true, Some("s")));
        let noted = late(&Late { schedules: 3, run: 0, merged: 0, left_out: 1, ..found });
        assert_eq!(noted.body, "1 slot came of 3 schedules: 1 left out.");
        assert_eq!((noted.good, noted.schedule_id), (false, None));
    }
}
