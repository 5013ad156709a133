//! Carries the workbench's events to the window. They hold ids and are a hint to ask again, never the data itself.

use tauri::{AppHandle, Emitter as _, Runtime};
use tokio::sync::broadcast::error::RecvError;
use workbench::Event;

use crate::Shell;

/// Name under which an [`Event`] reaches the window.
pub const NAME: &str = "app_event";

/// Sends every event to the window, until the workbench is closed. A window that fell behind is told to ask for everything.
pub(crate) fn forward<R: Runtime>(app: AppHandle<R>, shell: &Shell) {
    let mut events = shell.events();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event) => {
                    let _ = app.emit(NAME, event);
                }
                Err(RecvError::Lagged(_)) => {
                    for event in everything() {
                        let _ = app.emit(NAME, event);
                    }
                }
                Err(RecvError::Closed) => return,
            }
        }
    });
}

/// The events that make a window ask for all it shows.
pub fn everything() -> [Event; 7] {
    [
        Event::ExecutionsChanged { ids: Vec::new() },
        Event::SchedulesChanged { ids: Vec::new() },
        Event::ProfilesChanged,
        Event::InstancesChanged,
        Event::DataSourcesChanged { instance_ids: Vec::new() },
        Event::StatusChanged,
        Event::SettingsChanged,
    ]
}
