//! Which addresses the person's browser may be given. The window names no address itself; the ones that reach this place
//! come from constants here or from a sign-in that the workbench began.

use tauri::Url;

/// Amazon's consent pages by region, and the pages that the connect form points to.
const HOSTS: [&str; 5] = [
    "www.amazon.com",
    "eu.account.amazon.com",
    "apac.account.amazon.com",
    "developer.amazon.com",
    "advertising.amazon.com",
];

/// Longer than any authorization URL.
const LONGEST: usize = 4096;

/// Whether `address` is an https page of [`HOSTS`], or a page of the sandbox that this process serves at `sandbox`.
pub(crate) fn may_open(address: &str, sandbox: Option<&str>) -> bool {
    // A parser drops line ends and folds other scripts into host names; what needs either is not one of ours.
    if address.len() > LONGEST || !address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return false;
    }
    let Ok(url) = Url::parse(address) else { return false };
    if !url.username().is_empty() || url.password().is_some() {
        return false;
    }
    match url.scheme() {
        "https" => url.port().is_none() && url.host_str().is_some_and(|host| HOSTS.contains(&host)),
        "http" => {
            url.host_str() == Some("127.0.0.1")
                && sandbox.and_then(|own| Url::parse(own).ok()).is_some_and(|own| own.origin() == url.origin())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::may_open;

    #[test]
    fn only_amazons_pages_and_the_own_sandbox_open() {
        let sandbox = Some("http://127.0.0.1:8791/amc");
        for (address, may) in [
            ("https://www.amazon.com/ap/oa?client_id=x&state=y", true),
            ("https://eu.account.amazon.com/ap/oa?client_id=x", true),
            ("https://apac.account.amazon.com/ap/oa", true),
            ("https://developer.amazon.com/loginwithamazon/console/site/lwa/overview.html", true),
            ("https://advertising.amazon.com/API/docs/en-us/guides/onboarding/overview", true),
            ("http://127.0.0.1:8791/ap/oa?state=y", true),
            ("http://www.amazon.com/ap/oa", false),
            ("https://www.amazon.com:8443/ap/oa", false),
            ("https://www.amazon.com@evil.example/ap/oa", false),
            ("https://user@www.amazon.com/ap/oa", false),
            ("https://user:secret@www.amazon.com/ap/oa", false),
            ("https://www.amazon.com.evil.example/ap/oa", false),
            ("https://amazon.com/ap/oa", false),
            ("https://evil.example/https://www.amazon.com", false),
            ("https://www.amazon.com\\@evil.example/", false),
            ("https://www.amaz\u{043e}n.com/ap/oa", false),
            ("https://xn--www-amazon-evil.example/", false),
            ("https://www.amazon.com/ap/oa\n", false),
            ("https://www.amazon.com/\r\nap", false),
            ("java\nscript:alert(1)", false),
            ("\thttps://www.amazon.com/", false),
            ("https://www.amazon.com/a b", false),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("file:///etc/passwd", false),
            ("smb://www.amazon.com/share", false),
            ("ms-settings:privacy", false),
            ("mailto:someone@amazon.com", false),
            ("ftp://www.amazon.com/", false),
            ("http://127.0.0.1:8792/ap/oa", false),
            ("http://localhost:8791/ap/oa", false),
            ("http://[::1]:8791/ap/oa", false),
            ("http://user@127.0.0.1:8791/ap/oa", false),
            ("http://0x7f000001.evil.example:8791/", false),
            ("--help", false),
            ("/etc/passwd", false),
            ("", false),
        ] {
            assert_eq!(may_open(address, sandbox), may, "{address:?}");
        }
        assert!(!may_open("http://127.0.0.1:8791/ap/oa", None), "no sandbox runs");
        assert!(!may_open(&format!("https://www.amazon.com/{}", "x".repeat(5000)), None), "no end");
    }
}
