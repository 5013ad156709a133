//! The addresses Amazon sends the browser back to.
//!
//! Login with Amazon compares them as whole strings, port included, so the ports are fixed and all are registered. They
//! lie below 32768, where Linux begins to hand out ports by chance. Each region has a path of its own, so that an answer
//! from one cannot be taken for another's (RFC 9700 §4.4.2).

use super::model::Region;
use crate::settings::ReturnHost;

/// Tried in this order.
pub(crate) const PORTS: [u16; 3] = [8742, 8743, 8744];

/// The path of a region's return URLs.
pub(crate) fn path(region: Region) -> &'static str {
    match region {
        Region::Na => "/signed-in/na",
        Region::Eu => "/signed-in/eu",
        Region::Fe => "/signed-in/fe",
    }
}

/// One return URL.
pub(crate) fn url(host: ReturnHost, port: u16, path: &str) -> String {
    format!("http://{}:{port}{path}", host.text())
}

/// The three URLs to register for `region`.
pub fn return_urls(host: ReturnHost, region: Region) -> Vec<String> {
    PORTS.iter().map(|port| url(host, *port, path(region))).collect()
}

/// Every return URL the application may use, under either host name: what a sandbox has to accept.
pub fn all_return_urls() -> Vec<String> {
    [ReturnHost::Localhost, ReturnHost::Literal]
        .into_iter()
        .flat_map(|host| Region::ALL.into_iter().flat_map(move |region| return_urls(host, region)))
        .collect()
}
