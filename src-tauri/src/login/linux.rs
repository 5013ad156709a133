//! Linux: an entry among what the desktop starts (Desktop Application Autostart Specification).

use std::io;
use std::path::{Path, PathBuf};

use workbench::Result;

use super::{HIDDEN, failed, file};

pub(super) fn is_on(name: &str) -> Result<bool> {
    Ok(file::read(&entry(&folder()?, name))?.is_some_and(|text| starts(&text)))
}

pub(super) fn turn_on(name: &str, program: &str) -> Result<()> {
    file::write(&entry(&folder()?, name), &text(program))
}

pub(super) fn turn_off(name: &str) -> Result<()> {
    file::remove(&entry(&folder()?, name))
}

/// `$XDG_CONFIG_HOME/autostart`.
fn folder() -> Result<PathBuf> {
    let settings = dirs::config_dir().ok_or_else(|| failed(&io::Error::from(io::ErrorKind::NotFound)))?;
    Ok(settings.join("autostart"))
}

fn entry(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.desktop"))
}

/// Whether the desktop heeds an entry: its own settings turn one off by a line in it.
fn starts(text: &str) -> bool {
    let value = |key: &str| {
        let lines = text.lines().skip_while(|line| line.trim() != "[Desktop Entry]").skip(1);
        let mut own = lines.take_while(|line| !line.trim_start().starts_with('['));
        own.find_map(|line| line.split_once('=').filter(|(name, _)| name.trim() == key).map(|(_, value)| value.trim()))
    };
    value("Exec").is_some() && value("Hidden") != Some("true") && value("X-GNOME-Autostart-enabled") != Some("false")
}

fn text(program: &str) -> String {
    let exec = format!("{} {HIDDEN}", escaped(&quoted(program)));
    format!(
        "[Desktop Entry]\nType=Application\nName=RecomAMP\nComment=Schedules run while RecomAMP does\nExec={exec}\n\
         Terminal=false\nStartupNotify=false\n"
    )
}

/// An argument as the key `Exec` takes it: in quotes, with a `%` doubled, which else begins a field.
fn quoted(argument: &str) -> String {
    let mut quoted = String::from("\"");
    for character in argument.chars() {
        match character {
            '"' | '`' | '$' | '\\' => quoted.extend(['\\', character]),
            '%' => quoted.push_str("%%"),
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

/// A text as the value of any key.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The command of an entry as GLib reads it.
    fn command(program: &str) -> Vec<String> {
        let entry = gtk::glib::KeyFile::new();
        entry.load_from_data(&text(program), gtk::glib::KeyFileFlags::NONE).unwrap();
        let exec = entry.string("Desktop Entry", "Exec").unwrap();
        let words = gtk::glib::shell_parse_argv(exec.as_str()).unwrap();
        words.into_iter().map(|word| word.into_string().unwrap().replace("%%", "%")).collect()
    }

    #[test]
    fn the_entry_starts_the_program_whatever_its_path_without_a_window() {
        for path in ["/usr/bin/recomamp", "/home/ana maria/a \"b\" $HOME `c` \\d/50%f/recomamp", "/tmp/ü\ttab/x"] {
            assert_eq!(command(path), [path, "--hidden"]);
        }
    }

    #[test]
    fn an_entry_that_the_desktop_was_told_to_ignore_starts_nothing() {
        let entry = |more: &str| format!("[Desktop Entry]\nType=Application\nExec=/usr/bin/recomamp --hidden\n{more}");
        assert!(starts(&text("/usr/bin/recomamp")));
        assert!(starts(&entry("")));
        assert!(starts(&entry("Hidden=false\nX-GNOME-Autostart-enabled=true\n")));
        assert!(!starts(&entry("Hidden=true\n")));
        assert!(!starts(&entry("X-GNOME-Autostart-enabled = false\n")));
        assert!(starts(&entry("[Desktop Action x]\nHidden=true\n")), "that is said of something else");
        assert!(!starts(""));
    }

    #[test]
    fn an_entry_is_written_over_an_older_one_and_taken_away() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("autostart");
        let entry = entry(&folder, "app.recomamp.desktop");
        assert_eq!(file::read(&entry).unwrap(), None);
        file::remove(&entry).unwrap();
        for text in ["[Desktop Entry]\nExec=/gone\nHidden=true\n", &text("/usr/bin/recomamp")] {
            file::write(&entry, text).unwrap();
            assert_eq!(file::read(&entry).unwrap().as_deref(), Some(text));
        }
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        file::remove(&entry).unwrap();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
        std::fs::remove_dir(&folder).unwrap();
        std::fs::write(&folder, "no folder").unwrap();
        assert_eq!(file::write(&entry, "x").unwrap_err().code, "app.login_start");
    }
}
