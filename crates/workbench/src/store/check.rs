//! What went wrong with the database, by SQLite's result codes (sqlite.org/rescode.html).

use crate::Error;

/// The kinds of failure that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Full,
    Damaged,
    Io,
    Busy,
    ReadOnly,
    Constraint,
    Other,
}

impl Kind {
    pub(super) fn to_error(self) -> Error {
        match self {
            Self::Full => Error::new("store.full", "The disk is full, so nothing more can be saved.")
                .next("Free some space; what is saved already stays readable and RecomAMP goes on by itself."),
            Self::Damaged => Error::new("store.damaged", "The database file is damaged.")
                .next("Quit and start again: the file is kept and you can go back to a backup."),
            Self::Io => Error::new("store.io", "The disk refused to read or write the database.")
                .next("Check the disk, then start the app again. What was saved before stays."),
            Self::Busy => Error::new("store.busy", "Another program holds the database.")
                .next("Close programs that may be reading RecomAMP's data folder and try again."),
            Self::ReadOnly => Error::new("store.read_only", "The database may not be written.")
                .next("Check that you may write to RecomAMP's data folder."),
            Self::Constraint => Error::new("store.constraint", "This does not fit with what is kept already.")
                .next("Load the list again and try again."),
            Self::Other => Error::internal("the database refused a query"),
        }
    }
}

/// SQLite has a code of its own for a full disk except here (sqlite.org/rescode.html#ioerr_shmsize).
const IOERR_SHMSIZE: i32 = 4874;

/// The kind of `error`, if it comes from SQLite or the disk at all.
pub(super) fn kind(error: &sqlx::Error) -> Option<Kind> {
    match error {
        sqlx::Error::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => Some(Kind::Full),
        sqlx::Error::Io(_) => Some(Kind::Io),
        sqlx::Error::Database(database) => Some(kind_of(database.code()?.parse().ok()?)),
        _ => None,
    }
}

/// The kind of one of SQLite's extended result codes.
pub(super) fn kind_of(code: i32) -> Kind {
    // The low byte is the primary result code.
    match code & 0xff {
        13 => Kind::Full,
        // The index of the log, some kilobytes, could not be made.
        10 if code == IOERR_SHMSIZE => Kind::Full,
        11 | 26 => Kind::Damaged,
        10 | 14 => Kind::Io,
        5 | 6 => Kind::Busy,
        8 => Kind::ReadOnly,
        19 => Kind::Constraint,
        _ => Kind::Other,
    }
}
