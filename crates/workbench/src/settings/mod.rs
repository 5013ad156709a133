//! The person's settings.

mod quiet;
mod store;

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;
use tokio::sync::watch;

use crate::service::{Event, Events};
use crate::store::Store;
use crate::{Error, Result};

pub use quiet::QuietHours;
pub(crate) use store::{keep, kept};

/// Days for which results may be kept.
pub(crate) const KEPT_DAYS: std::ops::RangeInclusive<u32> = 1..=3_650;

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

/// What may be started a day; `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct DayBudget {
    /// Executions.
    pub executions: Option<u32>,
    /// Minutes for which they run, all together.
    pub minutes: Option<u32>,
}

impl DayBudget {
    /// Whether there is no limit at all.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// What the person's organisation reckons runs with, in millionths of a currency's unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    /// An execution.
    #[specta(type = Number)]
    pub run: u64,
    /// A minute for which one runs.
    #[specta(type = Number)]
    pub minute: u64,
    /// A gigabyte of results.
    #[specta(type = Number)]
    pub gigabyte: u64,
    /// The currency, as in `EUR`.
    pub currency: String,
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
    /// What schedules may start a day on each instance. What a person starts counts, and is never held back.
    pub instance_budget: DayBudget,
    /// What schedules may start a day on the instances of each account.
    pub account_budget: DayBudget,
    /// The zone in whose midnight these begin anew, an IANA name; `None` is the computer's.
    pub budget_time_zone: Option<String>,
    /// What runs are reckoned with; `None` tells no money.
    pub rates: Option<Rates>,
    /// Days for which results are kept, 1 to 3,650; `None` keeps all. The newest of each query and instance always stays.
    pub keep_results_days: Option<u32>,
    /// Hours for which a kept result answers the very same query: 1 to 720; `None` asks Amazon each time.
    pub reuse_results_hours: Option<u32>,
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
            instance_budget: DayBudget::default(),
            account_budget: DayBudget::default(),
            budget_time_zone: None,
            rates: None,
            keep_results_days: None,
            reuse_results_hours: None,
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
        let limits = [self.instance_budget, self.account_budget].map(|budget| [budget.executions, budget.minutes]);
        if limits.concat().contains(&Some(0)) {
            return Err(Error::invalid("A budget of 0 would let nothing run.").next("Leave it empty for no limit."));
        }
        if let Some(rates) = &self.rates {
            let most = 1_000_000_000_000;
            if rates.run.max(rates.minute).max(rates.gigabyte) > most {
                return Err(Error::invalid("A rate is at most 1,000,000.").next("Choose a smaller one."));
            }
            let length = rates.currency.chars().count();
            if !(1..=8).contains(&length) || rates.currency.chars().any(char::is_control) {
                return Err(Error::invalid("A currency has 1 to 8 characters.").next("Write it as EUR."));
            }
        }
        if self.keep_results_days.is_some_and(|days| !KEPT_DAYS.contains(&days)) {
            return Err(Error::invalid("Results are kept for 1 to 3,650 days.").next("Leave it empty to keep all."));
        }
        if self.reuse_results_hours.is_some_and(|hours| !(1..=720).contains(&hours)) {
            return Err(Error::invalid("A kept result answers for 1 to 720 hours.")
                .next("Leave it empty to ask Amazon each time."));
        }
        if let Some(zone) = &self.budget_time_zone {
            crate::query::window::zone(zone)?;
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
