//! From text to syntax tree, with places.

mod depth;
mod dialect;
mod faults;
mod item;
mod parse;
mod slips;
mod text;

pub(crate) use depth::{DEEPEST, LONGEST};
pub(crate) use dialect::{begins_word, is_word_part};
pub(crate) use parse::{BROKEN, Reading, parse};
pub(crate) use text::{Place, Text};
