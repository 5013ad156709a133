//! Result files: how they are written and how they are handed out.

mod csv;
mod file;
mod link;

pub(crate) use csv::CsvForm;
pub(crate) use file::write;
pub(crate) use link::{Links, METADATA, download};
