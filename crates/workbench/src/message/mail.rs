//! Sending mail, by the person's own server.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use secrecy::{ExposeSecret as _, SecretString};

use super::body::Story;
use super::model::{MailSecurity, MailServer};
use crate::{Error, Result};

/// A server that takes longer does not answer.
const LIMIT: Duration = Duration::from_secs(20);

/// Reads an e-mail address.
///
/// # Errors
/// `message.address`.
pub(super) fn address(text: &str) -> Result<Address> {
    text.trim()
        .parse()
        .map_err(|_| Error::new("message.address", "This is no e-mail address.").next("Write it as ada@example.org."))
}

/// What is wrong with a mail server as it is written.
///
/// # Errors
/// `invalid`, `message.address`.
pub(super) fn check(server: &MailServer) -> Result<()> {
    let host = server.host.trim();
    if host.is_empty() || host.len() > 253 || host.contains(|c: char| c.is_whitespace() || c == '/' || c == '@') {
        return Err(Error::invalid("The mail server has no host name.").next("Write it as smtp.example.org."));
    }
    if server.port == 0 {
        return Err(Error::invalid("The mail server has no port.").next("It is usually 465 or 587."));
    }
    if server.security == MailSecurity::None && !matches!(host, "localhost" | "127.0.0.1" | "::1") {
        return Err(Error::invalid("Without TLS a password could be read on the way.")
            .next("Choose TLS or STARTTLS; none is for a server on this computer alone."));
    }
    address(&server.from).map(drop)
}

/// Sends a message.
///
/// # Errors
/// `message.network`, `message.busy` for what may pass; `message.refused` for what will not.
pub(super) async fn send(server: &MailServer, password: Option<&SecretString>, to: &str, story: &Story) -> Result<()> {
    let mailbox = |text: &str, name: Option<&str>| -> Result<Mailbox> {
        Ok(Mailbox::new(name.map(str::to_owned), address(text)?))
    };
    let message = Message::builder()
        .from(mailbox(&server.from, Some("RecomAMP"))?)
        .to(mailbox(to, None)?)
        .subject(story.subject())
        .header(ContentType::TEXT_PLAIN)
        .body(story.text())
        .map_err(|_| Error::internal("a mail cannot be written"))?;
    let transport = transport(server, password)?;
    transport.send(message).await.map(drop).map_err(|error| failure(&error))
}

fn transport(server: &MailServer, password: Option<&SecretString>) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    type Transport = AsyncSmtpTransport<Tokio1Executor>;
    let host = server.host.trim();
    let builder = match server.security {
        MailSecurity::Tls => Transport::relay(host),
        MailSecurity::StartTls => Transport::starttls_relay(host),
        MailSecurity::None => Ok(Transport::builder_dangerous(host)),
    };
    let mut builder = builder
        .map_err(|_| {
            Error::new("message.refused", "The mail server's name cannot be used.").next("Correct it in Settings.")
        })?
        .port(server.port)
        .timeout(Some(LIMIT));
    if !server.user.is_empty() {
        let password = password.map(|password| password.expose_secret().to_owned()).unwrap_or_default();
        builder = builder.credentials(Credentials::new(server.user.clone(), password));
    }
    Ok(builder.build())
}

fn failure(error: &lettre::transport::smtp::Error) -> Error {
    let code = error.status().map(|code| format!(" ({code})")).unwrap_or_default();
    if error.is_permanent() {
        return Error::new("message.refused", format!("The mail server refused the message{code}."))
            .next("Look at user, password and addresses in Settings.");
    }
    if error.is_transient() {
        return Error::new("message.busy", format!("The mail server takes no message now{code}."))
            .next("It is tried again by itself.");
    }
    if error.is_tls() {
        return Error::new("message.network", "No protected connection to the mail server came about.")
            .next("Look at its name, port and protection in Settings.");
    }
    Error::new("message.network", "The mail server cannot be reached.").next("It is tried again by itself.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(change: impl FnOnce(&mut MailServer)) -> MailServer {
        let mut server = MailServer {
            host: "smtp.example.org".to_owned(),
            port: 465,
            security: MailSecurity::Tls,
            user: "ada".to_owned(),
            from: "ada@example.org".to_owned(),
        };
        change(&mut server);
        server
    }

    #[test]
    fn a_mail_server_needs_a_name_a_port_an_address_and_protection() {
        assert!(check(&server(|_| {})).is_ok());
        assert!(check(&server(|one| one.host.clear())).is_err());
        assert!(check(&server(|one| one.host = "a b".to_owned())).is_err());
        assert!(check(&server(|one| one.port = 0)).is_err());
        assert!(check(&server(|one| one.from = "nobody".to_owned())).is_err());
        assert!(check(&server(|one| one.security = MailSecurity::None)).is_err());
        let here = server(|one| {
            one.security = MailSecurity::None;
            one.host = "localhost".to_owned();
        });
        assert!(check(&here).is_ok());
    }

    #[test]
    fn an_address_with_a_line_break_is_none() {
        for bad in ["", "a", "a@b\r\nBcc: c@d", "a@b, c@d", "a b@c"] {
            assert!(address(bad).is_err(), "{bad:?}");
        }
        assert!(address(" ada.l+amc@example.org ").is_ok());
    }
}
