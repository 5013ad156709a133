//! Events carry ids, never data: whoever hears one fetches again what it shows.

use serde::Serialize;
use specta::Type;
use tokio::sync::broadcast;

/// How many events a slow listener may fall behind before it has to fetch everything again.
const BACKLOG: usize = 256;

/// A hint that something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// These executions changed; an empty list means any may have.
    ExecutionsChanged {
        /// Our ids.
        ids: Vec<String>,
    },
    /// These schedules or their slots changed; an empty list means any may have.
    SchedulesChanged {
        /// Their ids.
        ids: Vec<String>,
    },
    /// These workflows changed; an empty list means any may have.
    WorkflowsChanged {
        /// Their ids.
        ids: Vec<String>,
    },
    /// These dashboards changed or were refreshed; an empty list means any may have.
    DashboardsChanged {
        /// Their ids.
        ids: Vec<String>,
    },
    /// A profile was added, removed, signed in or out.
    ProfilesChanged,
    /// Accounts or instances were discovered, changed or vanished.
    InstancesChanged,
    /// These instances were asked for their tables; an empty list means any may have been.
    DataSourcesChanged {
        /// Our ids.
        instance_ids: Vec<String>,
    },
    /// A sign-in attempt moved on.
    SignInChanged {
        /// The attempt's id.
        attempt_id: String,
    },
    /// Keychain, sandbox or service health changed.
    StatusChanged,
    /// Recipients, what they were told, or the mail server changed.
    RecipientsChanged,
    /// There is a new notice, or some were read.
    NoticesChanged,
    /// The settings were saved.
    SettingsChanged,
    /// The window should show this execution.
    OpenExecution {
        /// Our id.
        id: String,
    },
}

/// The sending side of the event stream; cheap to clone.
#[derive(Clone, Debug)]
pub struct Events(broadcast::Sender<Event>);

impl Default for Events {
    fn default() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }
}

impl Events {
    /// Tells all listeners; having none is fine.
    pub fn send(&self, event: Event) {
        // An error only says that nobody listens.
        let _ = self.0.send(event);
    }

    /// A receiver that sees every event sent from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }
}
