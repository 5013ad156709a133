//! What is said when the application cannot start: one sentence and what to do next, in a message box and on standard
//! error, since a person may have started it from either place.

use std::path::Path;
use std::process::ExitCode;

use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt as _, MessageDialogButtons, MessageDialogKind};
use workbench::Error;
use workbench::store::{Backup, Store};

const TITLE: &str = "RecomAMP cannot start";

/// Says `message` where there is no application yet, and gives the exit code. Blocks until the box is closed.
pub(crate) fn before_app(message: &str) -> ExitCode {
    report(message);
    // Without a display the box would wait for ever for a desktop to stand on.
    if crate::linux::has_display() {
        rfd::MessageDialog::new()
            .set_level(rfd::MessageLevel::Error)
            .set_title(TITLE)
            .set_description(for_box(message))
            .show();
    }
    ExitCode::FAILURE
}

/// Says why the data folder cannot be used, then ends the application with a failure. Of a damaged database the newest
/// backup can be taken instead; `again` then opens the folder once more.
pub(crate) fn in_app(app: &AppHandle, data_dir: &Path, error: &Error, again: fn(&AppHandle, &Path)) {
    tracing::error!(code = %error.code, "start refused");
    let message = sentence(error);
    let backup = (error.code == "store.damaged").then(|| newest_backup(data_dir)).flatten();
    let Some(backup) = backup else { return last_words(app, &message) };
    let question = format!("{message} The latest is of {}. What was done after it is not in it.", day(&backup.stamp));
    report(&message);
    let (handle, data_dir) = (app.clone(), data_dir.to_owned());
    app.dialog()
        .message(for_box(&question))
        .title(TITLE)
        .kind(MessageDialogKind::Error)
        .buttons(MessageDialogButtons::OkCancelCustom("Use the backup".to_owned(), "Quit".to_owned()))
        .show(move |take_it| {
            if !take_it {
                return handle.exit(1);
            }
            let now = chrono::Utc::now().timestamp_millis();
            match tauri::async_runtime::block_on(Store::restore(&data_dir, &backup, now)) {
                Ok(()) => {
                    tracing::info!(stamp = backup.stamp, "a backup took the damaged database's place");
                    let on_main = handle.clone();
                    let _ = handle.run_on_main_thread(move || again(&on_main, &data_dir));
                }
                Err(error) => {
                    last_words(&handle, &sentence(&error.into()));
                }
            }
        });
}

/// Says `message`, then ends the application with a failure.
pub(crate) fn last_words(app: &AppHandle, message: &str) {
    report(message);
    let handle = app.clone();
    app.dialog().message(for_box(message)).title(TITLE).kind(MessageDialogKind::Error).show(move |_| handle.exit(1));
}

/// An error as one text: what is wrong and what to do.
pub(crate) fn sentence(error: &Error) -> String {
    match &error.next_step {
        Some(next) => format!("{} {next}", error.message),
        None => error.message.clone(),
    }
}

fn newest_backup(data_dir: &Path) -> Option<Backup> {
    Store::backups(data_dir).ok()?.into_iter().next()
}

/// A backup's stamp (`20260209` or `20260209T101530`) as a day for people.
fn day(stamp: &str) -> String {
    let date = stamp.get(..8).and_then(|day| chrono::NaiveDate::parse_from_str(day, "%Y%m%d").ok());
    date.map_or_else(|| stamp.to_owned(), |date| date.format("%-d %B %Y").to_string())
}

#[expect(clippy::print_stderr, reason = "whoever started it from a terminal reads it there")]
pub(crate) fn report(message: &str) {
    eprintln!("recomamp: {message}");
}

/// GTK's message boxes (rfd 0.17) take their text as a printf format, and a folder's name may hold a `%`.
pub(crate) fn for_box(text: &str) -> String {
    let text = text.replace('\0', "");
    if cfg!(target_os = "linux") { text.replace('%', "%%") } else { text }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_backup_is_named_by_its_day() {
        assert_eq!(super::day("20260209"), "9 February 2026");
        assert_eq!(super::day("20260209T101530"), "9 February 2026");
        assert_eq!(super::day("other"), "other");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_percent_sign_is_no_format() {
        assert_eq!(super::for_box("the folder /data/50%n is full\0"), "the folder /data/50%%n is full");
    }
}
