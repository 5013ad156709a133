//! Login with Amazon: the authorization code grant with PKCE, and refreshing.
//!
//! Written by hand rather than on the `oauth2` crate: that one keeps unreadable answers inside its errors, where `Debug`
//! prints them with any token they hold, and wants an HTTP adapter for the body cap and deadlines; what is left of it
//! then is two queries and a hash.

mod answer;
mod authorization;
mod error;

use reqwest::{
    Request,
    header::{ACCEPT, CONTENT_TYPE, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::sleep;
use url::{Url, form_urlencoded};

pub use authorization::{Authorization, SCOPE};
pub use error::SignInError;

use crate::{
    client::BuildError,
    deadlines::Deadlines,
    endpoints::Endpoints,
    error::TransportKind,
    retry::RetryPolicy,
    transport::{self, Failure, Purpose},
};

/// Longest answer of the token endpoint, in bytes.
const ANSWER_CAP: usize = 64 * 1024;

/// Id and secret of a Login with Amazon security profile. Amazon hands out no refresh token without the secret, so each
/// company enters its own.
#[derive(Clone)]
pub struct Credentials {
    /// Client id, `amzn1.application-oa2-client.…`.
    pub client_id: String,
    /// Client secret.
    pub client_secret: SecretString,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// What a sign-in or a refresh gives.
#[derive(Clone)]
pub struct Tokens {
    /// For the `Authorization` header; opaque, up to 2,048 bytes.
    pub access_token: SecretString,
    /// For the next refresh. If none came, keep the one at hand. Store it before using the access token.
    pub refresh_token: Option<SecretString>,
    /// How long the access token is good, from the moment it was issued.
    pub expires_in: std::time::Duration,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens")
            .field("has_refresh_token", &self.refresh_token.is_some())
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// The sign-in client of one region (or sandbox) and one security profile.
#[derive(Clone)]
pub struct SignIn {
    endpoints: Endpoints,
    credentials: Credentials,
    http: reqwest::Client,
    deadlines: Deadlines,
    retry: RetryPolicy,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("endpoints", &self.endpoints.kind()).finish_non_exhaustive()
    }
}

impl SignIn {
    /// A client with default deadlines (10 s to connect, 30 s in all) and three attempts.
    ///
    /// # Errors
    /// [`BuildError`] on a machine without usable TLS.
    pub fn new(endpoints: Endpoints, credentials: Credentials) -> Result<Self, BuildError> {
        Self::with(endpoints, credentials, Deadlines::default(), RetryPolicy::interactive())
    }

    /// A client with its own deadlines and patience.
    ///
    /// # Errors
    /// [`BuildError`] on a machine without usable TLS.
    pub fn with(
        endpoints: Endpoints,
        credentials: Credentials,
        deadlines: Deadlines,
        retry: RetryPolicy,
    ) -> Result<Self, BuildError> {
        let user_agent = concat!("amc-client/", env!("CARGO_PKG_VERSION"));
        let http = transport::http_client(Purpose::Submit, endpoints.is_sandbox(), &deadlines, user_agent)
            .map_err(|_| BuildError::Http)?;
        Ok(Self { endpoints, credentials, http, deadlines, retry })
    }

    /// Where this client signs in.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Begins a sign-in: the address to open in the system browser, and what must be kept to finish it.
    ///
    /// `redirect_uri` has to be, letter by letter, one of the profile's allowed return URLs; Amazon shows its own error
    /// page otherwise and never calls back.
    ///
    /// # Errors
    /// [`SignInError::NoRandomness`] if the system has no random numbers to give.
    pub fn authorization(&self, redirect_uri: &str) -> Result<Authorization, SignInError> {
        Authorization::begin(self.endpoints.authorize_url(), &self.credentials.client_id, redirect_uri)
    }

    /// Redeems the code of a callback. A code works once and for five minutes, so the request is only repeated if it
    /// never left.
    ///
    /// # Errors
    /// [`SignInError::SignInLost`] for a code that is used, expired or not meant for this `redirect_uri`; the others.
    pub async fn exchange(
        &self,
        code: &str,
        redirect_uri: &str,
        code_verifier: &SecretString,
    ) -> Result<Tokens, SignInError> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", code_verifier.expose_secret()),
        ];
        self.redeem(&fields, Grant::Code).await
    }

    /// Gets a new access token. Only [`SignInError::SignInLost`] means that the refresh token is gone; keep it after any
    /// other failure.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn refresh(&self, refresh_token: &SecretString) -> Result<Tokens, SignInError> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose_secret())];
        self.redeem(&fields, Grant::Refresh).await
    }

    async fn redeem(&self, fields: &[(&str, &str)], grant: Grant) -> Result<Tokens, SignInError> {
        let mut attempt = 1;
        loop {
            let error = match self.ask(fields, grant).await {
                Ok(tokens) => return Ok(tokens),
                Err(error) => error,
            };
            let harmless = match &error {
                SignInError::Transport { sent, kind } => {
                    *kind != TransportKind::Request && (!sent || grant == Grant::Refresh)
                }
                SignInError::Server { .. } => grant == Grant::Refresh,
                _ => false,
            };
            if !harmless || attempt >= self.retry.attempts {
                return Err(error);
            }
            sleep(self.retry.delay(attempt, rand::random())).await;
            attempt += 1;
        }
    }

    async fn ask(&self, fields: &[(&str, &str)], grant: Grant) -> Result<Tokens, SignInError> {
        let secret = self.credentials.client_secret.expose_secret();
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .append_pair("client_id", &self.credentials.client_id)
            .append_pair("client_secret", secret)
            .finish();
        let token_url: Url = self.endpoints.token_url().clone();
        let mut request = Request::new(reqwest::Method::POST, token_url);
        let form = HeaderValue::from_static("application/x-www-form-urlencoded;charset=UTF-8");
        request.headers_mut().insert(CONTENT_TYPE, form);
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.into());
        let total = self.deadlines.sign_in;
        let first_byte = self.deadlines.first_byte.min(total);
        let answer = transport::exchange(&self.http, request, first_byte, total, ANSWER_CAP).await;
        match answer {
            Ok(answer) if answer.status.is_success() => answer::tokens(&answer.body),
            Ok(answer) => {
                // Amazon should not echo what it was sent; should it do so, it stops here.
                let mut secrets = vec![secret];
                secrets.extend(fields.iter().filter(|(name, _)| *name != "grant_type").map(|(_, value)| *value));
                Err(answer::refusal(&answer, &secrets, grant))
            }
            Err(Failure::Transport { kind, sent }) => Err(SignInError::Transport { kind, sent }),
            Err(Failure::TooLong { status, limit }) => {
                Err(SignInError::BadAnswer { status, problem: crate::AnswerProblem::TooLong { limit } })
            }
        }
    }
}

/// What is being redeemed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grant {
    Code,
    Refresh,
}
