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
