//! From text to syntax tree, with places.

mod dialect;
mod parse;
mod text;

pub(crate) use dialect::AmcDialect;
pub(crate) use parse::{BROKEN, parse};
pub(crate) use text::{Place, Text};
