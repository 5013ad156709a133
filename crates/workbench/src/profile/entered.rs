//! What a sign-in is given from outside, checked, and how it fails, in words.

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::model::{NewProfile, SandboxAddress};
use super::request::Head;
use super::secret::LONGEST_SECRET;
use crate::{Error, Result};

/// Every Login with Amazon client id begins so.
const CLIENT_ID_PREFIX: &str = "amzn1.application-oa2-client.";

/// The address that a browser landed on, as the request that it stands for; `None` for anything else.
pub(super) fn pasted(address: &str) -> Option<Head> {
    if address.len() > 8 * 1024 {
        return None;
    }
    let url = Url::parse(address.trim()).ok()?;
    if url.scheme() != "http" || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let host = format!("{}:{}", url.host_str()?, url.port()?);
    Some(Head { host, path: url.path().to_owned(), query: url.query().unwrap_or_default().to_owned() })
}

/// Host with port, and path, of one of our return URLs.
pub(super) fn host_and_path(return_url: &str) -> Result<(String, String)> {
    pasted(return_url).map(|head| (head.host, head.path)).ok_or_else(|| Error::internal("a return URL cannot be read"))
}

/// One of the sandbox's own return URLs on our port.
pub(super) fn sandbox_return_url(address: &SandboxAddress, port: u16) -> Result<String> {
    let ours = |text: &&String| {
        Url::parse(text).is_ok_and(|url| {
            url.scheme() == "http"
                && url.port() == Some(port)
                && matches!(url.host_str(), Some("localhost" | "127.0.0.1"))
                && url.query().is_none()
        })
    };
    address.redirect_uris.iter().find(ours).cloned().ok_or_else(|| {
        Error::new("auth.return_url", format!("The sandbox accepts no return URL on port {port}."))
            .next("Start the sandbox with this application's return URLs.")
    })
}

/// A profile's name without blanks around it.
pub(super) fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(
            Error::invalid("A profile needs a name of at most 100 characters.").next("Enter a name, or a shorter one.")
        );
    }
    Ok(name.to_owned())
}

/// Client id and secret without blanks around them.
pub(super) fn check_client(new: &NewProfile) -> Result<(String, SecretString)> {
    let id = new.client_id.trim();
    let well_formed = id.strip_prefix(CLIENT_ID_PREFIX).is_some_and(|rest| {
        !rest.is_empty() && rest.len() <= 128 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if !well_formed {
        return Err(Error::new("auth.client_id", "This is not a Login with Amazon client id.").next(format!(
            "It begins with {CLIENT_ID_PREFIX} and stands in the Web Settings of your security profile."
        )));
    }
    let secret = new.client_secret.expose_secret().trim();
    if secret.is_empty() || secret.len() > LONGEST_SECRET || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::new("auth.client_secret", "This is not a client secret.")
            .next("Press Show Secret in the Web Settings of your security profile and copy it whole."));
    }
    Ok((id.to_owned(), SecretString::from(secret.to_owned())))
}

/// None of the ports is free.
pub(super) fn ports_taken(ports: Vec<u16>) -> Error {
    let list = ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut error =
        Error::new("auth.ports_taken", format!("Other programs use all ports that a sign-in can return to: {list}."))
            .next("Close the program that uses one of them and try again.");
    error.details.ports = ports;
    error
}

/// The browser did not come back.
pub(super) fn timed_out(return_url: &str) -> Error {
    Error::new("auth.timed_out", "Amazon did not send the browser back within five minutes.").next(format!(
        "If Amazon showed an error page, register {return_url} among the Allowed Return URLs of your security profile and try again."
    ))
}

/// What Amazon's consent page answered in place of a code.
pub(super) fn denied(error: &str, description: Option<String>) -> Error {
    let raw: String =
        description.unwrap_or_else(|| error.to_owned()).chars().filter(|c| !c.is_control()).take(300).collect();
    if error == "access_denied" {
        Error::new("auth.denied", "The sign-in was not allowed.")
            .next("Sign in again and choose Allow, with a user who may use the advertising account.")
            .raw(raw)
    } else {
        Error::new("auth.refused", "Amazon refuses the sign-in.")
            .next("Check the security profile and try again.")
            .raw(raw)
    }
}
