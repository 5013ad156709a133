//! Sending to webhooks.

use std::time::Duration;

use amc_client::PublicResolver;
use hmac::{Hmac, Mac as _};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect;
use serde_json::Value;
use sha2::Sha256;

use super::model::Hook;
use crate::{Error, Result};

/// An answer that takes longer is none.
const LIMIT: Duration = Duration::from_secs(20);
/// Carries when a message was sent and its HMAC-SHA-256, as `t=SECONDS,v1=HEX` over `SECONDS.BODY`.
const SIGNATURE: &str = "recomamp-signature";

/// A client that follows no redirects and connects to public addresses alone.
pub(super) fn client(loopback: bool) -> reqwest::Result<reqwest::Client> {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("RecomAMP/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .timeout(LIMIT);
    match loopback {
        true => builder.no_proxy().build(),
        false => builder.https_only(true).dns_resolver(PublicResolver).build(),
    }
}

/// Sends a message; `now` is in seconds since 1970.
///
/// # Errors
/// `message.network`, `message.busy` for what may pass; `message.refused` for what will not. None holds the address.
pub(super) async fn send(client: &reqwest::Client, hook: &Hook, body: &Value, now: i64) -> Result<()> {
    let body = body.to_string();
    let mut request = client.post(&hook.url).header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(secret) = &hook.signing_secret {
        request = request.header(SIGNATURE, signature(secret, now, &body));
    }
    let answer = request.body(body).send().await;
    let status = match answer {
        Ok(answer) => answer.status(),
        Err(error) => {
            // The error holds the address, which is a secret.
            let what =
                if error.is_timeout() { "The webhook did not answer." } else { "The webhook cannot be reached." };
            return Err(Error::new("message.network", what).next("It is tried again by itself."));
        }
    };
    if status.is_success() {
        return Ok(());
    }
    let message = format!("The webhook answered {}.", status.as_u16());
    if status.as_u16() == 429 || status.is_server_error() {
        return Err(Error::new("message.busy", message).next("It is tried again by itself."));
    }
    Err(Error::new("message.refused", message)
        .next("Add the recipient anew with the address that the other side shows now."))
}

fn signature(secret: &str, now: i64, body: &str) -> String {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{now}.{body}").as_bytes());
    format!("t={now},v1={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn a_signature_is_the_hmac_of_time_and_body() {
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret
        let wanted = "t=1700000000,v1=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686";
        assert_eq!(signature("secret", 1_700_000_000, "{\"a\":1}"), wanted);
        assert_ne!(signature("other", 1_700_000_000, "{\"a\":1}"), wanted);
    }
}
