//! The person's settings.

mod quiet;
mod store;

use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::sync::watch;

use crate::service::{Event, Events};
use crate::store::Store;
use crate::{Error, Result};

pub use quiet::QuietHours;
pub(crate) use store::{keep, kept};

/// Colours of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The host name in return URLs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub enum ReturnHost {
    /// `localhost`, which Amazon accepts in practice.
    #[default]
    #[serde(rename = "localhost")]
    Localhost,
    /// `127.0.0.1`, which does not depend on a resolver.
    #[serde(rename = "127.0.0.1")]
    Literal,
}

impl ReturnHost {
    /// As it stands in a URL.
    pub fn text(self) -> &'static str {
        match self {
            Self::Localhost => "localhost",
            Self::Literal => "127.0.0.1",
        }
    }
}

/// All settings; saved and read as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Colours of the window.
    pub theme: Theme,
    /// Host name in return URLs.
    pub return_host: ReturnHost,
    /// Whether a native notification says that a run has ended.
    pub notifications: bool,
    /// When nothing is told of schedules.
    pub quiet_hours: QuietHours,
    /// Whether closing the window leaves the application running in the tray.
    pub keep_running_in_tray: bool,
    /// Requests a second to Amazon, all callers together: 1 to 8.
    pub requests_per_second: u32,
    /// Seconds between two looks at running executions: 5 to 300.
    pub poll_seconds: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            return_host: ReturnHost::Localhost,
            notifications: true,
            quiet_hours: QuietHours::default(),
            keep_running_in_tray: true,
            requests_per_second: 5,
            poll_seconds: 15,
        }
    }
}

impl Settings {
    fn check(&self) -> Result<()> {
        if !(1..=8).contains(&self.requests_per_second) {
            return Err(Error::invalid("Requests a second must be between 1 and 8.")
                .next("Amazon slows down whoever asks faster."));
        }
        if !(5..=300).contains(&self.poll_seconds) {
            return Err(Error::invalid("The pause between two looks must be between 5 and 300 seconds.")
                .next("Choose a pause in this range."));
        }
        self.quiet_hours.check()
    }
}

/// Reads, saves and announces settings. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SettingsService {
    store: Store,
    events: Events,
    current: watch::Sender<Settings>,
}

impl SettingsService {
    pub(crate) async fn open(store: Store, events: Events) -> Result<Self> {
        let current = store::load(store.reader()).await?;
        Ok(Self { store, events, current: watch::Sender::new(current) })
    }

    /// The settings as they are now, without a look at the disk.
    pub fn current(&self) -> Settings {
        self.current.borrow().clone()
    }

    /// A receiver that wakes at every change.
    pub fn watch(&self) -> watch::Receiver<Settings> {
        self.current.subscribe()
    }

    /// The settings.
    ///
    /// # Errors
    /// None today; a result because a host awaits it like every other answer.
    pub async fn get(&self) -> Result<Settings> {
        Ok(self.current())
    }

    /// Saves all settings and returns them.
    ///
    /// # Errors
    /// `invalid` for a number out of its range, or for quiet hours that are none (nothing is saved then); `store.*`.
    pub async fn update(&self, settings: Settings) -> Result<Settings> {
        settings.check()?;
        store::save(&self.store, settings.clone()).await?;
        self.current.send_replace(settings.clone());
        self.events.send(Event::SettingsChanged);
        Ok(settings)
    }
}
