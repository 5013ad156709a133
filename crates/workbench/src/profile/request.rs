//! What the listener reads: the head of one HTTP/1.1 request, and the query that Amazon's redirect carries.
//!
//! Pure functions over bytes. Everything that is not exactly the expected request is refused before it is looked at any
//! further; the sign-in does not notice (GHSA-32xc-7x5c-8vmf, lionello/onedrive-cli#63).

use secrecy::SecretString;

/// Headers more than this are not read.
const MOST_HEADERS: usize = 64;

/// A request with the right form: a `GET` of a path at a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) host: String,
    pub(super) path: String,
    pub(super) query: String,
}

/// Why a request got no further. Each has its status; the answer's text is the same for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    BadRequest,
    NotFound,
    MethodNotAllowed,
    TooLarge,
    TimedOut,
}

impl Refusal {
    pub(super) fn status(self) -> &'static str {
        match self {
            Self::BadRequest => "400 Bad Request",
            Self::NotFound => "404 Not Found",
            Self::MethodNotAllowed => "405 Method Not Allowed",
            Self::TooLarge => "431 Request Header Fields Too Large",
            Self::TimedOut => "408 Request Timeout",
        }
    }
}

/// Reads a head; `None` while it is not complete.
pub(super) fn read_head(bytes: &[u8]) -> Option<Result<Head, Refusal>> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes) {
        Ok(httparse::Status::Partial) => None,
        Ok(httparse::Status::Complete(_)) => Some(check_head(&request)),
        Err(httparse::Error::TooManyHeaders) => Some(Err(Refusal::TooLarge)),
        Err(_) => Some(Err(Refusal::BadRequest)),
    }
}

fn check_head(request: &httparse::Request<'_, '_>) -> Result<Head, Refusal> {
    let target = request.path.ok_or(Refusal::BadRequest)?;
    if request.method != Some("GET") {
        return Err(Refusal::MethodNotAllowed);
    }
    if request.version != Some(1) {
        return Err(Refusal::BadRequest);
    }
    let named = |name: &str| request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name)).count();
    if named("host") != 1 || named("transfer-encoding") != 0 || named("content-length") != 0 || named("upgrade") != 0 {
        return Err(Refusal::BadRequest);
    }
    let host = request
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("host"))
        .and_then(|header| std::str::from_utf8(header.value).ok())
        .ok_or(Refusal::BadRequest)?;
    // Only the origin form (RFC 9112 §3.2.1); an absolute target would carry a second host.
    if !target.starts_with('/') || target.contains('#') {
        return Err(Refusal::BadRequest);
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Ok(Head { host: host.to_owned(), path: path.to_owned(), query: query.to_owned() })
}

/// What the redirect said.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) state: SecretString,
    pub(super) outcome: Outcome,
}

/// Code or refusal; neither is looked at before the state has been found right.
#[derive(Debug)]
pub(super) enum Outcome {
    Code(SecretString),
    Error {
        error: String,
        description: Option<String>,
    },
    /// The state was there, but neither a code nor an error, or one of them twice.
    Neither,
}

/// Reads the query; `None` unless there is exactly one state.
pub(super) fn read_query(query: &str) -> Option<Answer> {
    let mut states = Vec::new();
    let mut codes = Vec::new();
    let mut errors = Vec::new();
    let mut description = None;
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "state" => states.push(SecretString::from(value.into_owned())),
            "code" => codes.push(SecretString::from(value.into_owned())),
            "error" => errors.push(value.into_owned()),
            "error_description" => description = Some(value.into_owned()),
            _ => {}
        }
    }
    let state = if states.len() == 1 { states.pop()? } else { return None };
    let outcome = match (codes.len(), errors.len()) {
        (1, 0) => codes.pop().map_or(Outcome::Neither, Outcome::Code),
        (0, 1) => errors.pop().map_or(Outcome::Neither, |error| Outcome::Error { error, description }),
        _ => Outcome::Neither,
    };
    Some(Answer { state, outcome })
}
