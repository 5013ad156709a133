//! Snippets: texts with places to fill, offered while writing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::service::Clock;
use crate::store::Store;
use crate::{Error, Result};

/// Snippets that a person may keep, and how long one may be, in bytes.
const MOST_SNIPPETS: i64 = 500;
const LONGEST_BODY: usize = 64 * 1024;

/// What a person says of a snippet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct SnippetSpec {
    /// Its name.
    pub name: String,
    /// What is typed to be offered it.
    pub prefix: String,
    /// What is put in; `${name}` is a place to fill, `${}` where the cursor ends.
    pub body: String,
}

/// A text to be put into a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Snippet {
    /// What a person said.
    #[serde(flatten)]
    pub spec: SnippetSpec,
    /// Its id.
    pub id: String,
    /// Whether it comes with the app.
    pub built_in: bool,
}

/// Keeps snippets. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Snippets {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl Snippets {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// Those that come with the app, then the person's own by name.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn list(&self) -> Result<Vec<Snippet>> {
        let rows = sqlx::query!(
            "SELECT id, name, prefix, body FROM snippet WHERE deleted_at IS NULL ORDER BY name COLLATE NOCASE, id"
        );
        let own = rows.fetch_all(self.store.reader()).await?.into_iter().map(|row| Snippet {
            spec: SnippetSpec { name: row.name, prefix: row.prefix, body: row.body },
            id: row.id,
            built_in: false,
        });
        Ok(built_in().into_iter().chain(own).collect())
    }

    /// Keeps a snippet, new or changed; its id.
    ///
    /// # Errors
    /// `invalid`; `not_found` for an id that is not one of the person's own; `store.*`.
    pub async fn save(&self, id: Option<String>, spec: SnippetSpec) -> Result<String> {
        let SnippetSpec { name, prefix, body } = spec;
        let (name, prefix) = (name.trim().to_owned(), prefix.trim().to_owned());
        if name.is_empty() || name.chars().count() > 100 {
            return Err(Error::invalid("A snippet needs a name of at most 100 characters.").next("Give it a name."));
        }
        if prefix.is_empty() || prefix.len() > 40 || !prefix.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return Err(Error::invalid("What is typed for a snippet has 1 to 40 letters, digits and underscores.")
                .next("Choose a short word."));
        }
        if body.trim().is_empty() || body.len() > LONGEST_BODY {
            return Err(Error::invalid("A snippet has 1 byte to 64 KiB of text.").next("Write its text."));
        }
        let now = self.clock.now_millis();
        self.store
            .write("save a snippet", move |connection| {
                Box::pin(async move {
                    if let Some(id) = id {
                        let changed = sqlx::query!(
                            "UPDATE snippet SET name = ?, prefix = ?, body = ? WHERE id = ? AND deleted_at IS NULL",
                            name,
                            prefix,
                            body,
                            id
                        );
                        return match changed.execute(connection).await?.rows_affected() {
                            0 => Err(Error::not_found("snippet")),
                            _ => Ok(id),
                        };
                    }
                    let count = sqlx::query_scalar!(
                        r#"SELECT count(*) AS "count!: i64" FROM snippet WHERE deleted_at IS NULL"#
                    );
                    if count.fetch_one(&mut *connection).await? >= MOST_SNIPPETS {
                        return Err(Error::invalid(format!("There may be at most {MOST_SNIPPETS} snippets."))
                            .next("Delete some."));
                    }
                    let id = Uuid::now_v7().to_string();
                    sqlx::query!(
                        "INSERT INTO snippet (id, name, prefix, body, created_at) VALUES (?, ?, ?, ?, ?)",
                        id,
                        name,
                        prefix,
                        body,
                        now
                    )
                    .execute(connection)
                    .await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Deletes a snippet of the person's own, or brings a deleted one back.
    ///
    /// # Errors
    /// `not_found`, also for one that comes with the app; `store.*`.
    pub async fn set_deleted(&self, id: &str, deleted: bool) -> Result<()> {
        let (id, at) = (id.to_owned(), deleted.then(|| self.clock.now_millis()));
        self.store
            .write("delete or bring back a snippet", move |connection| {
                Box::pin(async move {
                    let changed = sqlx::query!(
                        "UPDATE snippet SET deleted_at = ?1 WHERE id = ?2 AND (deleted_at IS NULL) = (?1 IS NOT NULL)",
                        at,
                        id
                    );
                    match changed.execute(connection).await?.rows_affected() {
                        0 => Err(Error::not_found("snippet")),
                        _ => Ok(()),
                    }
                })
            })
            .await
    }
}

/// The snippets that come with the app: what queries over AMC's tables are made of again and again.
fn built_in() -> Vec<Snippet> {
    let all = [
        (
            "cte",
            "Query in steps",
            "WITH ${step} AS (\n  SELECT ${columns}\n  FROM ${table}\n)\nSELECT ${}\nFROM ${step}\n",
        ),
        (
            "reach",
            "Reach and frequency by campaign",
            "SELECT\n  campaign,\n  COUNT(DISTINCT user_id) AS reach,\n  SUM(impressions) AS impressions\nFROM ${dsp_impressions}\nGROUP BY campaign${}\n",
        ),
        ("param", "Parameter of the query", "CUSTOM_PARAMETER('${name}')${}"),
        (
            "paths",
            "Paths of users over ad products",
            "WITH touches AS (\n  SELECT user_id, impression_dt_utc AS dt, '${DSP}' AS touch\n  FROM dsp_impressions\n  UNION ALL\n  SELECT user_id, event_dt_utc AS dt, '${SP}' AS touch\n  FROM sponsored_ads_traffic\n),\npaths AS (\n  SELECT user_id, ARRAY_SORT(COLLECT(DISTINCT touch)) AS path\n  FROM touches\n  GROUP BY user_id\n)\nSELECT path, COUNT(DISTINCT user_id) AS users${}\nFROM paths\nGROUP BY path\n",
        ),
        (
            "overlap",
            "Overlap of two groups of users",
            "WITH a AS (SELECT DISTINCT user_id FROM ${first_table}),\n     b AS (SELECT DISTINCT user_id FROM ${second_table})\nSELECT\n  COUNT(DISTINCT a.user_id) AS in_first,\n  COUNT(DISTINCT b.user_id) AS in_second,\n  COUNT(DISTINCT CASE WHEN b.user_id IS NOT NULL THEN a.user_id END) AS in_both${}\nFROM a\nFULL OUTER JOIN b ON a.user_id = b.user_id\n",
        ),
        (
            "purchases",
            "Purchases attributed to campaigns",
            "SELECT\n  campaign,\n  SUM(purchases) AS purchases,\n  SUM(product_sales) AS product_sales${}\nFROM amazon_attributed_events_by_traffic_time\nGROUP BY campaign\n",
        ),
    ];
    let snippet = |(prefix, name, body): (&str, &str, &str)| Snippet {
        spec: SnippetSpec { name: name.to_owned(), prefix: prefix.to_owned(), body: body.to_owned() },
        id: format!("built-in {prefix}"),
        built_in: true,
    };
    all.map(snippet).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestClock;

    #[tokio::test]
    async fn snippets_are_kept_changed_deleted_and_brought_back() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), "test", 0).await.unwrap();
        let snippets = Snippets::new(store, Arc::new(TestClock::new("2026-02-09T12:00:00Z".parse().unwrap())));
        let spec = |name: &str, prefix: &str, body: &str| SnippetSpec {
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            body: body.to_owned(),
        };
        let own = async || {
            let all = snippets.list().await.unwrap();
            all.into_iter().filter(|one| !one.built_in).map(|one| one.spec).collect::<Vec<_>>()
        };
        let id = snippets.save(None, spec(" Mine ", "mine", "SELECT ${a}")).await.unwrap();
        snippets.save(Some(id.clone()), spec("Mine", "m1", "SELECT ${b}")).await.unwrap();
        assert_eq!(own().await, [spec("Mine", "m1", "SELECT ${b}")]);
        snippets.set_deleted(&id, true).await.unwrap();
        assert_eq!(own().await, []);
        assert_eq!(snippets.set_deleted(&id, true).await.unwrap_err().code, "not_found");
        snippets.set_deleted(&id, false).await.unwrap();
        assert_eq!(own().await.len(), 1);
        for (name, prefix, body) in [("", "a", "b"), ("a", "two words", "b"), ("a", "", "b"), ("a", "a", " \n")] {
            assert_eq!(snippets.save(None, spec(name, prefix, body)).await.unwrap_err().code, "invalid");
        }
        let built_in = snippets.save(Some("built-in cte".to_owned()), spec("a", "a", "b")).await.unwrap_err();
        assert_eq!(built_in.code, "not_found");
    }

    #[test]
    fn those_that_come_with_the_app_compile_once_their_places_are_filled() {
        let catalog = crate::catalog::Catalog::open().unwrap();
        for Snippet { spec, .. } in built_in() {
            let mut sql = spec.body.clone();
            for (place, filled) in [
                ("${step}", "step"),
                ("${columns}", "campaign, user_id"),
                ("${table}", "dsp_impressions"),
                ("${first_table}", "dsp_impressions"),
                ("${second_table}", "sponsored_ads_traffic"),
                ("${name}", "days"),
                ("${DSP}", "DSP"),
                ("${SP}", "SP"),
                ("${dsp_impressions}", "dsp_impressions"),
                ("SELECT ${}", "SELECT campaign, COUNT(DISTINCT user_id) AS users"),
                ("FROM step\n", "FROM step GROUP BY campaign\n"),
                ("${}", ""),
            ] {
                sql = sql.replace(place, filled);
            }
            if spec.prefix == "param" {
                sql = format!("SELECT campaign FROM dsp_impressions WHERE campaign = {sql} GROUP BY campaign");
            }
            let report = catalog.check(&sql).unwrap();
            assert!(report.ok && !sql.contains("${"), "{}: {:?}\n{sql}", spec.name, report.diagnostics);
        }
    }
}
