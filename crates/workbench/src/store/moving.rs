//! Another folder for all that is kept. The folder that programs are given may hold a pointer to where everything is; a move is written
//! down, and done by the next start before anything is opened.
//!
//! Nothing is removed before all of it is in the new place and the pointer leads there, so that a move may be cut short anywhere: before
//! the pointer, the old place is whole; behind it, the new one is.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::{DATABASE_FILE, OpenError, damage, lock, open, place, restore};
use crate::{Error, Result};

/// In the folder that programs are given: where everything is.
const POINTER: &str = "moved-to";
/// In the folder where everything is: where to move it with the next start.
const WANTED: &str = "move.wanted";
/// In the new folder: the old one, while something of it may be left.
const LEFT: &str = "moved-from";
/// In the new folder, while it is being filled.
const BEGUN: &str = "move.begun";
/// Room that stays free.
const MARGIN: u64 = 64 << 20;
/// The folder that is made where a folder was chosen that holds other things.
const OWN: &str = "RecomAMP";

/// Where all that is kept may move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct MovePlan {
    /// The folder that it is in now.
    pub from: String,
    /// The folder that it would be in.
    pub to: String,
    /// Bytes to be moved.
    #[specta(type = Number)]
    pub bytes: u64,
    /// Bytes that are free there; `None` where the system does not tell.
    #[specta(type = Option<Number>)]
    pub free_bytes: Option<u64>,
}

/// Whether something in a data folder is ours; web view and tray keep things of their own there.
fn is_ours(name: &str) -> bool {
    const NAMES: [&str; 10] = [
        open::VERSION_FILE,
        damage::MARKER,
        restore::WANTED,
        crate::profile::SANDBOX_FILE,
        "results",
        "evidence",
        "dashboards",
        "backups",
        "sandbox",
        "logs",
    ];
    NAMES.contains(&name) || name.starts_with(DATABASE_FILE) || name.starts_with(damage::ASIDE)
}

/// Where the data folder is that programs are given as `given`. A move that was asked for is done first.
pub(super) fn settle(given: &Path) -> Result<PathBuf, OpenError> {
    let mut at = follow(given)?;
    if let Some(to) = read(&at.join(WANTED))? {
        at = carry_out(given, &at, &to)?;
    }
    if let Some(from) = read(&at.join(LEFT))? {
        // A program that still has the old folder open keeps it from being cleared; the next start tries again.
        if clear(&from, &at).is_ok() {
            // The mark of the beginning lasts as long, so that a try that ended just before the pointer is taken up again.
            let _ = std::fs::remove_file(at.join(BEGUN));
            let _ = std::fs::remove_file(at.join(LEFT));
        }
    }
    Ok(at)
}

fn follow(given: &Path) -> Result<PathBuf, OpenError> {
    match read(&given.join(POINTER))? {
        None => Ok(given.to_owned()),
        Some(to) if to.is_dir() => Ok(to),
        Some(folder) => Err(OpenError::Away { folder, pointer: given.join(POINTER) }),
    }
}

fn read(file: &Path) -> Result<Option<PathBuf>, OpenError> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(PathBuf::from(text)).filter(|path| path.is_absolute())),
        // A folder that is none is told by whoever opens it.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(OpenError::disk(error)),
    }
}

/// What moving from `at` into the folder that a person chose would mean. Nothing is changed.
///
/// # Errors
/// `store.move` for a folder that will not do.
pub(super) fn plan(at: &Path, chosen: &Path) -> Result<MovePlan> {
    let refused = |message: &str| Error::new("store.move", message).next("Choose another folder.");
    let at = at.canonicalize().map_err(|_| refused("The data folder cannot be read."))?;
    let chosen = chosen.canonicalize().map_err(|_| refused("The folder is not there."))?;
    let empty = |folder: &Path| std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    let to = if empty(&chosen) { chosen.clone() } else { chosen.join(OWN) };
    if to == at || to.starts_with(&at) || at.starts_with(&to) {
        return Err(refused("The new folder and the old one have to lie apart."));
    }
    if to.exists() && !empty(&to) {
        return Err(refused("There is a folder of this name already, and it is not empty."));
    }
    if to.to_str().is_none() || at.to_str().is_none() {
        return Err(refused("The name of this folder cannot be written down."));
    }
    if let Err(error) = place::suits(&chosen) {
        return Err(refused(&Error::from(error).message));
    }
    tempfile_in(&chosen).map_err(|_| refused("You may not write to this folder."))?;
    Ok(MovePlan {
        from: at.display().to_string(),
        to: to.display().to_string(),
        bytes: ours(&at).and_then(|names| names.iter().map(|name| size(&at.join(name))).sum()).unwrap_or(0),
        free_bytes: fs4::available_space(&chosen).ok(),
    })
}

/// Has the next start move everything from `at` to `to`, which [`plan`] named.
///
/// # Errors
/// `store.move`, `store.full` where too little is free, `store.io`.
pub(super) fn want(at: &Path, to: &Path) -> Result<()> {
    let refused = || Error::new("store.move", "This is no folder to move to.").next("Choose the folder again.");
    let parent = to.parent().filter(|_| to.is_absolute()).ok_or_else(refused)?;
    let chosen = if to.is_dir() { to } else { parent };
    let plan = plan(at, chosen)?;
    if Path::new(&plan.to) != to {
        return Err(refused());
    }
    room(&plan)?;
    place::write_private(&at.join(WANTED), plan.to.as_bytes()).map_err(|_| {
        Error::new("store.io", "The wish to move could not be written down.")
            .next("Check that the disk has room and that you may write to the data folder.")
    })
}

fn room(plan: &MovePlan) -> Result<()> {
    let needed = plan.bytes.saturating_add(MARGIN);
    match plan.free_bytes {
        Some(free) if free < needed => Err(OpenError::DiskFull { needed_bytes: needed }.into()),
        _ => Ok(()),
    }
}

/// Moves what is ours. Where it fails, everything is where it was, and the wish is forgotten.
fn carry_out(given: &Path, at: &Path, to: &Path) -> Result<PathBuf, OpenError> {
    // Another process that has the folder would go on writing to it; the wish then waits.
    let held = lock::take(at)?;
    let forget = |reason: String| {
        let _ = std::fs::remove_file(at.join(WANTED));
        OpenError::NotMoved { reason }
    };
    begin(to).map_err(|error| forget(error.to_string()))?;
    let moved = ours(at)
        .and_then(|names| names.iter().try_for_each(|name| copy(&at.join(name), &to.join(name))))
        .and_then(|()| point(given, at, to));
    match moved {
        // The pointer may lead there although the disk would not say so.
        Err(error) if read(&given.join(POINTER)).ok().flatten().as_deref() != Some(to) => {
            let _ = clear(to, at);
            Err(forget(OpenError::disk(error).to_string()))
        }
        _ => {
            drop(held);
            Ok(to.to_owned())
        }
    }
}

/// Makes the new folder, or takes the one that an earlier try has begun to fill.
fn begin(to: &Path) -> Result<(), OpenError> {
    std::fs::create_dir_all(to).map_err(OpenError::disk)?;
    place::suits(to)?;
    let begun = to.join(BEGUN);
    let empty = std::fs::read_dir(to).map_err(OpenError::disk)?.next().is_none();
    if !empty && !begun.exists() {
        return Err(OpenError::Disk { reason: "the new folder is not empty any more".to_owned() });
    }
    place::private(to, 0o700).map_err(OpenError::disk)?;
    place::write_private(&begun, b"").map_err(OpenError::disk)?;
    for name in ours(to).map_err(OpenError::disk)? {
        remove(&to.join(name)).map_err(OpenError::disk)?;
    }
    Ok(())
}

/// Makes the new folder the one that counts: the last step does, and it is one.
fn point(given: &Path, at: &Path, to: &Path) -> io::Result<()> {
    place::write_private(&to.join(LEFT), at.as_os_str().as_encoded_bytes())?;
    place::sync_folder(to)?;
    place::write_private(&given.join(POINTER), to.as_os_str().as_encoded_bytes())
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }
}

/// Removes what is ours from a folder that does not count, and the folder where nothing else is in it.
fn clear(from: &Path, at: &Path) -> io::Result<()> {
    if from == at {
        return Ok(());
    }
    // Held by a program: not now.
    let held = lock::take(from).map_err(|_| io::Error::other("it is in use"))?;
    for name in ours(from)? {
        remove(&from.join(name))?;
    }
    for marker in [WANTED, BEGUN, LEFT] {
        let _ = std::fs::remove_file(from.join(marker));
    }
    drop(held);
    if !from.join(POINTER).exists() {
        lock::forget(from);
        let _ = std::fs::remove_dir(from);
    }
    Ok(())
}

fn ours(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        if let Some(name) = entry?.file_name().to_str().filter(|name| is_ours(name)) {
            names.push(name.to_owned());
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Copies a file or a folder, private and synced. Links are none of ours and stay behind.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let kind = std::fs::symlink_metadata(from)?.file_type();
    if kind.is_dir() {
        std::fs::create_dir_all(to)?;
        place::private(to, 0o700)?;
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return place::sync_folder(to);
    }
    if !kind.is_file() {
        return Ok(());
    }
    let mut source = File::open(from)?;
    let mut target = place::private_file(to)?;
    target.set_len(0)?;
    let copied = io::copy(&mut source, &mut target)?;
    target.sync_all()?;
    if copied == source.metadata()?.len() {
        Ok(())
    } else {
        Err(io::Error::other("a file changed while it was copied"))
    }
}

fn size(path: &Path) -> io::Result<u64> {
    let about = std::fs::symlink_metadata(path)?;
    if !about.is_dir() {
        return Ok(about.len());
    }
    std::fs::read_dir(path)?.map(|entry| size(&entry?.path())).sum()
}

fn tempfile_in(folder: &Path) -> io::Result<()> {
    let probe = folder.join(format!(".recomamp-{}.part", uuid::Uuid::now_v7().simple()));
    File::options().write(true).create_new(true).open(&probe)?;
    std::fs::remove_file(probe)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A data folder with something in each place, and something that is not ours.
    fn filled(folder: &Path) {
        std::fs::create_dir_all(folder.join("results/workflow=a")).unwrap();
        std::fs::create_dir_all(folder.join("localstorage")).unwrap();
        for (name, text) in [
            (DATABASE_FILE, "rows"),
            ("recomamp.db-wal", "log"),
            ("results/workflow=a/e.parquet", "PAR1"),
            ("localstorage/page", "the web view's"),
        ] {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }

    /// A filled data folder whose move to an empty one is wished for.
    struct Wished {
        given: PathBuf,
        to: PathBuf,
        _home: tempfile::TempDir,
    }

    fn wished() -> Wished {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().canonicalize().unwrap();
        let (given, to) = (path.join("app"), path.join("disk"));
        filled(&given);
        std::fs::create_dir(&to).unwrap();
        want(&given, &to).unwrap();
        Wished { given, to, _home: home }
    }

    fn rows(folder: &Path) -> Option<String> {
        std::fs::read_to_string(folder.join(DATABASE_FILE)).ok()
    }

    #[test]
    fn everything_of_ours_moves_with_the_next_start_and_back_again() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        let (given, disk) = (home.join("app"), home.join("disk"));
        filled(&given);
        std::fs::create_dir(&disk).unwrap();
        std::fs::write(disk.join("holiday.jpg"), "mine").unwrap();

        let told = plan(&given, &disk).unwrap();
        let to = disk.join(OWN);
        assert_eq!((told.to.as_str(), told.bytes), (to.to_str().unwrap(), 11));
        want(&given, &to).unwrap();
        assert_eq!(rows(&given).as_deref(), Some("rows"), "nothing moves before the start");

        assert_eq!(settle(&given).unwrap(), to);
        assert_eq!(rows(&to).as_deref(), Some("rows"));
        assert_eq!(std::fs::read_to_string(to.join("results/workflow=a/e.parquet")).unwrap(), "PAR1");
        assert!(rows(&given).is_none() && !given.join("results").exists());
        assert!(given.join("localstorage/page").exists() && disk.join("holiday.jpg").exists());
        // From now on it is simply there.
        assert_eq!(settle(&given).unwrap(), to);
        assert!(!to.join(LEFT).exists() && !to.join(WANTED).exists());

        // The old folder has things of the web view, so that one beside them is made.
        let back = plan(&to, &given).unwrap();
        want(&to, Path::new(&back.to)).unwrap();
        let at = settle(&given).unwrap();
        assert_eq!(at, given.join(OWN));
        assert_eq!(rows(&at).as_deref(), Some("rows"));
        assert!(!to.exists(), "a folder of ours goes with what was in it");
    }

    #[test]
    fn a_move_that_is_cut_short_behind_the_pointer_is_ended_by_the_next_start() {
        let Wished { given, to, .. } = &wished();
        begin(to).unwrap();
        for name in ours(given).unwrap() {
            copy(&given.join(&name), &to.join(&name)).unwrap();
        }
        assert_eq!(follow(given).unwrap(), *given, "before the pointer, the old folder counts");
        point(given, given, to).unwrap();
        std::fs::write(to.join(DATABASE_FILE), "newest rows").unwrap();
        assert_eq!(settle(given).unwrap(), *to);
        assert_eq!(rows(to).as_deref(), Some("newest rows"), "what counts is not copied over");
        assert!(rows(given).is_none());
    }

    #[test]
    fn a_move_that_is_cut_short_while_it_copies_begins_anew() {
        let Wished { given, to, .. } = &wished();
        begin(to).unwrap();
        std::fs::create_dir(to.join("results")).unwrap();
        std::fs::write(to.join("results/gone.parquet"), "an older try's").unwrap();
        std::fs::write(to.join(DATABASE_FILE), "half").unwrap();
        // Also where it was about to write the pointer.
        std::fs::write(to.join(LEFT), given.to_str().unwrap()).unwrap();
        assert_eq!(settle(given).unwrap(), *to);
        assert_eq!(rows(to).as_deref(), Some("rows"));
        assert!(!to.join("results/gone.parquet").exists() && !to.join(BEGUN).exists());
    }

    #[test]
    fn a_folder_that_was_filled_by_somebody_else_meanwhile_is_left_alone() {
        let Wished { given, to, .. } = &wished();
        std::fs::write(to.join("recomamp.db"), "another's").unwrap();
        assert!(matches!(settle(given).unwrap_err(), OpenError::NotMoved { .. }));
        assert_eq!(rows(to).as_deref(), Some("another's"));
        assert_eq!(settle(given).unwrap(), *given);
        assert_eq!(rows(given).as_deref(), Some("rows"));
    }

    #[test]
    fn a_move_that_fails_leaves_everything_where_it_was() {
        let Wished { given, to, .. } = &wished();
        std::fs::remove_dir(to).unwrap();
        std::fs::write(to, "a file now").unwrap();
        let error = settle(given).unwrap_err();
        assert!(matches!(error, OpenError::NotMoved { .. }), "{error}");
        assert_eq!(settle(given).unwrap(), *given);
        assert_eq!(rows(given).as_deref(), Some("rows"));
    }

    #[test]
    fn a_move_waits_while_another_program_has_the_folder() {
        let Wished { given, to, .. } = &wished();
        let held = lock::take(given).unwrap();
        assert_eq!(settle(given).unwrap_err(), OpenError::InUse);
        drop(held);
        assert_eq!(settle(given).unwrap(), *to);
    }

    #[test]
    fn a_folder_that_is_away_is_named_and_not_made_anew() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        let given = home.join("app");
        std::fs::create_dir(&given).unwrap();
        std::fs::write(given.join(POINTER), home.join("drive").to_str().unwrap()).unwrap();
        let error = Error::from(settle(&given).unwrap_err());
        assert_eq!(error.code, "store.away");
        assert!(error.message.contains("drive") && !home.join("drive").exists(), "{error:?}");
    }

    #[test]
    fn folders_that_will_not_do_are_refused() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        let (given, other) = (home.join("app"), home.join("other"));
        filled(&given);
        std::fs::create_dir_all(other.join(OWN)).unwrap();
        std::fs::write(other.join(OWN).join("kept"), "").unwrap();
        let refused = |chosen: &Path| plan(&given, chosen).unwrap_err().message;
        assert_eq!(refused(&home.join("none")), "The folder is not there.");
        assert_eq!(refused(&given.join("results")), "The new folder and the old one have to lie apart.");
        assert_eq!(refused(&other), "There is a folder of this name already, and it is not empty.");
        assert!(want(&given, Path::new("somewhere")).is_err());
        assert_eq!(settle(&given).unwrap(), given, "nothing was wished for");
    }
}
