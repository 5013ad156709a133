//! Who calls: the token, the client, the account and the instance of an AMC call, checked in this order (section 11 of the
//! contract).

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};

use crate::answer::Refusal;
use crate::config::CLIENT_ID;
use crate::demo::{Account, Instance};
use crate::input::{accepted_types, is_media_type, path_ids};
use crate::settings::TermsRefusal;
use crate::state::App;

/// A call of the accounts list, which names neither account nor instance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SignedIn;

/// A call in the name of an account.
#[derive(Debug, Clone)]
pub(crate) struct OfAccount {
    pub(crate) account_id: String,
}

/// A call in the name of an account, about one of its instances.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) account_id: String,
    pub(crate) instance: Instance,
}

impl Caller {
    /// Amazon's id of the instance.
    pub(crate) fn instance_id(&self) -> &str {
        &self.instance.id
    }
}

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        check_token_and_client(app, &parts.headers)?;
        check_accept(&parts.headers)?;
        Ok(Self)
    }
}

impl FromRequestParts<Arc<App>> for OfAccount {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let account = account(app, &parts.headers)?;
        check_accept(&parts.headers)?;
        Ok(Self { account_id: account.id.clone() })
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let account = account(app, &parts.headers)?;
        check_accept(&parts.headers)?;
        let ids = path_ids(parts, app).await?;
        let wanted = ids.iter().find(|(name, _)| name == "instance_id").map(|(_, id)| id.as_str());
        let instance = account.instances.iter().find(|i| Some(i.id.as_str()) == wanted).ok_or_else(unauthorized)?;
        // The route and not the path, which has lost its beginning below a nested route.
        let reporting =
            parts.extensions.get::<MatchedPath>().is_some_and(|path| path.as_str().starts_with("/amc/reporting/"));
        if reporting && !instance.is_active() {
            let details = format!("Instance {} is not active: its creation status is {}", instance.id, instance.status);
            return Err(Refusal::invalid(details));
        }
        Ok(Self { account_id: account.id.clone(), instance: instance.clone() })
    }
}

fn unauthorized() -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, "Unauthorized request")
}

fn account<'a>(app: &'a App, headers: &HeaderMap) -> Result<&'a Account, Refusal> {
    check_token_and_client(app, headers)?;
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let account_id = header("amazon-advertising-api-advertiserid");
    let marketplace_id = header("amazon-advertising-api-marketplaceid");
    let found = app.accounts.iter().find(|a| a.id == account_id && a.marketplace_id == marketplace_id);
    found.ok_or_else(unauthorized)
}

fn check_token_and_client(app: &App, headers: &HeaderMap) -> Result<(), Refusal> {
    let failed = |what: &str| Refusal::sign_in(StatusCode::UNAUTHORIZED, format!("Authentication failed : {what}"));
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    if !token.is_some_and(|t| app.book().access_is_good(app.clock.now(), t)) {
        return Err(failed("the token is missing, unknown or expired"));
    }
    let client = headers.get("amazon-advertising-api-clientid").and_then(|v| v.to_str().ok());
    if client != Some(CLIENT_ID) {
        return Err(failed("the client id is missing or unknown"));
    }
    let settings = app.settings();
    if settings.client_not_approved {
        return Err(Refusal::sign_in(StatusCode::FORBIDDEN, "Unauthorized request"));
    }
    if let Some(refusal) = settings.terms {
        let status = match refusal {
            TermsRefusal::Unauthorized => StatusCode::UNAUTHORIZED,
            TermsRefusal::Forbidden => StatusCode::FORBIDDEN,
        };
        return Err(Refusal::sign_in(status, "Terms and conditions must be accepted before the API may be used"));
    }
    Ok(())
}

/// An `Accept` that says nothing, or that the API's media types meet.
fn check_accept(headers: &HeaderMap) -> Result<(), Refusal> {
    let mut types = accepted_types(headers).peekable();
    let meets = |t: String| t == "*/*" || t == "application/*" || is_media_type(&t);
    if types.peek().is_none() || types.any(meets) {
        return Ok(());
    }
    Err(Refusal::new(StatusCode::NOT_ACCEPTABLE, "The Accept header names no media type of this API"))
}
