//! Login with Amazon: the consent page, the token endpoint, and what they remember.

mod book;
mod consent;
mod token;

pub(crate) use book::Book;
pub(crate) use consent::{decide, show};
pub(crate) use token::issue;
