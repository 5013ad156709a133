//! Where a download link may lead. Links come from Amazon's answers, but an answer is input like any other: a forged one
//! must not make this machine fetch from its own network (OWASP, server-side request forgery).

use std::net::{IpAddr, SocketAddr};

use reqwest::dns::{Name, Resolve, Resolving};
use thiserror::Error;
use url::{Host, Url};

use crate::endpoints::{EndpointKind, Endpoints, is_loopback_host};

/// Longest link followed, in bytes.
const LONGEST: usize = 4 * 1024;

/// Why a link is not followed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LinkRefusal {
    /// Over 4 KiB.
    #[error("it is longer than 4 KiB")]
    TooLong,
    /// Not an absolute URL.
    #[error("it is not a web address")]
    NotAUrl,
    /// Not https, or for a sandbox not http.
    #[error("it does not use the expected scheme")]
    Scheme,
    /// A user name or password in it.
    #[error("it holds a user name or password")]
    UserInfo,
    /// Another port than 443, or for a sandbox one that is not the sandbox's.
    #[error("it names an unexpected port")]
    Port,
    /// A host that is not known to hold results.
    #[error("the host {host} is not known to hold AMC results")]
    Host {
        /// The host, so that a person can report it.
        host: String,
    },
}

/// Checks a link against the endpoints it came from.
pub(crate) fn check(link: &str, endpoints: &Endpoints, extra_hosts: &[String]) -> Result<Url, LinkRefusal> {
    if link.len() > LONGEST {
        return Err(LinkRefusal::TooLong);
    }
    let url = Url::parse(link).map_err(|_| LinkRefusal::NotAUrl)?;
    let host = url.host().ok_or(LinkRefusal::NotAUrl)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(LinkRefusal::UserInfo);
    }
    let stranger = || LinkRefusal::Host { host: host.to_string().chars().take(100).collect() };
    match endpoints.kind() {
        EndpointKind::Sandbox => {
            if url.scheme() != "http" {
                return Err(LinkRefusal::Scheme);
            }
            if !is_loopback_host(&url) {
                return Err(stranger());
            }
            if !url.port().is_some_and(|port| endpoints.is_sandbox_port(port)) {
                return Err(LinkRefusal::Port);
            }
        }
        EndpointKind::Amazon(_) => {
            if url.scheme() != "https" {
                return Err(LinkRefusal::Scheme);
            }
            let Host::Domain(name) = &host else { return Err(stranger()) };
            if !is_s3(name) && !extra_hosts.iter().any(|extra| is_within(name, extra)) {
                return Err(stranger());
            }
            // `port` is `None` for the scheme's own.
            if url.port().is_some() {
                return Err(LinkRefusal::Port);
            }
        }
    }
    Ok(url)
}

/// S3's host forms: `[bucket.]s3.amazonaws.com`, `[bucket.]s3.region…`, `[bucket.]s3-region…`, `[bucket.]s3.dualstack.region…`.
/// Not all of `amazonaws.com`: other services there serve what any customer puts up.
fn is_s3(host: &str) -> bool {
    let Some(rest) = host.strip_suffix(".amazonaws.com") else { return false };
    let labels: Vec<&str> = rest.split('.').collect();
    if labels.iter().any(|label| label.is_empty()) {
        return false;
    }
    let region = |label: &str| label.split('-').count() >= 3 && label.ends_with(|c: char| c.is_ascii_digit());
    match labels.as_slice() {
        [.., "s3"] => true,
        [.., "s3", last] => region(last),
        [.., "s3", "dualstack", last] => region(last),
        [.., last] => last.strip_prefix("s3-").is_some_and(region),
        [] => false,
    }
}

/// Whether `host` is `suffix` or below it.
fn is_within(host: &str, suffix: &str) -> bool {
    host.strip_suffix(suffix).is_some_and(|head| head.is_empty() || head.ends_with('.')) && !suffix.is_empty()
}

/// Resolves names and refuses the whole answer if any address is not on the public internet. The connection is made to the
/// very addresses that were looked at, so a name cannot change its mind in between (DNS rebinding).
#[derive(Debug, Clone, Copy)]
pub struct PublicResolver;

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.iter().any(|address| !is_public(address.ip())) {
                return Err("the name leads to an address that is not public".into());
            }
            Ok(Box::new(found.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

/// The special-purpose registries of IANA (RFC 6890 and successors), as far as a result could never lie there.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_unspecified()
                || v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_multicast()
                || v4.is_broadcast()
                || v4.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 198 && (b == 18 || b == 19))
                || (a == 192 && b == 0 && c == 0))
        }
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return is_public(IpAddr::V4(v4));
            }
            let [first, second, ..] = v6.segments();
            // NAT64 (64:ff9b::/96) is how v6-only networks reach S3: the address inside decides.
            if v6.segments()[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
                let [.., a, b, c, d] = v6.octets();
                return is_public(IpAddr::V4([a, b, c, d].into()));
            }
            // 2000::/3 is all that is given out; documentation, Teredo and 6to4 lie inside it.
            (first & 0xe000) == 0x2000
                && !(first == 0x2001 && (second == 0 || second == 0x0db8))
                && first != 0x2002
                && first != 0x3fff
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Region;

    fn amazon(link: &str) -> Result<Url, LinkRefusal> {
        check(link, &Endpoints::amazon(Region::Na), &[])
    }

    fn sandbox(link: &str) -> Result<Url, LinkRefusal> {
        let base = "http://127.0.0.1:8123/";
        check(link, &Endpoints::sandbox(base, base, base).unwrap(), &[])
    }

    #[test]
    fn each_form_of_an_s3_address_is_followed() {
        for host in [
            "s3.amazonaws.com",
            "results.s3.amazonaws.com",
            "s3.us-east-1.amazonaws.com",
            "results.with.dots.s3.eu-west-1.amazonaws.com",
            "results.s3-us-west-2.amazonaws.com",
            "results.s3.dualstack.ap-northeast-1.amazonaws.com",
        ] {
            assert!(amazon(&format!("https://{host}/a/b.csv?X-Amz-Expires=600&X-Amz-Signature=00")).is_ok(), "{host}");
        }
        assert!(amazon("https://s3.amazonaws.com:443/a").is_ok());
    }

    #[test]
    fn no_other_place_is_followed_for_amazon() {
        for link in [
            "http://results.s3.amazonaws.com/a",
            "https://user@results.s3.amazonaws.com/a",
            "https://user:pass@results.s3.amazonaws.com/a",
            "https://results.s3.amazonaws.com:8443/a",
            "https://results.s3.amazonaws.com./a",
            "https://results.s3.amazonaws.com.evil.example/a",
            "https://s3.amazonaws.com@evil.example/a",
            "https://evil-s3.amazonaws.com/a",
            "https://evils3.amazonaws.com/a",
            "https://xamazonaws.com/a",
            "https://ec2-1-2-3-4.compute.amazonaws.com/a",
            "https://s3.us-east-1.elb.amazonaws.com/a",
            "https://abc.execute-api.us-east-1.amazonaws.com/a",
            "https://s3.evil.amazonaws.com/a",
            "https://127.0.0.1/a",
            "https://2130706433/a",
            "https://[::1]/a",
            "https://[::ffff:169.254.169.254]/a",
            "https://10.0.0.1/a",
            "https://169.254.169.254/latest",
            "https://localhost/a",
            "ftp://results.s3.amazonaws.com/a",
            "file:///etc/passwd",
            "data:text/csv,a",
            "//results.s3.amazonaws.com/a",
            "",
        ] {
            assert!(amazon(link).is_err(), "{link}");
        }
        assert_eq!(amazon(&format!("https://s3.amazonaws.com/{}", "a".repeat(5_000))), Err(LinkRefusal::TooLong));
    }

    #[test]
    fn a_host_added_by_the_caller_is_followed_with_its_subdomains_and_nothing_like_it() {
        let extra = ["results.example".to_owned()];
        let check = |link| check(link, &Endpoints::amazon(Region::Na), &extra);
        assert!(check("https://results.example/a").is_ok());
        assert!(check("https://eu.results.example/a").is_ok());
        assert!(check("https://notresults.example/a").is_err());
        assert!(check("http://results.example/a").is_err());
    }

    #[test]
    fn a_sandbox_link_leads_to_the_sandbox_and_nowhere_else() {
        assert!(sandbox("http://127.0.0.1:8123/results/a.csv?sig=1").is_ok());
        for link in [
            "https://127.0.0.1:8123/a",
            "http://127.0.0.1:8124/a",
            "http://127.0.0.1/a",
            "http://localhost:8123/a",
            "http://127.0.0.2:8123/a",
            "http://user@127.0.0.1:8123/a",
            "https://results.s3.amazonaws.com/a",
        ] {
            assert!(sandbox(link).is_err(), "{link}");
        }
    }

    #[test]
    fn signed_queries_are_not_encoded_again() {
        let link = "https://s3.amazonaws.com/a%2Fb+c.csv?X-Amz-Credential=AK%2F2025&X-Amz-Signature=0+1%2B";
        assert_eq!(amazon(link).unwrap().as_str(), link);
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_not_resolved() {
        assert!(PublicResolver.resolve("localhost".parse().unwrap()).await.is_err());
    }

    #[test]
    fn addresses_off_the_public_internet_are_told_apart() {
        for address in ["52.216.0.1", "2600:1fa0::1", "64:ff9b::34d8:1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.2.1",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "2001:db8::1",
            "2002:a00:1::1",
            "64:ff9b::a00:1",
            "2001::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }
}
