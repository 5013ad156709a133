//! Codes and tokens that were handed out.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::times;

/// What a code was given for.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<Challenge>,
}

/// The PKCE challenge of an authorization request.
#[derive(Debug, Clone)]
pub(crate) enum Challenge {
    S256(String),
    /// The default of Login with Amazon when no method is named.
    Plain(String),
}

impl Challenge {
    pub(crate) fn is_met_by(&self, verifier: &str) -> bool {
        let (given, expected) = match self {
            Self::S256(challenge) => (URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())), challenge),
            Self::Plain(challenge) => (verifier.to_string(), challenge),
        };
        given.as_bytes().ct_eq(expected.as_bytes()).into()
    }
}

/// Codes and tokens.
///
/// A refresh token proves itself, so that one kept by a client outlives a restart of the sandbox, as it would outlive one of
/// Amazon's servers; an access token is known only to the process that made it.
#[derive(Debug, Default)]
pub(crate) struct Book {
    codes: HashMap<String, (DateTime<Utc>, Grant)>,
    access: HashMap<String, DateTime<Utc>>,
    issued: HashSet<String>,
    withdrawn: HashSet<String>,
    only_issued: bool,
}

/// Marks refresh tokens as the sandbox's. Not a secret: nothing but a sandbox takes them.
const MARK: &[u8] = b"recomamp sandbox refresh token v1";

impl Book {
    pub(crate) fn new_code(&mut self, now: DateTime<Utc>, life: Duration, grant: Grant) -> String {
        let code = format!("SANDBOX{}", random());
        self.codes.retain(|_, (until, _)| *until > now);
        self.codes.insert(code.clone(), (times::after(now, life), grant));
        code
    }

    /// Takes a code out: it works once, also when the rest of the request is wrong.
    pub(crate) fn take_code(&mut self, now: DateTime<Utc>, code: &str) -> Option<Grant> {
        let (until, grant) = self.codes.remove(code)?;
        (until > now).then_some(grant)
    }

    pub(crate) fn new_access(&mut self, now: DateTime<Utc>, life: Duration, length: Option<usize>) -> String {
        let token = pad(format!("Atza|sandbox-{}", random()), length);
        self.access.retain(|_, until| *until > now);
        self.access.insert(token.clone(), times::after(now, life));
        token
    }

    pub(crate) fn access_is_good(&self, now: DateTime<Utc>, token: &str) -> bool {
        self.access.get(token).is_some_and(|until| *until > now)
    }

    pub(crate) fn new_refresh(&mut self, length: Option<usize>) -> String {
        let nonce = random();
        let token = pad(format!("Atzr|sandbox-{nonce}-{}", seal(&nonce)), length);
        self.issued.insert(token.clone());
        token
    }

    pub(crate) fn refresh_is_good(&self, token: &str) -> bool {
        let proves_itself = token
            .strip_prefix("Atzr|sandbox-")
            .map(|rest| rest.trim_end_matches('.'))
            .and_then(|rest| rest.split_once('-'))
            .is_some_and(|(nonce, given)| seal(nonce).as_bytes().ct_eq(given.as_bytes()).into());
        proves_itself && !self.withdrawn.contains(token) && (!self.only_issued || self.issued.contains(token))
    }

    pub(crate) fn withdraw_refresh(&mut self, token: &str) {
        self.issued.remove(token);
        self.withdrawn.insert(token.to_string());
    }

    /// The user withdraws consent: no refresh token and no access token handed out so far is good any more.
    pub(crate) fn withdraw_all(&mut self) {
        self.issued.clear();
        self.only_issued = true;
        self.access.clear();
        self.codes.clear();
    }

    pub(crate) fn expire_access(&mut self) {
        self.access.clear();
    }
}

fn seal(nonce: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(MARK);
    hash.update(nonce.as_bytes());
    hex::encode(&hash.finalize()[..16])
}

fn pad(mut token: String, length: Option<usize>) -> String {
    // 2048 is the longest Amazon promises.
    let length = length.unwrap_or(0).min(2048);
    while token.len() < length {
        token.push('.');
    }
    token
}

fn random() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_token_outlives_the_process_until_consent_is_withdrawn() {
        let token = Book::default().new_refresh(Some(2048));
        assert_eq!(token.len(), 2048);
        let mut later = Book::default();
        assert!(later.refresh_is_good(&token));
        later.withdraw_all();
        assert!(!later.refresh_is_good(&token));
        let fresh = later.new_refresh(None);
        assert!(later.refresh_is_good(&fresh));
    }

    #[test]
    fn a_made_up_refresh_token_is_not_good() {
        assert!(!Book::default().refresh_is_good("Atzr|sandbox-abc-def"));
        assert!(!Book::default().refresh_is_good("Atzr|IwEBI"));
    }

    #[test]
    fn the_challenge_of_rfc_7636_appendix_b_is_met() {
        let challenge = Challenge::S256("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".into());
        assert!(challenge.is_met_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!challenge.is_met_by("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    }
}
