//! Whether this desktop shows tray icons. On Linux that is another program's doing, which may come and go.

#[cfg(target_os = "linux")]
pub(super) use linux::{library, watch};

#[cfg(target_os = "linux")]
mod linux {
    use std::path::Path;

    use zbus::blocking::fdo::DBusProxy;
    use zbus::blocking::{Connection, MessageIterator, Proxy};
    use zbus::names::BusName;

    /// The name that every tray host on Linux owns or registers with (StatusNotifierItem specification).
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";

    /// Whether the indicator library can be loaded.
    pub(in crate::tray) fn library() -> bool {
        const NAMES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
        let mut folders: Vec<String> = std::env::var("LD_LIBRARY_PATH")
            .unwrap_or_default()
            .split(':')
            .filter(|f| !f.is_empty())
            .map(str::to_owned)
            .collect();
        for root in ["/usr/lib", "/usr/lib64", "/lib", "/usr/local/lib"] {
            folders.push(root.to_owned());
            folders.push(format!("{root}/{}-linux-gnu", std::env::consts::ARCH));
        }
        folders.iter().any(|folder| NAMES.iter().any(|name| Path::new(folder).join(name).exists()))
    }

    /// Calls `changed` with whether the desktop shows tray icons: soon, and at every change while the program runs.
    /// Without a session bus there is never a tray and nothing is called.
    pub(in crate::tray) fn watch(changed: impl Fn(bool) + Send + 'static) {
        let watching = std::thread::Builder::new().name("tray-host".to_owned()).spawn(move || {
            let _ = follow(&changed);
        });
        if watching.is_err() {
            tracing::warn!("the system gives no thread to watch the tray");
        }
    }

    fn follow(changed: &impl Fn(bool)) -> zbus::Result<()> {
        let bus = Connection::session()?;
        let names = DBusProxy::new(&bus)?;
        // Both rules stand before the first look, so that no change between the two is missed.
        names.add_match_rule(
            zbus::MatchRule::builder()
                .msg_type(zbus::message::Type::Signal)
                .interface("org.freedesktop.DBus")?
                .member("NameOwnerChanged")?
                .arg(0, WATCHER)?
                .build(),
        )?;
        names.add_match_rule(
            zbus::MatchRule::builder().msg_type(zbus::message::Type::Signal).interface(WATCHER)?.build(),
        )?;
        let messages = MessageIterator::from(&bus);
        let mut shown = present(&bus, &names);
        changed(shown);
        for message in messages {
            if message?.message_type() != zbus::message::Type::Signal {
                continue;
            }
            let now = present(&bus, &names);
            if now != shown {
                shown = now;
                changed(shown);
            }
        }
        Ok(())
    }

    /// A watcher alone shows nothing: a host has to have registered with it. Watchers that do not say count as hosts.
    fn present(bus: &Connection, names: &DBusProxy<'_>) -> bool {
        let owned = BusName::try_from(WATCHER).is_ok_and(|name| names.name_has_owner(name).unwrap_or(false));
        owned
            && Proxy::new(bus, WATCHER, "/StatusNotifierWatcher", WATCHER)
                .and_then(|watcher| watcher.get_property::<bool>("IsStatusNotifierHostRegistered"))
                .unwrap_or(true)
    }
}

/// macOS and Windows always have a tray.
#[cfg(not(target_os = "linux"))]
pub(super) fn library() -> bool {
    true
}

#[cfg(not(target_os = "linux"))]
pub(super) fn watch(changed: impl Fn(bool)) {
    changed(true);
}
