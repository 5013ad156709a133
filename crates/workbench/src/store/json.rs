//! Values that the database keeps as JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Result};

/// Reads a kept value; `what` names it in the error, as in `a tab`.
///
/// # Errors
/// `internal` for a text that no version of the program wrote.
pub(crate) fn read<T: DeserializeOwned>(text: &str, what: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::internal(&format!("{what} in the database cannot be read")))
}

/// The text that is kept of a value.
///
/// # Errors
/// `internal` for a value that has no JSON.
pub(crate) fn write<T: Serialize>(value: &T, what: &str) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::internal(&format!("{what} cannot be written")))
}
