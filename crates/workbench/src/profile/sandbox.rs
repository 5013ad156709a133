//! Signing in to a sandbox without a browser: the real redirect, walked with consent given.
//!
//! Only ever towards a literal loopback address ([`amc_client::Endpoints::sandbox`] refuses anything else).

use std::path::{Path, PathBuf};
use std::time::Duration;

use amc_client::{Credentials, Endpoints, SignIn, Tokens};
use secrecy::ExposeSecret as _;
use subtle::ConstantTimeEq as _;
use url::Url;

use super::model::SandboxAddress;
use super::request::{self, Outcome};
use crate::{Error, Result};

/// Where a sandbox of this computer is told of, in the data folder.
pub(crate) const SANDBOX_FILE: &str = "sandbox.json";
const LIMIT: Duration = Duration::from_secs(10);

impl SandboxAddress {
    /// The endpoints, refused unless all three are literal loopback addresses.
    pub(super) fn endpoints(&self) -> Result<Endpoints> {
        Endpoints::sandbox(&self.authorize_url, &self.token_url, &self.api_url).map_err(|error| {
            Error::new("sandbox.not_loopback", format!("This is not a sandbox: {error}."))
                .next("Use the line that `recomamp-cli sandbox serve --json` prints.")
        })
    }

    pub(super) fn sign_in(&self) -> Result<SignIn> {
        let credentials = Credentials { client_id: self.client_id.clone(), client_secret: self.client_secret.clone() };
        Ok(SignIn::new(self.endpoints()?, credentials)?)
    }
}

/// Gives consent and redeems the code.
pub(super) async fn walk(address: &SandboxAddress) -> Result<Tokens> {
    let sign_in = address.sign_in()?;
    let return_url = address.redirect_uris.first().ok_or_else(|| {
        Error::new("sandbox.no_return_url", "The sandbox accepts no return URL.").next("Start it with at least one.")
    })?;
    let begun = sign_in.authorization(return_url)?;
    let landed = consent(&begun.url).await?;
    let expected = Url::parse(return_url)
        .map_err(|_| Error::invalid("The sandbox's return URL is not a URL.").next("Start the sandbox again."))?;
    if (landed.scheme(), landed.host(), landed.port(), landed.path())
        != (expected.scheme(), expected.host(), expected.port(), expected.path())
    {
        return Err(Error::new("auth.wrong_return", "The sandbox sent the sign-in somewhere else.")
            .next("Start the sandbox again and sign in once more."));
    }
    let answer = landed.query().and_then(request::read_query).ok_or_else(no_answer)?;
    let same: bool = answer.state.expose_secret().as_bytes().ct_eq(begun.state.expose_secret().as_bytes()).into();
    if !same {
        return Err(Error::new("auth.wrong_state", "The sandbox answered another sign-in.").next("Sign in once more."));
    }
    match answer.outcome {
        Outcome::Code(code) => Ok(sign_in.exchange(code.expose_secret(), return_url, &begun.code_verifier).await?),
        Outcome::Error { error, .. } => Err(Error::new("auth.denied", "The sandbox refused the sign-in.")
            .next("Sign in once more and allow it.")
            .raw(error)),
        Outcome::Neither => Err(no_answer()),
    }
}

fn no_answer() -> Error {
    Error::new("sandbox.no_answer", "The sandbox did not answer the sign-in.").next("Start the sandbox again.")
}

async fn consent(authorize: &Url) -> Result<Url> {
    let unreachable =
        |_| Error::new("sandbox.unreachable", "The sandbox does not answer.").next("Start the sandbox and try again.");
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(LIMIT)
        .build()
        .map_err(unreachable)?;
    let mut form: Vec<(String, String)> = authorize.query_pairs().into_owned().collect();
    form.push(("decision".to_owned(), "allow".to_owned()));
    let mut page = authorize.clone();
    page.set_query(None);
    let answer = http.post(page).form(&form).send().await.map_err(unreachable)?;
    if answer.status() != reqwest::StatusCode::FOUND {
        return Err(Error::new("sandbox.refused", "The sandbox refused the sign-in request.")
            .next("Start the sandbox again with this application's return URLs.")
            .raw(format!("status {}", answer.status().as_u16())));
    }
    answer
        .headers()
        .get(reqwest::header::LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| Url::parse(text).ok())
        .ok_or_else(no_answer)
}

/// The sandbox's line as the next process needs it. It holds no token; its client secret opens nothing but a sandbox,
/// and stands in the line that every sandbox prints.
pub(super) fn remember(data_dir: &Path, address: &SandboxAddress) -> Result<()> {
    let text = serde_json::json!({
        "authorize_url": address.authorize_url,
        "token_url": address.token_url,
        "api_url": address.api_url,
        "client_id": address.client_id,
        "client_secret": address.client_secret.expose_secret(),
        "redirect_uris": address.redirect_uris,
    });
    crate::store::write_private(&data_dir.join(SANDBOX_FILE), text.to_string().as_bytes())
}

/// The sandbox of an earlier process, if there was one.
pub(super) fn recall(data_dir: &Path) -> Option<SandboxAddress> {
    let text = std::fs::read(path(data_dir)).ok()?;
    serde_json::from_slice(&text).ok()
}

fn path(data_dir: &Path) -> PathBuf {
    data_dir.join(SANDBOX_FILE)
}

/// Forgets it.
pub(super) fn forget(data_dir: &Path) -> Result<()> {
    match std::fs::remove_file(path(data_dir)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::new("store.io", "The sandbox's address could not be removed.")
                .next("Check that you may write to the data folder."))
        }
        _ => Ok(()),
    }
}
