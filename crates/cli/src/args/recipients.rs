//! The command line of `recipients`.

use clap::{Args, Subcommand};

#[derive(Subcommand)]
pub(crate) enum RecipientsCommand {
    /// List the recipients and how they were reached
    List,
    /// Add an e-mail address, or a webhook, whose address is asked for or read from standard input
    Add(RecipientAdd),
    /// Send a test and wait until it is there
    Test {
        /// Its id or name
        #[arg(value_name = "ID|NAME")]
        recipient: String,
    },
    /// Delete a recipient; schedules that name it tell it nothing
    Delete {
        /// Its id or name
        #[arg(value_name = "ID|NAME")]
        recipient: String,
    },
    /// Set the server that e-mails go by; its password is asked for or read from standard input
    MailServer(MailServerOptions),
}

#[derive(Args)]
pub(crate) struct RecipientAdd {
    /// How it is told
    #[arg(long, value_parser = ["email", "slack", "teams", "json"])]
    pub(crate) kind: String,
    /// Its name
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: String,
    /// The e-mail address
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) address: Option<String>,
    /// Sign JSON messages with a secret, which is asked for or read from the next line of standard input
    #[arg(long)]
    pub(crate) signed: bool,
}

#[derive(Args)]
pub(crate) struct MailServerOptions {
    /// Its host name
    #[arg(long, value_name = "HOST")]
    pub(crate) host: String,
    /// Its port
    #[arg(long, default_value_t = 465, value_name = "N")]
    pub(crate) port: u16,
    /// How the connection is protected; none is for a server on this computer alone
    #[arg(long, default_value = "tls", value_parser = ["tls", "start_tls", "none"])]
    pub(crate) security: String,
    /// Who signs in; without it nobody does, and no password is asked for
    #[arg(long, default_value = "", value_name = "NAME")]
    pub(crate) user: String,
    /// The address that messages come from
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) from: String,
}
