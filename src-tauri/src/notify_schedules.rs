//! Tells what schedules did while the window was not looked at, and keeps the tray's words about them. In quiet hours news wait, and
//! come as one message when these end; what waits is kept, so that it is told also if the program ends before.

use std::time::Duration;

use chrono::{DateTime, Local, Utc};
use tauri::AppHandle;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::Instant;
use workbench::Event;
use workbench::settings::QuietHours;

use crate::told::Told;
use crate::{Shell, tray, windows};

/// What happens within this time of each other is told together.
const BURST: Duration = Duration::from_millis(800);

/// Between two looks at the clock, which people and time servers set and which goes on while the computer sleeps.
const LOOK: Duration = Duration::from_secs(30);

/// The tray counts slots within a day, which changes without any event.
const TRAY_AGES: Duration = Duration::from_secs(600);

/// What is older, in milliseconds, was told or will not be: a program that runs for months reads no months each time.
const LOOKED_BACK: i64 = 24 * 3600 * 1000;

/// Watches schedules and quiet hours until the workbench is closed.
pub(crate) fn watch(app: AppHandle, shell: &Shell) {
    let shell = shell.clone();
    let mut events = shell.events();
    tauri::async_runtime::spawn(async move {
        let begun = shell.workbench().clock().now_millis();
        let waiting = shell.workbench().schedules().news_wait_since().await.unwrap_or_default();
        let mut teller = Teller { app, shell, begun, waiting, told: Told::default() };
        tray::set_schedules(&teller.app, &teller.shell).await;
        teller.look(false).await;
        let mut shown = Instant::now();
        while let Some(changed) = changed(&mut events).await {
            if changed || shown.elapsed() >= TRAY_AGES {
                tray::set_schedules(&teller.app, &teller.shell).await;
                shown = Instant::now();
            }
            teller.look(changed).await;
        }
    });
}

/// Waits until schedules or settings have changed, or it is time to look at the clock, and answers which of the two it is; none when
/// no event will come any more.
async fn changed(events: &mut Receiver<Event>) -> Option<bool> {
    let look_at = Instant::now() + LOOK;
    loop {
        let Ok(event) = tokio::time::timeout_at(look_at, events.recv()).await else { return Some(false) };
        match event {
            Ok(Event::SchedulesChanged { .. } | Event::SettingsChanged) | Err(RecvError::Lagged(_)) => {}
            Ok(_) => continue,
            Err(RecvError::Closed) => return None,
        }
        tokio::time::sleep(BURST).await;
        while let Ok(_) | Err(TryRecvError::Lagged(_)) = events.try_recv() {}
        return Some(true);
    }
}

struct Teller {
    app: AppHandle,
    shell: Shell,
    /// When the program began, in UTC milliseconds.
    begun: i64,
    /// Since when news wait for the end of quiet hours.
    waiting: Option<i64>,
    told: Told,
}

impl Teller {
    /// Tells what is new, lets it wait while it is quiet, or tells what has waited. What cannot be read now is looked at again at the
    /// next event.
    async fn look(&mut self, changed: bool) {
        let settings = self.shell.workbench().settings().current();
        let now = self.shell.workbench().clock().now();
        let news_since = self.begun.max(now.timestamp_millis().saturating_sub(LOOKED_BACK));
        match (quiet_since(&settings.quiet_hours, now), self.waiting) {
            (Some(_), Some(_)) => {}
            // Before the program began nothing was left to wait: that would have been kept.
            (Some(since), None) => self.wait(Some(since.timestamp_millis().max(self.begun))).await,
            (None, None) if !changed => {}
            (None, None) => {
                let Ok(news) = self.shell.workbench().schedules().news(news_since).await else { return };
                let messages = self.told.messages(news);
                if settings.notifications && !windows::in_front(&self.app) {
                    messages.into_iter().for_each(|message| message.show(&self.app));
                }
            }
            (None, Some(since)) => {
                let Ok(news) = self.shell.workbench().schedules().news(since.min(news_since)).await else { return };
                let digest = self.told.digest(news);
                // Whoever looks at the window now did not look at it all the while.
                if settings.notifications
                    && let Some(message) = digest
                {
                    message.show(&self.app);
                }
                self.wait(None).await;
            }
        }
    }

    async fn wait(&mut self, since: Option<i64>) {
        self.waiting = since;
        if let Err(error) = self.shell.workbench().schedules().let_news_wait(since).await {
            tracing::warn!(code = %error.code, "since when news wait could not be kept");
        }
    }
}

/// Since when it is quiet on this computer's clock; none when it is not.
fn quiet_since(hours: &QuietHours, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    now.checked_sub_signed(hours.quiet_for(now.with_timezone(&Local).time())?)
}
