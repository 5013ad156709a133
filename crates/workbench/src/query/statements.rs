//! What was run so far: statements with their runs, and the values that parameters had.

use std::collections::BTreeMap;

use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::ParameterValue;
use crate::Result;
use crate::store::{Store, json};

/// Most statements that are told at once.
const LONGEST_PAGE: u32 = 200;
/// Runs that are looked through for values of parameters.
const LOOKED_THROUGH: i64 = 500;

/// A statement that was run, on one instance or more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Statement {
    /// Its batch.
    pub batch_id: String,
    /// The name it ran under.
    pub name: String,
    /// How it begins, at most 500 characters.
    pub sql_start: String,
    /// When it was run, in UTC milliseconds.
    #[specta(type = Number)]
    pub at: i64,
    /// On how many instances.
    pub instances: u32,
    /// On how many it ended well.
    pub succeeded: u32,
    /// On how many it ended otherwise.
    pub failed: u32,
    /// The dates, in words.
    pub window_words: String,
    /// The first of its executions, which has the whole statement.
    pub execution_id: String,
    /// The schedule that ran it.
    pub schedule_id: Option<String>,
}

/// The history of statements. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Statements {
    store: Store,
}

impl Statements {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Statements that were run, newest first, at most 200, whose name or SQL holds `text` (of letters beyond ASCII the case counts);
    /// older than `before` (UTC milliseconds), if it is given.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn list(&self, text: &str, before: Option<i64>, limit: u32) -> Result<Vec<Statement>> {
        let (text, before, limit) =
            (text.trim().to_ascii_lowercase(), before.unwrap_or(i64::MAX), limit.min(LONGEST_PAGE));
        // Runs of a batch have one text, so that any of them is found by it.
        let statements = sqlx::query_as!(
            Statement,
            r#"SELECT b.batch_id AS "batch_id!: String", e.name, substr(e.sql, 1, 500) AS "sql_start!: String", b.at AS "at!: i64",
                   b.instances AS "instances!: u32", b.succeeded AS "succeeded!: u32", b.failed AS "failed!: u32",
                   e.window_words, e.id AS execution_id, s.schedule_id AS "schedule_id?"
               FROM (SELECT batch_id, min(created_at) AS at, count(DISTINCT instance_row) AS instances, min(id) AS first,
                         sum(state = 'succeeded') AS succeeded,
                         sum(state IN ('failed', 'rejected', 'cancelled', 'needs_review')) AS failed
                     FROM execution
                     WHERE ?1 = '' OR instr(lower(name), ?1) > 0 OR instr(lower(sql), ?1) > 0
                     GROUP BY batch_id) b
                   JOIN execution e ON e.id = b.first LEFT JOIN slot s ON s.id = e.slot_id
               WHERE b.at < ?2 ORDER BY b.at DESC, b.batch_id DESC LIMIT ?3"#,
            text,
            before,
            limit
        );
        Ok(statements.fetch_all(self.store.reader()).await?)
    }

    /// The values that parameters of these names had when they were last run, of the newest 500 runs; names that were not run are
    /// left out.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn last_values(&self, names: &[String]) -> Result<BTreeMap<String, ParameterValue>> {
        let rows = sqlx::query_scalar!(
            "SELECT parameter_values FROM execution ORDER BY created_at DESC, id DESC LIMIT ?",
            LOOKED_THROUGH
        );
        let mut found = BTreeMap::new();
        for text in rows.fetch_all(self.store.reader()).await? {
            if found.len() == names.len() {
                break;
            }
            let values: BTreeMap<String, ParameterValue> = json::read(&text, "an execution")?;
            for (name, value) in values.into_iter().filter(|(name, _)| names.contains(name)) {
                found.entry(name).or_insert(value);
            }
        }
        Ok(found)
    }
}
