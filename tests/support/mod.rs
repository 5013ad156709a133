//! A desktop of the test's own: display, session bus, Secret Service, notification daemon, home and data folder. Nothing of
//! the person's session is touched, and everything ends with the value.
#![allow(dead_code, reason = "the benchmarks share this desktop and ask it for less")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The desktop; see the module's words.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    display: String,
    bus: String,
    notices: Arc<Mutex<Vec<String>>>,
    children: Vec<Child>,
}

impl Desk {
    /// Starts every part and waits until each says that it is ready.
    pub(crate) fn start() -> Self {
        let mut desk = Self::without_screen();
        // Xvfb picks a free display and writes its number once it accepts connections.
        desk.display = format!(
            ":{}",
            desk.first_line("Xvfb", &["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"])
        );
        // What the bus starts, the keychain's prompt say, stands on the display too.
        let told = desk.command("dbus-update-activation-environment").arg("DISPLAY").status();
        assert!(told.unwrap().success());
        desk.manage_windows();
        desk.watch_notices();
        desk.first_owner("dunst", "org.freedesktop.Notifications");
        desk
    }

    /// Only the session bus and the Secret Service, for programs without a window.
    pub(crate) fn without_screen() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = folder.path().join("run");
        std::fs::create_dir(&runtime).unwrap();
        std::fs::set_permissions(&runtime, std::fs::Permissions::from_mode(0o700)).unwrap();
        let mut desk =
            Self { folder, display: String::new(), bus: String::new(), notices: Arc::default(), children: Vec::new() };
        desk.bus = desk.first_line("dbus-daemon", &["--session", "--nofork", "--print-address"]);
        desk.unlock_keyring();
        desk
    }

    /// The environment of everything that runs on this desktop.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let home = self.folder.path();
        command
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home.join("run"))
            .env("XDG_DATA_HOME", home.join("share"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("RECOMAMP_DATA_DIR", self.data_dir())
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("NO_AT_BRIDGE", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            // No GPU under Xvfb.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env_remove("WAYLAND_DISPLAY");
        command
    }

    /// The application's data folder.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The address of the session bus.
    pub(crate) fn bus(&self) -> &str {
        &self.bus
    }

    /// A place in the person's home.
    pub(crate) fn home(&self) -> &Path {
        self.folder.path()
    }

    /// Presses keys as a person would, such as `alt+F4`, in the window that has the focus.
    pub(crate) fn press(&self, keys: &str) {
        assert!(self.command("xdotool").args(["key", "--clearmodifiers", keys]).status().unwrap().success(), "{keys}");
    }

    /// Types text into the window that has the focus.
    pub(crate) fn enter(&self, text: &str) {
        let typed = self.command("xdotool").args(["type", "--clearmodifiers", "--delay", "2", text]).status();
        assert!(typed.unwrap().success(), "{text}");
    }

    /// Whether a window of exactly this title is on the screen.
    pub(crate) fn shows(&self, title: &str) -> bool {
        self.windows(&["--onlyvisible"], title)
    }

    /// Whether the window that has the focus has exactly this title.
    pub(crate) fn has_in_front(&self, title: &str) -> bool {
        let active = self.command("xdotool").args(["getactivewindow", "getwindowname"]).output().unwrap();
        String::from_utf8_lossy(&active.stdout).trim() == title
    }

    /// Gives the focus to the window of exactly this title.
    pub(crate) fn focus(&self, title: &str) {
        let name = format!("^{title}$");
        let found = self.command("xdotool").args(["search", "--onlyvisible", "--name", &name, "windowfocus"]).status();
        assert!(found.unwrap().success(), "{title}");
    }

    /// Whether the window of exactly this title is put away where the desktop keeps windows, not hidden.
    pub(crate) fn is_minimised(&self, title: &str) -> bool {
        let asked = self.command("xprop").args(["-name", title, "WM_STATE"]).output().unwrap();
        String::from_utf8_lossy(&asked.stdout).contains("Iconic")
    }

    /// Closes what the notification daemon shows, as a person does who has read it.
    pub(crate) fn dismiss_notices(&self) {
        assert!(self.command("dunstctl").arg("close-all").status().unwrap().success());
    }

    /// Clicks the notification that is shown on top: the oldest.
    pub(crate) fn act_on_notice(&self) {
        assert!(self.command("dunstctl").args(["action", "0"]).status().unwrap().success());
    }

    fn windows(&self, options: &[&str], title: &str) -> bool {
        let found =
            self.command("xdotool").arg("search").args(options).args(["--name", &format!("^{title}$")]).output();
        !found.unwrap().stdout.is_empty()
    }

    /// The process of `program` that stands on this desktop, if there is one.
    pub(crate) fn process(&self, program: &str) -> Option<u32> {
        let home = format!("HOME={}", self.folder.path().display());
        let processes = std::fs::read_dir("/proc").unwrap();
        processes.filter_map(|e| e.ok()?.file_name().to_str()?.parse().ok()).find(|pid: &u32| {
            std::fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe == Path::new(program))
                && std::fs::read(format!("/proc/{pid}/environ"))
                    .is_ok_and(|all| all.split(|byte| *byte == 0).any(|one| one == home.as_bytes()))
        })
    }

    /// What the notification daemon was asked to show, in order: title and text of each.
    pub(crate) fn notices(&self) -> Vec<String> {
        self.notices.lock().unwrap().clone()
    }

    /// Starts `program` and gives the first line it prints.
    fn first_line(&mut self, program: &str, arguments: &[&str]) -> String {
        let mut child = self
            .command(program)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| panic!("{program}: {e}; `make test` installs it"));
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        self.children.push(child);
        assert!(!line.trim().is_empty(), "{program} ended at once");
        line.trim().to_owned()
    }

    /// Without a window manager nothing is minimised, closed from the keyboard, or in front.
    fn manage_windows(&mut self) {
        let file = self.folder.path().join("jwmrc");
        let keys = r#"<Key mask="A" key="F4">close</Key><Key mask="A" key="F9">minimize</Key>"#;
        std::fs::write(&file, format!("<?xml version=\"1.0\"?><JWM><FocusModel>click</FocusModel>{keys}</JWM>"))
            .unwrap();
        let start = |desk: &Self| {
            let child = desk.command("jwm").arg("-f").arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
            child.unwrap_or_else(|e| panic!("jwm: {e}; `make test` installs it"))
        };
        let mut child = start(self);
        when("a window manager", || {
            // It gives up when the display is slow to let it in.
            if child.try_wait().unwrap().is_some() {
                child = start(self);
            }
            let asked = self.command("xprop").args(["-root", "_NET_SUPPORTING_WM_CHECK"]).output().unwrap();
            String::from_utf8_lossy(&asked.stdout).contains("window id")
        });
        self.children.push(child);
    }

    fn unlock_keyring(&mut self) {
        let mut child = self
            .command("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"a test's own password").unwrap();
        let mut line = String::new();
        // It prints its control address once the collection is open.
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        self.children.push(child);
    }

    /// Listens on the bus to what is sent to the notification daemon.
    fn watch_notices(&mut self) {
        let mut child = self
            .command("dbus-monitor")
            .args(["--session", "interface='org.freedesktop.Notifications',member='Notify'"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Its own first signal says that it listens.
        let _ = lines.next();
        let notices = self.notices.clone();
        std::thread::spawn(move || {
            let mut strings: Option<Vec<String>> = None;
            for line in lines.map_while(Result::ok) {
                let text = line.trim();
                if text.contains("member=Notify") {
                    strings = Some(Vec::new());
                } else if let (Some(found), Some(value)) = (&mut strings, text.strip_prefix("string \"")) {
                    found.push(value.trim_end_matches('"').to_owned());
                    // Application, icon, title, text.
                    if found.len() == 4 {
                        notices.lock().unwrap().push(format!("{}: {}", found[2], found[3]));
                        strings = None;
                    }
                }
            }
        });
        self.children.push(child);
    }

    /// Starts `program` and waits until it owns `name` on the bus.
    fn first_owner(&mut self, program: &str, name: &str) {
        let child = self.command(program).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        self.children.push(child);
        let status = self
            .command("gdbus")
            .args(["wait", "--session", "--timeout", "20", name])
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "{program} did not come up");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Asks until there is an answer: what other programs do is seen only by looking. Fails after half a minute.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "there was never {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until it is so; see [`until`].
pub(crate) fn when(what: &str, mut so: impl FnMut() -> bool) {
    until(what, || so().then_some(()));
}

/// A WebDriver session's driver: tauri-driver on its own ports, ended with the value.
pub(crate) struct Driver {
    child: Child,
    /// Where it listens.
    pub(crate) url: String,
}

impl Driver {
    /// Starts tauri-driver on the desktop.
    pub(crate) fn start(desk: &Desk) -> Self {
        let (port, native) = (free_port(), free_port());
        let program = tool("tauri-driver");
        let child = desk
            .command(&program)
            .args(["--port", &port.to_string(), "--native-port", &native.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| panic!("{}: {e}; `make test` builds it", program.display()));
        // It listens before the web view's own driver, to which it hands everything on.
        for port in [port, native] {
            until("a driver that listens", || std::net::TcpStream::connect(("127.0.0.1", port)).ok());
        }
        Self { child, url: format!("http://127.0.0.1:{port}") }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

fn tool(name: &str) -> PathBuf {
    let cache = std::env::var_os("RECOMAMP_CACHE")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|h| Path::new(&h).join(".cache/recomamp")))
        .unwrap();
    cache.join("tools/bin").join(name)
}
