//! The first leg: the address a browser opens, with `state` and PKCE.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use url::Url;

use super::SignInError;

/// The one scope that reporting needs.
pub const SCOPE: &str = "advertising::campaign_management";

/// A sign-in under way. Open `url` in the system browser, keep the rest in memory until the callback or its time-out.
pub struct Authorization {
    /// Address to open; holds `state` and the challenge, but not the verifier.
    pub url: Url,
    /// 32 random bytes that the callback must bring back (RFC 6749 §10.12; Amazon asks for 256 bits).
    pub state: SecretString,
    /// PKCE verifier for [`SignIn::exchange`](crate::SignIn::exchange), independent of `state` (RFC 7636 §4.1).
    pub code_verifier: SecretString,
    /// Where the callback comes in; the exchange needs the same text.
    pub redirect_uri: String,
}

impl std::fmt::Debug for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authorization").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}

impl Authorization {
    pub(super) fn begin(authorize: &Url, client_id: &str, redirect_uri: &str) -> Result<Self, SignInError> {
        let state = random()?;
        let code_verifier = random()?;
        let mut url = authorize.clone();
        url.query_pairs_mut()
            .append_pair("client_id", client_id)
            .append_pair("scope", SCOPE)
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("state", state.expose_secret())
            .append_pair("code_challenge", &challenge(code_verifier.expose_secret()))
            // Amazon takes `plain` when no method is named.
            .append_pair("code_challenge_method", "S256");
        Ok(Self { url, state, code_verifier, redirect_uri: redirect_uri.to_owned() })
    }

    /// Whether a callback's `state` is this attempt's, compared in constant time. Check it before looking at `error` or
    /// `code`; go on waiting if it is not.
    #[must_use]
    pub fn state_matches(&self, state: &str) -> bool {
        self.state.expose_secret().as_bytes().ct_eq(state.as_bytes()).into()
    }
}

/// 32 random bytes as 43 characters that are safe in URLs.
fn random() -> Result<SecretString, SignInError> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| SignInError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

/// RFC 7636 §4.2, S256.
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::{Endpoints, Region};

    fn begin() -> Authorization {
        let endpoints = Endpoints::amazon(Region::Eu);
        Authorization::begin(endpoints.authorize_url(), "amzn1.client", "http://localhost:9123/eu/callback?a=b")
            .unwrap()
    }

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn the_address_holds_all_seven_fields_and_not_the_verifier() {
        let begun = begin();
        let fields: HashMap<_, _> = begun.url.query_pairs().into_owned().collect();
        assert_eq!(fields.len(), 7);
        assert_eq!(fields["client_id"], "amzn1.client");
        assert_eq!(fields["scope"], SCOPE);
        assert_eq!(fields["response_type"], "code");
        assert_eq!(fields["redirect_uri"], "http://localhost:9123/eu/callback?a=b");
        assert_eq!(fields["state"], begun.state.expose_secret());
        assert_eq!(fields["code_challenge"], challenge(begun.code_verifier.expose_secret()));
        assert_eq!(fields["code_challenge_method"], "S256");
        assert!(!begun.url.as_str().contains(begun.code_verifier.expose_secret()));
        assert!(begun.url.as_str().contains("scope=advertising%3A%3Acampaign_management"));
    }

    #[test]
    fn state_and_verifier_have_32_bytes_each_and_never_repeat() {
        let mut seen = HashSet::new();
        for _ in 0..100 {
            let begun = begin();
            for secret in [&begun.state, &begun.code_verifier] {
                assert_eq!(URL_SAFE_NO_PAD.decode(secret.expose_secret()).unwrap().len(), 32);
                assert!(seen.insert(secret.expose_secret().to_owned()));
            }
        }
    }

    #[test]
    fn only_the_attempts_own_state_matches() {
        let (one, other) = (begin(), begin());
        assert!(one.state_matches(one.state.expose_secret()));
        for wrong in [other.state.expose_secret(), "", &one.state.expose_secret()[1..]] {
            assert!(!one.state_matches(wrong));
        }
    }

    #[test]
    fn debug_output_gives_nothing_away() {
        let begun = begin();
        let shown = format!("{begun:?}");
        for secret in [begun.state.expose_secret(), begun.code_verifier.expose_secret()] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
