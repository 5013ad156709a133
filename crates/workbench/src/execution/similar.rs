//! How many runs there were like one that is about to be made. Amazon refuses too many near-equal runs over overlapping dates, and does
//! not say how many are too many: what can be told is how many there were, and after how many it refused one here.

use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::rows;
use super::service::Executions;
use crate::query::WindowSpec;
use crate::query::window::zone;
use crate::store::json;
use crate::{Error, Result};

/// Runs on an instance that read some of the same tables over some of the same days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SimilarRuns {
    /// Our id of the instance.
    pub instance_id: String,
    /// Its name.
    pub instance_name: String,
    /// All such runs.
    pub same_tables: u32,
    /// Of these, those whose statement differs in literals and parameters at most.
    pub near_equal: u32,
    /// When Amazon last refused such a run because of the others, in UTC milliseconds.
    #[specta(type = Option<Number>)]
    pub refused_at: Option<i64>,
    /// How many near-equal runs there were then.
    pub refused_after: Option<u32>,
    /// Milliseconds that near-equal runs took, the median of those that ended well; `None` before two have.
    #[specta(type = Option<Number>)]
    pub usual_millis: Option<i64>,
}

impl Executions {
    /// For each of the instances, runs of this computer like a query that reads `tables`, over the dates that `window` covers now.
    ///
    /// # Errors
    /// `window.*`, `not_found` for an instance, `invalid` for too many, `store.*`.
    pub async fn similar(
        &self,
        sql: &str,
        tables: &[String],
        window: &WindowSpec,
        time_zone: &str,
        instance_ids: &[String],
    ) -> Result<Vec<SimilarRuns>> {
        crate::catalog::limit(sql)?;
        if instance_ids.len() > 500 {
            return Err(Error::invalid("At most 500 instances can be asked about at once.").next("Choose fewer."));
        }
        let dates = window.dates(self.parts.clock.now(), zone(time_zone)?)?;
        let (start, end) = (dates.first().to_string(), dates.last().to_string());
        let (tables, shape) = (json::write(&tables, "a query")?, rows::shape_hash(sql));
        let mut all = Vec::with_capacity(instance_ids.len());
        for id in instance_ids {
            let name = self.parts.accounts.instance(id).await?.instance.name;
            let alike = rows::alike(self.parts.store.reader(), id, &tables, &shape, (&start, &end)).await?;
            all.push(counted(id, name, &alike));
        }
        Ok(all)
    }
}

fn counted(instance_id: &str, instance_name: String, alike: &[rows::Alike]) -> SimilarRuns {
    let mut told = SimilarRuns {
        instance_id: instance_id.to_owned(),
        instance_name,
        same_tables: 0,
        near_equal: 0,
        refused_at: None,
        refused_after: None,
        usual_millis: None,
    };
    let mut took = Vec::new();
    for run in alike {
        if run.refused {
            told.refused_at = Some(run.created_at);
            told.refused_after = Some(told.near_equal);
            continue;
        }
        told.same_tables += 1;
        if run.same_shape {
            told.near_equal += 1;
            took.extend(run.millis);
        }
    }
    took.sort_unstable();
    told.usual_millis = took.get(took.len() / 2).copied().filter(|_| took.len() > 1);
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_by_what_had_run_before_them() {
        let run = |created_at, same_shape, refused, millis| rows::Alike { same_shape, refused, created_at, millis };
        let told = counted(
            "i",
            "Outdoor".to_owned(),
            &[
                run(1, true, false, Some(40)),
                run(2, false, false, Some(9_000)),
                run(3, true, false, Some(60)),
                run(4, true, true, None),
                run(5, true, false, None),
            ],
        );
        assert_eq!((told.same_tables, told.near_equal), (4, 3));
        assert_eq!((told.refused_at, told.refused_after), (Some(4), Some(2)));
        assert_eq!(told.usual_millis, Some(60));
    }
}
