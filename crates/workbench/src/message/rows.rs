//! Recipients and messages in the database.

use sqlx::SqlitePool;

use super::body::Story;
use super::model::{MailServer, Recipient, RecipientKind};
use crate::notice::{self, Noted};
use crate::store::{Store, json};
use crate::{Error, Result, settings};

const MESSAGE: &str = "a message";
const MAIL_SERVER: &str = "mail_server";
const TOLD_UP_TO: &str = "messages_up_to";
/// Messages that have ended are kept so long, in milliseconds: 30 days.
const KEPT: i64 = 30 * 24 * 3_600_000;

/// All recipients, by name, with how many schedules tell each.
pub(super) async fn recipients(reader: &SqlitePool) -> Result<Vec<Recipient>> {
    let rows = sqlx::query!(
        r#"SELECT r.id, r.kind AS "kind: RecipientKind", r.name, r.address,
                  (SELECT count(*) FROM schedule s, json_each(s.spec, '$.recipient_ids') t
                   WHERE t.value = r.id AND s.deleted_at IS NULL) AS "schedules!: u32",
                  (SELECT count(*) FROM message m WHERE m.recipient_id = r.id AND m.state = 'waiting') AS "waiting!: u32",
                  (SELECT max(m.ended_at) FROM message m WHERE m.recipient_id = r.id AND m.state = 'sent') AS "last_sent_at: i64",
                  (SELECT m.error FROM message m WHERE m.recipient_id = r.id ORDER BY m.created_at DESC, m.id DESC LIMIT 1) AS "problem: String"
           FROM recipient r WHERE r.deleted_at IS NULL ORDER BY r.name COLLATE NOCASE, r.id"#
    )
    .fetch_all(reader)
    .await?;
    let recipient = |problem: Option<String>| problem.map(|text| json::read(&text, MESSAGE)).transpose();
    rows.into_iter()
        .map(|row| {
            Ok(Recipient {
                id: row.id,
                kind: row.kind,
                name: row.name,
                address: row.address,
                schedules: row.schedules,
                waiting: row.waiting,
                last_sent_at: row.last_sent_at,
                problem: recipient(row.problem)?,
            })
        })
        .collect()
}

/// A recipient as it is sent to.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) id: String,
    pub(super) kind: RecipientKind,
    pub(super) address: String,
}

/// One recipient.
pub(super) async fn target(reader: &SqlitePool, id: &str) -> Result<Target> {
    let target = sqlx::query_as!(
        Target,
        r#"SELECT id, kind AS "kind: RecipientKind", address FROM recipient WHERE id = ? AND deleted_at IS NULL"#,
        id
    );
    target.fetch_optional(reader).await?.ok_or_else(|| Error::not_found("recipient"))
}

pub(super) async fn insert(store: &Store, target: Target, name: String, now: i64) -> Result<()> {
    store
        .write("add a recipient", move |connection| {
            Box::pin(async move {
                sqlx::query!(
                    "INSERT INTO recipient (id, kind, name, address, created_at) VALUES (?, ?, ?, ?, ?)",
                    target.id,
                    target.kind,
                    name,
                    target.address,
                    now
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

/// Deletes a recipient; what waits for it is not sent any more.
pub(super) async fn delete(store: &Store, id: &str, now: i64) -> Result<()> {
    let id = id.to_owned();
    store
        .write("delete a recipient", move |connection| {
            Box::pin(async move {
                sqlx::query!("UPDATE recipient SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL", now, id)
                    .execute(&mut *connection)
                    .await?;
                sqlx::query!(
                    "UPDATE message SET state = 'failed', ended_at = ? WHERE recipient_id = ? AND state = 'waiting'",
                    now,
                    id
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

/// What is to be told: whom, of what, and the story.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) recipient_ids: Vec<String>,
    pub(crate) occasion: String,
    /// When it happened, in UTC milliseconds.
    pub(crate) at: i64,
    /// The execution to look at.
    pub(crate) execution_id: Option<String>,
    pub(crate) story: Story,
}

/// Up to which instant (UTC milliseconds) everything is written down as messages; `None` before the first time.
pub(super) async fn told_up_to(reader: &SqlitePool) -> Result<Option<i64>> {
    Ok(settings::kept(reader, TOLD_UP_TO).await?.and_then(|kept| kept.parse().ok()))
}

/// Writes messages and notices down, once for each occasion, and up to where there is nothing more to tell; messages to deleted
/// recipients go. Whether a notice is new.
pub(super) async fn tell(store: &Store, told: Vec<Told>, noted: Vec<Noted>, up_to: i64, now: i64) -> Result<bool> {
    store
        .write("write messages down", move |connection| {
            Box::pin(async move {
                for one in told {
                    let story = json::write(&one.story, MESSAGE)?;
                    for recipient in one.recipient_ids {
                        let id = uuid::Uuid::now_v7().to_string();
                        sqlx::query!(
                            "INSERT INTO message (id, recipient_id, occasion, story, state, not_before, created_at)
                             SELECT ?1, id, ?2, ?3, 'waiting', ?4, ?4 FROM recipient WHERE id = ?5 AND deleted_at IS NULL
                             ON CONFLICT (recipient_id, occasion) DO NOTHING",
                            id,
                            one.occasion,
                            story,
                            now,
                            recipient
                        )
                        .execute(&mut *connection)
                        .await?;
                    }
                }
                let up_to = up_to.to_string();
                sqlx::query!(
                    "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    TOLD_UP_TO,
                    up_to
                )
                .execute(&mut *connection)
                .await?;
                let old = now - KEPT;
                sqlx::query!("DELETE FROM message WHERE ended_at < ?", old).execute(&mut *connection).await?;
                Ok(notice::add(connection, noted, now).await? > 0)
            })
        })
        .await
}

/// A message that waits.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) id: String,
    pub(super) target: Target,
    pub(super) story: Story,
    pub(super) tries: i64,
}

/// Messages whose time has come, oldest first; at most 100.
pub(super) async fn due(reader: &SqlitePool, now: i64) -> Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        r#"SELECT m.id, m.story, m.tries, r.id AS recipient_id, r.kind AS "kind: RecipientKind", r.address
           FROM message m JOIN recipient r ON r.id = m.recipient_id
           WHERE m.state = 'waiting' AND m.not_before <= ? ORDER BY m.created_at, m.id LIMIT 100"#,
        now
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waiting {
                id: row.id,
                target: Target { id: row.recipient_id, kind: row.kind, address: row.address },
                story: json::read(&row.story, MESSAGE)?,
                tries: row.tries,
            })
        })
        .collect()
}

/// When the next message is due after `now`.
pub(super) async fn next_due(reader: &SqlitePool, now: i64) -> Result<Option<i64>> {
    let row = sqlx::query!(
        r#"SELECT min(not_before) AS "at: i64" FROM message WHERE state = 'waiting' AND not_before > ?"#,
        now
    );
    Ok(row.fetch_one(reader).await?.at)
}

/// What became of a try.
pub(super) enum Fate {
    Sent,
    Again { not_before: i64, error: Error },
    Failed(Error),
}

/// Writes down what became of a try.
pub(super) async fn settle(store: &Store, id: String, fate: Fate, now: i64) -> Result<()> {
    store
        .write("settle a message", move |connection| {
            Box::pin(async move {
                let (state, not_before, error) = match &fate {
                    Fate::Sent => ("sent", None, None),
                    Fate::Again { not_before, error } => ("waiting", Some(*not_before), Some(error)),
                    Fate::Failed(error) => ("failed", None, Some(error)),
                };
                let error = error.map(|error| json::write(error, MESSAGE)).transpose()?;
                let ended = not_before.is_none().then_some(now);
                sqlx::query!(
                    "UPDATE message SET state = ?, tries = tries + 1, not_before = coalesce(?, not_before), ended_at = ?, error = ?
                     WHERE id = ? AND state = 'waiting'",
                    state,
                    not_before,
                    ended,
                    error,
                    id
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

/// The mail server; `None` before a person has written one.
pub(super) async fn mail_server(reader: &SqlitePool) -> Result<Option<MailServer>> {
    settings::kept(reader, MAIL_SERVER).await?.map(|kept| json::read(&kept, "the mail server")).transpose()
}

pub(super) async fn set_mail_server(store: &Store, server: &MailServer) -> Result<()> {
    settings::keep(store, MAIL_SERVER, json::write(server, "the mail server")?).await
}
