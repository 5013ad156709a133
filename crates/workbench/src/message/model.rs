//! Recipients and the mail server, as the window sees them.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use crate::Error;

/// How a recipient is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum RecipientKind {
    /// An e-mail, by the person's own mail server.
    Email,
    /// An incoming webhook of Slack.
    Slack,
    /// A workflow webhook of Teams.
    Teams,
    /// A webhook that takes JSON, signed if there is a secret.
    Json,
}

/// Whom schedules may tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Recipient {
    /// Its id.
    pub id: String,
    /// How it is told.
    pub kind: RecipientKind,
    /// Its name.
    pub name: String,
    /// The e-mail address; of a webhook its host alone, since the whole address is a secret.
    pub address: String,
    /// How many schedules tell it.
    pub schedules: u32,
    /// Messages that wait.
    pub waiting: u32,
    /// When the newest message reached it, in UTC milliseconds.
    #[specta(type = Option<Number>)]
    pub last_sent_at: Option<i64>,
    /// Why the newest message did not reach it, or not yet; `None` when it did.
    pub problem: Option<Error>,
}

/// A new recipient.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct RecipientInput {
    /// How it is told.
    pub kind: RecipientKind,
    /// A name for people.
    pub name: String,
    /// The e-mail address, or the webhook's whole address, which goes into the keychain.
    #[specta(type = String)]
    pub address: SecretString,
    /// With which JSON messages are signed; `None` or empty signs none.
    #[specta(type = Option<String>)]
    pub signing_secret: Option<SecretString>,
}

/// How the connection to a mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// TLS from the first byte, usually on port 465.
    #[default]
    Tls,
    /// TLS after a greeting, usually on port 587; never without.
    StartTls,
    /// None, for a server on this computer alone.
    None,
}

/// The person's mail server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MailServer {
    /// Its host name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: MailSecurity,
    /// Who signs in; empty for nobody.
    pub user: String,
    /// The address that messages come from.
    pub from: String,
}

/// The mail server as a person writes it.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct MailServerInput {
    /// All but the password.
    pub server: MailServer,
    /// The password, which goes into the keychain; `None` keeps the one that is there.
    #[specta(type = Option<String>)]
    pub password: Option<SecretString>,
}

/// What the keychain holds of a webhook.
#[derive(Serialize, Deserialize)]
pub(super) struct Hook {
    pub(super) url: String,
    pub(super) signing_secret: Option<String>,
}
