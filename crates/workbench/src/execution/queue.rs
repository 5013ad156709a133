//! The queue as a person sees it and puts it in order.

use std::collections::{HashMap, HashSet};

use super::dispatch::{is_queued, place, wait_until};
use super::model::QueuedRun;
use super::rows::{self, Row};
use super::service::Executions;
use crate::Result;

impl Executions {
    /// Runs that wait on this computer for a place at Amazon, in the order in which they go. Those of one instance go one after the
    /// other; which instance has its turn is for the fewest runs at Amazon to say.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn queue(&self) -> Result<Vec<QueuedRun>> {
        let reader = self.parts.store.reader();
        let open = rows::open(reader).await?;
        let schedules: HashMap<String, String> = rows::schedules_of(reader).await?.into_iter().collect();
        let mut at_amazon: HashMap<(&str, &str), u32> = HashMap::new();
        for row in open.iter().filter(|row| !row.fetching && !is_queued(row)) {
            *at_amazon.entry((&row.amazon_account, &row.amazon_instance)).or_default() += 1;
        }
        let now = self.parts.clock.now_millis();
        let told = in_order(&open).into_iter().map(|row| QueuedRun {
            id: row.id.clone(),
            name: row.name.clone(),
            instance_id: row.instance_row.clone(),
            instance_name: row.instance_name.clone(),
            window_words: row.window_words.clone(),
            created_at: row.created_at,
            schedule_id: schedules.get(&row.id).cloned(),
            at_amazon: at_amazon.get(&(&*row.amazon_account, &*row.amazon_instance)).copied().unwrap_or(0),
            not_before: row.look_at.filter(|at| !wait_until(Some(*at), now).is_zero()),
            error: row.error.clone(),
        });
        Ok(told.collect())
    }

    /// Puts waiting runs into the order of `ids`, in the places that they have now; all others stay where they are. Runs that wait no
    /// more are passed over.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn order_queue(&self, ids: &[String]) -> Result<()> {
        // Nothing is sent meanwhile: what a person moves forward shall not lose its place to what is chosen at this moment.
        let moved = {
            let _no_dispatch = self.dispatching.lock().await;
            let open = rows::open(self.parts.store.reader()).await?;
            let moved = reordered(&in_order(&open), ids);
            rows::put_in_order(&self.parts.store, moved.clone()).await?;
            moved
        };
        if !moved.is_empty() {
            self.tell(moved.into_iter().map(|(id, _)| id).collect());
            self.wake.notify_one();
        }
        Ok(())
    }
}

fn in_order(open: &[Row]) -> Vec<&Row> {
    let mut queued: Vec<&Row> = open.iter().filter(|row| is_queued(row)).collect();
    queued.sort_by_key(|row| place(row));
    queued
}

/// The rows that get another instant when those of `ids` change places so that they stand in its order.
fn reordered(queued: &[&Row], ids: &[String]) -> Vec<(String, i64)> {
    let by_id: HashMap<&str, &Row> = queued.iter().map(|row| (&*row.id, *row)).collect();
    let named: HashSet<&str> = ids.iter().map(String::as_str).collect();
    let mut left = named.clone();
    let mut wanted = ids.iter().filter(|id| left.remove(id.as_str())).filter_map(|id| by_id.get(id.as_str()).copied());
    let mut last = i64::MIN;
    let mut moved = Vec::new();
    for row in queued {
        let next = if named.contains(&*row.id) { wanted.next().unwrap_or(row) } else { row };
        // Each stands behind the one before it, also where several came at one instant.
        last = row.queue_at.max(last.saturating_add(1));
        if next.queue_at != last {
            moved.push((next.id.clone(), last));
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::rows::sample;
    use super::*;

    fn queued(instants: &[i64]) -> Vec<Row> {
        let rows = instants.iter().enumerate().map(|(number, at)| {
            let mut row = sample(&format!("{number:02}"));
            row.queue_at = *at;
            row
        });
        rows.collect()
    }

    /// The ids of `rows` in the order in which they go after `ids` were put in order.
    fn after(rows: &[Row], ids: &[&str]) -> Vec<String> {
        let ids: Vec<String> = ids.iter().map(|&id| id.to_owned()).collect();
        let moved: HashMap<String, i64> = reordered(&in_order(rows), &ids).into_iter().collect();
        let mut rows = rows.to_vec();
        for row in &mut rows {
            row.queue_at = moved.get(&row.id).copied().unwrap_or(row.queue_at);
        }
        in_order(&rows).into_iter().map(|row| row.id.clone()).collect()
    }

    #[test]
    fn rows_of_one_instant_can_be_put_in_any_order() {
        let rows = queued(&[5, 5, 5, 5]);
        assert_eq!(after(&rows, &["03", "00", "01", "02"]), ["03", "00", "01", "02"]);
        assert_eq!(after(&rows, &["02", "00"]), ["02", "01", "00", "03"]);
    }

    #[test]
    fn what_is_not_named_stays_and_what_is_unknown_or_named_twice_is_passed_over() {
        let rows = queued(&[1, 2, 3]);
        assert_eq!(after(&rows, &["02", "gone", "02", "00"]), ["02", "01", "00"]);
        assert!(reordered(&in_order(&rows), &[]).is_empty(), "nothing moves");
    }

    proptest! {
        #[test]
        fn any_order_of_any_queue_is_the_one_that_was_asked_for(
            (instants, order) in (1_usize..30).prop_flat_map(|count| (
                proptest::collection::vec(-3_i64..6, count),
                Just((0..count).collect::<Vec<_>>()).prop_shuffle(),
            ))
        ) {
            let rows = queued(&instants);
            let ids: Vec<&str> = order.iter().map(|at| &*rows[*at].id).collect();
            prop_assert_eq!(after(&rows, &ids), ids);
        }
    }
}
