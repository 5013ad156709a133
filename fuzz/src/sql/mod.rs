//! What is done with texts in AMC SQL, and with descriptions of its tables.

pub mod check;
pub mod dataset;
pub mod editor;
pub mod format;
pub mod parameters;
mod places;

use std::sync::{Arc, LazyLock};

use amc_sql::catalogue::Catalogue;

/// The tables that the program knows.
static CATALOGUE: LazyLock<Arc<Catalogue>> =
    LazyLock::new(|| Catalogue::embedded().unwrap_or_else(|faults| panic!("{faults}")));
