//! What Linux needs before GTK starts.

/// Restarts the process with WebKitGTK's DMA-BUF renderer off when an NVIDIA driver is loaded, where it leaves the window
/// blank (tauri-apps/tauri#9394). Elsewhere it stays on, since turning it off costs smooth scrolling. A value that the
/// person has set is kept.
///
/// The process is replaced rather than its environment changed, because changing it is unsound once threads run.
#[cfg(target_os = "linux")]
pub(crate) fn before_gtk() {
    use std::os::unix::process::CommandExt as _;

    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(SWITCH).is_some() || !std::path::Path::new("/proc/driver/nvidia/version").exists() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // Returns only when it failed; then the app goes on as it is.
        let _ = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(SWITCH, "1").exec();
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn before_gtk() {}

/// Whether there is a display and it lets us draw on it. Call it from the main thread only: GTK belongs to the thread that
/// asked first.
#[cfg(target_os = "linux")]
pub(crate) fn has_display() -> bool {
    gtk::init().is_ok()
}

/// macOS and Windows always have one.
#[cfg(not(target_os = "linux"))]
pub(crate) fn has_display() -> bool {
    true
}

/// The oldest WebKitGTK whose pages look and work as ours are built (Tailwind 4 asks for Safari 16.4, which is 2.40). The
/// web view is not in a sandbox of its own here (tauri-apps/wry#935), so an old one is a risk as well.
const OLDEST_WEB_VIEW: (u32, u32) = (2, 40);

/// The sentence for a person whose web view is too old, given the version Tauri reports.
pub(crate) fn old_web_view(version: &str) -> Option<String> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let mut parts = version.split('.').map_while(|part| part.parse::<u32>().ok());
    let found = (parts.next()?, parts.next()?);
    (found < OLDEST_WEB_VIEW).then(|| {
        let (major, minor) = OLDEST_WEB_VIEW;
        format!(
            "This system's web view (WebKitGTK {version}) is older than {major}.{minor}: parts of the window may not work, \
             and known security holes are open. Update the package libwebkit2gtk-4.1 and start again."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::old_web_view;

    #[test]
    #[cfg(target_os = "linux")]
    fn an_old_web_view_is_named_and_a_new_one_is_not() {
        assert!(old_web_view("2.38.6").unwrap().contains("WebKitGTK 2.38.6"));
        assert!(old_web_view("1.99.0").is_some());
        for new in ["2.40.0", "2.50.6", "3.0.1", "unknown", ""] {
            assert_eq!(old_web_view(new), None, "{new}");
        }
        assert_eq!(old_web_view(&tauri::webview_version().unwrap()), None, "this machine's own");
    }
}
