//! Where a webhook may lead: to the public internet, over https, as result files may (OWASP, server-side request forgery).

use url::{Host, Url};

use crate::{Error, Result};

/// Longest address, in characters: the keychain takes 2,048 with the signing secret.
const LONGEST: usize = 1_500;

/// Reads the address of a webhook. `loopback`: a test's server on this computer is one as well.
///
/// # Errors
/// `message.address` in words for a person; the address itself is a secret and is not in them.
pub(super) fn check(text: &str, loopback: bool) -> Result<Url> {
    let wrong = |why: &str| Err(Error::new("message.address", why).next("Copy the whole address once more."));
    if text.len() > LONGEST {
        return wrong("The address of the webhook is longer than 1,500 characters.");
    }
    let Ok(url) = Url::parse(text.trim()) else { return wrong("This is no web address.") };
    let local = loopback && url.host_str() == Some("127.0.0.1");
    if url.scheme() != "https" && !local {
        return wrong("The address of a webhook begins with https://.");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("The address of a webhook holds no user name or password.");
    }
    match url.host() {
        Some(Host::Domain(name)) if name.contains('.') && !name.ends_with(".localhost") => Ok(url),
        Some(_) if local => Ok(url),
        _ => wrong("The address of a webhook names a host of the internet."),
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_webhook_leads_to_a_named_host_over_https() {
        for good in
            ["https://hooks.slack.com/services/T0/B0/x", "https://example.org:8443/hook?key=1", " https://a.b/ "]
        {
            assert!(check(good, false).is_ok(), "{good}");
        }
        for bad in [
            "",
            "hooks.slack.com/services",
            "http://hooks.slack.com/x",
            "https://user:pass@example.org/",
            "https://127.0.0.1/x",
            "https://169.254.169.254/latest",
            "https://[::1]/x",
            "https://2130706433/",
            "https://localhost/x",
            "https://intranet/x",
            "file:///etc/passwd",
        ] {
            assert!(check(bad, false).is_err(), "{bad}");
        }
        assert!(check(&format!("https://example.org/{}", "a".repeat(1_500)), false).is_err());
        assert!(check("http://127.0.0.1:8080/x", true).is_ok());
        assert!(check("http://192.168.1.1/x", true).is_err());
    }
}
