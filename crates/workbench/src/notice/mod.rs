//! Notices: what happened and may want a look, listed until a person has read it. They are written down in the transaction that writes
//! messages to recipients down ([`crate::message`]), once for each occasion, also in quiet hours and without a window.

mod rows;

use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use crate::Result;
use crate::message::{Story, StoryKind, Told};
use crate::service::{Clock, Event, Events};
use crate::store::Store;
use std::sync::Arc;

pub(crate) use rows::add;

/// Notices of a list.
const LONGEST_LIST: u32 = 500;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A slot of a schedule ended.
    Slot,
    /// A person's own runs failed.
    Run,
    /// A schedule was paused for a reason.
    Pause,
    /// Slots were missed while nothing was open.
    Missed,
    /// A budget is nearly used up, or used up.
    Budget,
}

/// Something that happened and may want a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Notice {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub kind: NoticeKind,
    /// When it happened, in UTC milliseconds.
    #[specta(type = Number)]
    pub at: i64,
    /// What happened, in a few words.
    pub title: String,
    /// The same at more length.
    pub body: String,
    /// Whether all is well.
    pub good: bool,
    /// The schedule to look at.
    pub schedule_id: Option<String>,
    /// The execution to look at.
    pub execution_id: Option<String>,
    /// Whether it was read.
    pub read: bool,
}

/// What is to be written down as a notice.
#[derive(Clone, Debug)]
pub(crate) struct Noted {
    pub(crate) kind: NoticeKind,
    /// What it is about; a second one of the same occasion is not written down.
    pub(crate) occasion: String,
    pub(crate) at: i64,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) good: bool,
    pub(crate) schedule_id: Option<String>,
    pub(crate) execution_id: Option<String>,
}

impl Noted {
    /// What recipients are told, as a notice.
    pub(crate) fn of(told: &Told) -> Self {
        let story = &told.story;
        let kind = if story.kind == StoryKind::Pause { NoticeKind::Pause } else { NoticeKind::Slot };
        Self {
            kind,
            occasion: told.occasion.clone(),
            at: told.at,
            title: story.headline.clone(),
            body: body(story),
            good: story.good,
            schedule_id: Some(story.schedule_id.clone()),
            execution_id: told.execution_id.clone(),
        }
    }
}

fn body(story: &Story) -> String {
    let dates = story.covers.as_ref().map(|dates| format!("Covers {dates}."));
    let problem = story.problems.first().map(|problem| match story.kind {
        StoryKind::Pause => problem.message.clone(),
        _ => format!("{}: {}", problem.instance, problem.message),
    });
    problem.or(dates).unwrap_or_default()
}

/// Notices. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Notices {
    store: Store,
    clock: Arc<dyn Clock>,
    events: Events,
}

impl Notices {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>, events: Events) -> Self {
        Self { store, clock, events }
    }

    /// The newest notices, newest first; at most 500.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn list(&self, limit: u32) -> Result<Vec<Notice>> {
        rows::newest(self.store.reader(), limit.min(LONGEST_LIST)).await
    }

    /// How many nobody has read.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn unread(&self) -> Result<u32> {
        rows::unread(self.store.reader()).await
    }

    /// Takes these for read, or all of them; the ids of those that were unread.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn mark_read(&self, ids: Option<Vec<String>>) -> Result<Vec<String>> {
        let read = rows::mark_read(&self.store, ids, self.clock.now_millis()).await?;
        if !read.is_empty() {
            self.events.send(Event::NoticesChanged);
        }
        Ok(read)
    }

    /// Takes these for unread.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn mark_unread(&self, ids: Vec<String>) -> Result<()> {
        rows::mark_unread(&self.store, ids).await?;
        self.events.send(Event::NoticesChanged);
        Ok(())
    }
}
