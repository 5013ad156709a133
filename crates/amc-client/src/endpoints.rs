//! Where Amazon listens, region by region, and the one exception: a sandbox on this machine.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::{Host, Url};

/// An Amazon Ads region. Its hosts belong together: a sign-in begun in one region is finished in the same one
/// (RFC 9700 §4.4.2, mix-up).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Region {
    /// North America.
    #[serde(rename = "NA")]
    Na,
    /// Europe.
    #[serde(rename = "EU")]
    Eu,
    /// Far East.
    #[serde(rename = "FE")]
    Fe,
}

impl Region {
    /// All regions, in Amazon's order.
    pub const ALL: [Self; 3] = [Self::Na, Self::Eu, Self::Fe];

    /// Amazon's short name: `NA`, `EU` or `FE`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Na => "NA",
            Self::Eu => "EU",
            Self::Fe => "FE",
        }
    }
}

/// Whether a set of endpoints is Amazon's or a sandbox's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndpointKind {
    /// Amazon's own hosts of this region.
    Amazon(Region),
    /// A sandbox on a literal loopback address.
    Sandbox,
}

/// The three addresses a client needs: the sign-in page, the token endpoint and the Ads API.
///
/// There are two ways to get one and no other: [`Endpoints::amazon`] with fixed hosts, and [`Endpoints::sandbox`] which
/// takes literal loopback addresses only. So nothing outside the program can point a real sign-in at another host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    authorize: Url,
    token: Url,
    api: Url,
    kind: EndpointKind,
}

/// Why addresses were refused as a sandbox's. The address itself is not part of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// Not a URL.
    #[error("the {what} address of the sandbox is not a URL")]
    NotAUrl {
        /// Which of the three addresses.
        what: &'static str,
    },
    /// Another host than 127.0.0.1 or [::1], or another scheme than http, or no port.
    #[error("the {what} address of a sandbox must start with http://127.0.0.1:PORT or http://[::1]:PORT")]
    NotLoopback {
        /// Which of the three addresses.
        what: &'static str,
    },
    /// User name, password, query or fragment in the address.
    #[error("the {what} address of a sandbox may hold a path and nothing after it")]
    NotPlain {
        /// Which of the three addresses.
        what: &'static str,
    },
}

impl Endpoints {
    /// Amazon's endpoints for `region` (the table of the Login with Amazon and Amazon Ads documentation).
    #[must_use]
    pub fn amazon(region: Region) -> Self {
        let (authorize, token, api) = match region {
            Region::Na => (
                "https://www.amazon.com/ap/oa",
                "https://api.amazon.com/auth/o2/token",
                "https://advertising-api.amazon.com/",
            ),
            Region::Eu => (
                "https://eu.account.amazon.com/ap/oa",
                "https://api.amazon.co.uk/auth/o2/token",
                "https://advertising-api-eu.amazon.com/",
            ),
            Region::Fe => (
                "https://apac.account.amazon.com/ap/oa",
                "https://api.amazon.co.jp/auth/o2/token",
                "https://advertising-api-fe.amazon.com/",
            ),
        };
        Self { authorize: fixed(authorize), token: fixed(token), api: fixed(api), kind: EndpointKind::Amazon(region) }
    }

    /// Endpoints of a sandbox on this machine.
    ///
    /// # Errors
    /// [`EndpointError`] unless each address is written `http://127.0.0.1:PORT…` or `http://[::1]:PORT…` with nothing but
    /// a path behind it. Names such as `localhost` are refused because a resolver decides where they lead, and other
    /// spellings of the address (decimal, octal, mapped) because nobody needs them.
    pub fn sandbox(authorize: &str, token: &str, api: &str) -> Result<Self, EndpointError> {
        Ok(Self {
            authorize: loopback(authorize, "authorization")?,
            token: loopback(token, "token")?,
            api: loopback(api, "API")?,
            kind: EndpointKind::Sandbox,
        })
    }

    /// The page a browser opens for consent, without its query.
    #[must_use]
    pub fn authorize_url(&self) -> &Url {
        &self.authorize
    }

    /// Where codes and refresh tokens are redeemed.
    #[must_use]
    pub fn token_url(&self) -> &Url {
        &self.token
    }

    /// The base of the Ads API; paths such as `amc/accounts` follow it.
    #[must_use]
    pub fn api_url(&self) -> &Url {
        &self.api
    }

    /// Amazon or sandbox.
    #[must_use]
    pub fn kind(&self) -> EndpointKind {
        self.kind
    }

    pub(crate) fn is_sandbox(&self) -> bool {
        self.kind == EndpointKind::Sandbox
    }

    /// Whether `port` is one the sandbox uses; false for Amazon.
    pub(crate) fn is_sandbox_port(&self, port: u16) -> bool {
        self.is_sandbox() && [&self.authorize, &self.token, &self.api].iter().any(|url| url.port() == Some(port))
    }
}

#[expect(clippy::expect_used, reason = "the nine addresses are constants, and a test parses each of them")]
fn fixed(text: &str) -> Url {
    Url::parse(text).expect("a constant address")
}

fn loopback(text: &str, what: &'static str) -> Result<Url, EndpointError> {
    let url = Url::parse(text).map_err(|_| EndpointError::NotAUrl { what })?;
    // `Url` turns http://2130706433 and http://0x7f.1 into 127.0.0.1, so the text is looked at as well.
    let literal = text.starts_with("http://127.0.0.1:") || text.starts_with("http://[::1]:");
    if !literal || !is_loopback_host(&url) || url.port().is_none_or(|port| port == 0) {
        return Err(EndpointError::NotLoopback { what });
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(EndpointError::NotPlain { what });
    }
    Ok(url)
}

/// Whether the host is exactly 127.0.0.1 or ::1.
pub(crate) fn is_loopback_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address == std::net::Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == std::net::Ipv6Addr::LOCALHOST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_amazon_address_is_https_on_the_port_of_https() {
        for region in Region::ALL {
            let endpoints = Endpoints::amazon(region);
            for url in [endpoints.authorize_url(), endpoints.token_url(), endpoints.api_url()] {
                assert_eq!(url.scheme(), "https");
                assert_eq!(url.port_or_known_default(), Some(443));
                assert!(url.host_str().unwrap().contains("amazon."));
            }
            assert_eq!(endpoints.kind(), EndpointKind::Amazon(region));
            assert!(!endpoints.is_sandbox_port(443));
        }
    }

    #[test]
    fn regions_are_written_the_way_amazon_writes_them() {
        for region in Region::ALL {
            assert_eq!(serde_json::to_value(region).unwrap(), region.code());
        }
    }

    #[test]
    fn a_sandbox_on_either_loopback_literal_is_accepted() {
        for base in ["http://127.0.0.1:8123", "http://[::1]:8123"] {
            let endpoints =
                Endpoints::sandbox(&format!("{base}/ap/oa"), &format!("{base}/auth/o2/token"), base).unwrap();
            assert_eq!(endpoints.kind(), EndpointKind::Sandbox);
            assert!(endpoints.is_sandbox_port(8123));
            assert!(!endpoints.is_sandbox_port(8124));
        }
    }

    #[test]
    fn anything_but_a_plain_loopback_literal_is_refused_as_a_sandbox() {
        for address in [
            "https://127.0.0.1:8123/",
            "http://localhost:8123/",
            "http://127.0.0.1/",
            "http://127.0.0.1:0/",
            "http://127.0.0.2:8123/",
            "http://0.0.0.0:8123/",
            "http://2130706433:8123/",
            "http://0x7f.1:8123/",
            "http://[::ffff:127.0.0.1]:8123/",
            "http://127.0.0.1:80@example.com:8123/",
            "http://127.0.0.1.example.com:8123/",
            "http://user@127.0.0.1:8123/",
            "http://127.0.0.1:8123/?a=b",
            "http://127.0.0.1:8123/#a",
            "https://advertising-api.amazon.com/",
            "not a url",
            "",
        ] {
            let good = "http://127.0.0.1:8123/";
            assert!(Endpoints::sandbox(address, good, good).is_err(), "{address}");
            assert!(Endpoints::sandbox(good, address, good).is_err(), "{address}");
            assert!(Endpoints::sandbox(good, good, address).is_err(), "{address}");
        }
    }
}
