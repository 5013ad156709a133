//! A tray of the test's own: the watcher and host of the StatusNotifierItem specification as a real peer on the desk's bus,
//! which reads the item's menu (com.canonical.dbusmenu) and clicks in it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::support::{Desk, until};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// The bus name and path of each registered item.
type Items = Arc<Mutex<Vec<(String, String)>>>;

struct Watcher(Items);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// An item gives its bus name, or its path when it stands on its own connection's name.
    fn register_status_notifier_item(&self, #[zbus(header)] header: zbus::message::Header<'_>, service: String) {
        let sender = header.sender().unwrap().to_string();
        let item =
            if service.starts_with('/') { (sender, service) } else { (service, "/StatusNotifierItem".to_owned()) };
        self.0.lock().unwrap().push(item);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().map(|(name, path)| format!("{name}{path}")).collect()
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// An entry of the menu.
struct Entry {
    id: i32,
    words: String,
    under: Vec<Entry>,
}

/// The tray; it leaves the desktop when dropped.
pub(crate) struct Tray {
    bus: Connection,
    items: Items,
}

impl Tray {
    /// Puts a tray on the desktop.
    pub(crate) fn on(desk: &Desk) -> Self {
        let items = Items::default();
        let bus = zbus::blocking::connection::Builder::address(desk.bus())
            .unwrap()
            .serve_at("/StatusNotifierWatcher", Watcher(items.clone()))
            .unwrap()
            .name(WATCHER)
            .unwrap()
            .build()
            .unwrap();
        Self { bus, items }
    }

    /// The words of the only item's menu, separators left out.
    pub(crate) fn words(&self) -> Vec<String> {
        self.entries().into_iter().map(|entry| entry.words).collect()
    }

    /// The words of the menu that opens at the entry with these words.
    pub(crate) fn under(&self, words: &str) -> Vec<String> {
        let entry = self.entries().into_iter().find(|entry| entry.words == words);
        entry.map_or_else(Vec::new, |entry| entry.under.into_iter().map(|entry| entry.words).collect())
    }

    /// Chooses the entry with these words, wherever it is.
    pub(crate) fn click(&self, words: &str) {
        let id = until(&format!("{words} in the tray"), || {
            let entries = self.entries();
            let mut all = entries.iter().flat_map(|entry| std::iter::once(entry).chain(&entry.under));
            all.find(|entry| entry.words == words).map(|entry| entry.id)
        });
        self.menu().unwrap().call::<_, _, ()>("Event", &(id, "clicked", Value::I32(0), 0u32)).unwrap();
    }

    /// The file of the icon, and its pixels as a tray would show them.
    pub(crate) fn icon(&self) -> (PathBuf, Vec<u8>) {
        until("an icon", || {
            let file = PathBuf::from(self.item()?.get_property::<String>("IconName").ok()?);
            // A tray that was slow to read it is told of the next one.
            let image = tauri::image::Image::from_path(&file).ok()?;
            Some((file, image.rgba().to_vec()))
        })
    }

    fn item(&self) -> Option<Proxy<'static>> {
        let (name, path) = self.items.lock().unwrap().last()?.clone();
        Proxy::new(&self.bus, name, path, "org.kde.StatusNotifierItem").ok()
    }

    fn menu(&self) -> Option<Proxy<'static>> {
        let item = self.item()?;
        let menu: OwnedObjectPath = item.get_property("Menu").ok()?;
        Proxy::new(&self.bus, item.destination().to_owned(), menu, "com.canonical.dbusmenu").ok()
    }

    fn entries(&self) -> Vec<Entry> {
        type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);
        let Some(menu) = self.menu() else { return Vec::new() };
        let asked = menu.call::<_, _, (u32, Layout)>("GetLayout", &(0i32, -1i32, Vec::<&str>::new()));
        let Ok((_, (_, _, children))) = asked else { return Vec::new() };
        children.iter().filter_map(|child| entry(child)).collect()
    }
}

fn entry(child: &Value<'_>) -> Option<Entry> {
    let child = if let Value::Value(inner) = child { inner } else { child };
    let Value::Structure(parts) = child else { return None };
    let [Value::I32(id), Value::Dict(properties), Value::Array(under)] = parts.fields() else { return None };
    let label = properties.iter().find(|(name, _)| text(name) == Some("label"))?.1;
    Some(Entry { id: *id, words: text(label)?.replace('_', ""), under: under.iter().filter_map(entry).collect() })
}

fn text<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value {
        Value::Str(text) => Some(text.as_str()),
        Value::Value(inner) => text(inner),
        _ => None,
    }
}
