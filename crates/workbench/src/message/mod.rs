//! Messages about slots besides the desktop's notifications: e-mail, and webhooks in the forms of Slack, Teams and plain JSON.
//!
//! What is to be told is written down first and sent then ([`rows`]): a message survives a restart, goes to each recipient once for
//! an occasion, and is tried again while the network or the other side is away. Messages hold names, dates and reasons; never rows of
//! a result, SQL, or parameter values.

mod address;
mod body;
mod mail;
mod model;
mod rows;
mod service;
mod webhook;

pub(crate) use body::{Story, StoryKind, Trouble};
pub use model::{MailSecurity, MailServer, MailServerInput, Recipient, RecipientInput, RecipientKind};
pub(crate) use rows::Told;
pub use service::Messages;
pub(crate) use service::Parts;
