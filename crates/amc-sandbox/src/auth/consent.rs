//! `/ap/oa`: a page with Allow and Deny.
//!
//! A program gives consent without a browser by sending the request's own parameters and `decision=allow` (or `deny`), either as
//! the form the page holds (POST) or in the query (GET), and reading `Location` of the 302.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

use super::book::{Challenge, Grant};
use crate::config::CLIENT_ID;
use crate::input::RawBody;
use crate::state::App;

const KNOWN_SCOPES: [&str; 3] = ["advertising::campaign_management", "advertising::audiences", "profile"];
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem}\
button{font:inherit;padding:.5rem 1.5rem;margin-right:.5rem}code{overflow-wrap:anywhere}";

/// `GET /ap/oa`: the page, or the decision if the query holds one.
pub(crate) async fn show(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Response {
    answer(&app, query.unwrap_or_default().as_bytes())
}

/// `POST /ap/oa`: the decision.
pub(crate) async fn decide(State(app): State<Arc<App>>, RawBody(form): RawBody) -> Response {
    answer(&app, &form)
}

fn answer(app: &App, pairs: &[u8]) -> Response {
    let request = match Request::read(app, pairs) {
        Ok(request) => request,
        Err(sentence) => return refusal(&sentence),
    };
    match request.decision.as_deref() {
        None => request.page(),
        Some("allow") => request.allow(app),
        Some("deny") => request.deny(),
        Some(_) => refusal("The decision is neither allow nor deny."),
    }
}

/// A request that may be answered by a redirect: client and return URL are known.
struct Request {
    pairs: Vec<(String, String)>,
    redirect_uri: Url,
    given_redirect_uri: String,
    scope: String,
    state: Option<String>,
    challenge: Option<Challenge>,
    decision: Option<String>,
}

impl Request {
    fn read(app: &App, pairs: &[u8]) -> Result<Self, String> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(pairs).into_owned().collect();
        let all = |name: &str| pairs.iter().filter(|(n, _)| n == name).map(|(_, v)| v.clone()).collect::<Vec<_>>();
        let one = |name: &str| match all(name).as_slice() {
            [] => Ok(None),
            [value] => Ok(Some(value.clone())),
            _ => Err(format!("The parameter {name} is given more than once.")),
        };
        if one("client_id")?.as_deref() != Some(CLIENT_ID) {
            return Err("Unknown client. The client_id of this request is not one of the sandbox.".into());
        }
        let given = one("redirect_uri")?.ok_or("The parameter redirect_uri is missing.")?;
        // Compared as whole strings: no loopback exception for ports (section 2.3 of the contract).
        if !app.redirect_uris().contains(&given) {
            return Err(format!("The return URL {given} is not on the list of Allowed Return URLs of this client."));
        }
        let redirect_uri = Url::parse(&given).map_err(|_| "The return URL is not a URL.".to_string())?;
        if one("response_type")?.as_deref() != Some("code") {
            return Err("The parameter response_type must be code.".into());
        }
        let scope = one("scope")?.unwrap_or_default();
        if scope.is_empty() || !scope.split(' ').all(|s| KNOWN_SCOPES.contains(&s)) {
            return Err("Unknown scope. Ask for advertising::campaign_management.".into());
        }
        let challenge = match (one("code_challenge")?, one("code_challenge_method")?.as_deref()) {
            (None, _) => None,
            (Some(value), Some("S256")) => Some(Challenge::S256(value)),
            (Some(value), None | Some("plain")) => Some(Challenge::Plain(value)),
            (Some(_), Some(_)) => return Err("The parameter code_challenge_method must be S256 or plain.".into()),
        };
        if app.settings().require_pkce && !matches!(challenge, Some(Challenge::S256(_))) {
            return Err("This sandbox was told to take only requests with an S256 code_challenge.".into());
        }
        let (state, decision) = (one("state")?, one("decision")?);
        Ok(Self { pairs, redirect_uri, given_redirect_uri: given, scope, state, challenge, decision })
    }

    fn allow(self, app: &App) -> Response {
        let grant = Grant { redirect_uri: self.given_redirect_uri.clone(), challenge: self.challenge.clone() };
        let code = app.book().new_code(app.clock.now(), app.settings().code_life, grant);
        let scope = self.scope.clone();
        self.redirect(&[("code", &code), ("scope", &scope)])
    }

    fn deny(self) -> Response {
        self.redirect(&[("error", "access_denied"), ("error_description", "The sandbox's user said no.")])
    }

    fn redirect(mut self, pairs: &[(&str, &str)]) -> Response {
        {
            let mut query = self.redirect_uri.query_pairs_mut();
            query.extend_pairs(pairs);
            if let Some(state) = &self.state {
                query.append_pair("state", state);
            }
        }
        let mut response = Response::default();
        *response.status_mut() = StatusCode::FOUND;
        if let Ok(location) = HeaderValue::from_str(self.redirect_uri.as_str()) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        response
    }

    fn page(&self) -> Response {
        let mut fields = String::new();
        for (name, value) in self.pairs.iter().filter(|(name, _)| name != "decision") {
            let _ = write!(fields, "<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value));
        }
        let body = format!(
            "<h1>Sandbox sign-in</h1><p>This is not Amazon. It is a sandbox on this computer, with invented accounts.</p>\
             <p>A program wants to use the sandbox&rsquo;s advertising accounts. Scope: <code>{}</code>. \
             The answer goes to <code>{}</code>.</p>\
             <form method=\"post\" action=\"/ap/oa\">{fields}\
             <button name=\"decision\" value=\"allow\">Allow</button>\
             <button name=\"decision\" value=\"deny\">Deny</button></form>",
            escape(&self.scope),
            escape(&self.given_redirect_uri),
        );
        // Chromium applies form-action to the redirect that follows the form, too.
        let origin = self.redirect_uri.origin().ascii_serialization();
        html(StatusCode::OK, "Sandbox sign-in", &body, &format!("'self' {origin}"))
    }
}

fn refusal(sentence: &str) -> Response {
    let body = format!(
        "<h1>We&rsquo;re sorry</h1><p>The sandbox cannot show its sign-in page.</p><p>{}</p>\
         <p>Nothing was sent to the program that brought you here. Close this page and correct its settings.</p>",
        escape(sentence)
    );
    html(StatusCode::BAD_REQUEST, "Sandbox sign-in: error 400", &body, "'none'")
}

fn html(status: StatusCode, title: &str, body: &str, form_action: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style></head>\
         <body><main>{body}</main></body></html>"
    );
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut response = Response::new(axum::body::Body::from(page));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
