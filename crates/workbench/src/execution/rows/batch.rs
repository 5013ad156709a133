//! What became of the batches that people began.

use sqlx::SqlitePool;

use crate::store::json;
use crate::{Error, Result};

/// A batch of a person's own runs that has ended, with a run that did not go well.
#[derive(Clone, Debug)]
pub(crate) struct FailedBatch {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) runs: i64,
    pub(crate) succeeded: i64,
    /// When the last ended, in UTC milliseconds.
    pub(crate) at: i64,
    /// The first run that did not go well.
    pub(crate) execution_id: String,
    pub(crate) why: String,
}

/// Such batches that ended since an instant. What a person cancelled did not fail.
pub(crate) async fn failed_batches_since(reader: &SqlitePool, since: i64) -> Result<Vec<FailedBatch>> {
    let rows = sqlx::query!(
        r#"SELECT b.id AS "id!: String", b.name AS "name!: String", b.runs AS "runs!: i64", b.succeeded AS "succeeded!: i64",
                  b.at AS "at!: i64", b.bad AS "bad!: String", e.error
           FROM (SELECT batch_id AS id, min(name) AS name, count(*) AS runs, sum(state IN ('succeeded', 'cancelled')) AS succeeded,
                        max(finished_at) AS at, min(CASE WHEN state NOT IN ('succeeded', 'cancelled') THEN id END) AS bad
                 FROM execution
                 WHERE slot_id IS NULL AND batch_id IN (SELECT batch_id FROM execution WHERE finished_at >= ?)
                 GROUP BY batch_id HAVING count(*) = count(finished_at) AND sum(fetching) = 0) b
               JOIN execution e ON e.id = b.bad
           ORDER BY b.at, b.id"#,
        since
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter()
        .map(|row| {
            let error: Option<Error> = row.error.map(|text| json::read(&text, "an execution")).transpose()?;
            Ok(FailedBatch {
                id: row.id,
                name: row.name,
                runs: row.runs,
                succeeded: row.succeeded,
                at: row.at,
                execution_id: row.bad,
                why: error.map_or_else(|| "It did not end well.".to_owned(), |error| error.message),
            })
        })
        .collect()
}
