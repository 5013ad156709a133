//! What a request holds: its query, the ids of its path and its body, each refused in the API's own shape.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use crate::answer::Refusal;
use crate::state::App;

/// Largest body that is read. A workflow of 100 parameters with long defaults is far below it.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// What comes beyond that is taken in and thrown away up to here, so that the sender is there to read the refusal.
const LARGEST_WASTE: usize = 256 * 1024 * 1024;

/// The query.
#[derive(Debug, Clone)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn of(query: &str) -> Self {
        Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The value of a parameter. Parameters that nobody asks for are ignored, whatever they hold.
    ///
    /// # Errors
    /// It is given more than once.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let mut values = self.0.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str());
        let first = values.next();
        if values.next().is_some() {
            return Err(Refusal::invalid(format!("{name} is given more than once")));
        }
        Ok(first)
    }

    /// The value of a parameter that is `true` or `false`; absent means `false`.
    ///
    /// # Errors
    /// It holds something else, or is given more than once.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.get(name)?.map(str::to_ascii_lowercase).as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Refusal::invalid(format!("{name} must be true or false"))),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts.uri.query().unwrap_or_default()))
    }
}

/// The ids of a path, in its order.
///
/// # Errors
/// An id is not UTF-8.
pub(crate) async fn path_ids(parts: &mut Parts, app: &Arc<App>) -> Result<Vec<(String, String)>, Refusal> {
    let ids = RawPathParams::from_request_parts(parts, app).await;
    let ids = ids.map_err(|_| Refusal::invalid("The path holds an id that is not UTF-8 text"))?;
    Ok(ids.iter().map(|(name, id)| (name.to_string(), id.to_string())).collect())
}

/// The last id of a path: the workflow, execution, schedule or data source it is about.
#[derive(Debug, Clone)]
pub(crate) struct Id(pub(crate) String);

impl FromRequestParts<Arc<App>> for Id {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        Ok(Self(path_ids(parts, app).await?.pop().map(|(_, id)| id).unwrap_or_default()))
    }
}

/// Reads the whole body of a request before anything is answered, so that the sender is there to read a refusal.
pub(crate) async fn take_in(request: Request) -> Request {
    let (mut parts, body) = request.into_parts();
    let mut chunks = body.into_data_stream();
    let (mut kept, mut length) = (BytesMut::new(), 0);
    let mut fault = None;
    while let Some(chunk) = chunks.next().await {
        let Ok(chunk) = chunk else {
            fault = Some(BodyFault::BrokeOff);
            break;
        };
        length += chunk.len();
        if length <= LARGEST_BODY {
            kept.extend_from_slice(&chunk);
        } else {
            fault = Some(BodyFault::TooLong);
            kept.clear();
            if length > LARGEST_WASTE {
                break;
            }
        }
    }
    if let Some(fault) = fault {
        parts.extensions.insert(fault);
    }
    Request::from_parts(parts, Body::from(kept.freeze()))
}

/// Why a body is not there.
#[derive(Debug, Clone, Copy)]
enum BodyFault {
    TooLong,
    BrokeOff,
}

/// A body, whole.
#[derive(Debug, Clone)]
pub(crate) struct RawBody(pub(crate) Bytes);

impl FromRequest<Arc<App>> for RawBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &Arc<App>) -> Result<Self, Refusal> {
        match request.extensions().get::<BodyFault>() {
            Some(BodyFault::TooLong) => Err(Refusal::gateway(StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long")),
            Some(BodyFault::BrokeOff) => Err(Refusal::invalid("The request body broke off")),
            None => axum::body::to_bytes(request.into_body(), LARGEST_BODY)
                .await
                .map(Self)
                .map_err(|_| Refusal::invalid("The request body broke off")),
        }
    }
}

/// A body that is a JSON object, of one of the media types the API takes.
#[derive(Debug, Clone)]
pub(crate) struct JsonBody(pub(crate) Value);

impl FromRequest<Arc<App>> for JsonBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Refusal> {
        let known = content_type_is_json(request.headers());
        let RawBody(body) = RawBody::from_request(request, app).await?;
        if !known {
            let details = "The Content-Type must be application/json or a media type of this API";
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, details));
        }
        match serde_json::from_slice::<Map<String, Value>>(&body) {
            Ok(object) => Ok(Self(Value::Object(object))),
            Err(_) => Err(Refusal::invalid("The request body is not a JSON object")),
        }
    }
}

/// A body whose type is not told is taken for JSON, so that a body that is missing altogether is refused as a bad request, a
/// status the API's specification knows.
fn content_type_is_json(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_none_or(|value| is_media_type(value.to_str().unwrap_or_default()))
}

/// The media types of `Accept`, in lower case and without parameters.
pub(crate) fn accepted_types(headers: &HeaderMap) -> impl Iterator<Item = String> {
    let values = headers.get_all(header::ACCEPT).iter();
    values
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .map(|t| t.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
        .filter(|t| !t.is_empty())
}

/// Whether a media type is one of the API's own, with or without parameters.
pub(crate) fn is_media_type(value: &str) -> bool {
    let value = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    value == "application/json" || (value.starts_with("application/vnd.amc") && value.ends_with("+json"))
}

/// A field that is text. Like every field of Amazon's specification it may be left out but not be null.
///
/// # Errors
/// It is something else.
pub(crate) fn text<'a>(object: &'a Value, name: &str) -> Result<Option<&'a str>, Refusal> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::invalid(format!("{name} must be a string"))),
    }
}

/// A field that is one of several words.
///
/// # Errors
/// It is something else.
pub(crate) fn word<'a>(object: &'a Value, name: &str, words: &[&str]) -> Result<Option<&'a str>, Refusal> {
    match text(object, name)? {
        Some(text) if !words.contains(&text) => {
            Err(Refusal::invalid(format!("{name} must be one of {}", words.join(", "))))
        }
        text => Ok(text),
    }
}

/// A field that is true or false; absent means false.
///
/// # Errors
/// It is something else.
pub(crate) fn flag(object: &Value, name: &str) -> Result<bool, Refusal> {
    match object.get(name) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(Refusal::invalid(format!("{name} must be true or false"))),
    }
}

/// A field that is a list of at most `most` entries; absent means empty.
///
/// # Errors
/// It is something else, or longer.
pub(crate) fn list<'a>(object: &'a Value, name: &str, most: usize) -> Result<&'a [Value], Refusal> {
    match object.get(name) {
        None => Ok(&[]),
        Some(Value::Array(items)) if items.len() <= most => Ok(items),
        Some(Value::Array(_)) => Err(Refusal::invalid(format!("{name} may hold at most {most} entries"))),
        Some(_) => Err(Refusal::invalid(format!("{name} must be a list"))),
    }
}

/// A field that is a whole number, with or without a fraction of zeros: to JSON Schema `900` and `900.0` are one number.
///
/// # Errors
/// It is something else.
pub(crate) fn whole_number(object: &Value, name: &str) -> Result<Option<i64>, Refusal> {
    // Whole numbers beyond this one are not told apart by a double.
    const EXACT: f64 = 9_007_199_254_740_991.0;
    let Some(value) = object.get(name) else { return Ok(None) };
    #[expect(clippy::cast_possible_truncation, reason = "whole and within the range of i64")]
    let whole = |n: f64| (n.fract() == 0.0 && n.abs() <= EXACT).then_some(n as i64);
    match value.as_i64().or_else(|| value.as_f64().and_then(whole)) {
        Some(number) => Ok(Some(number)),
        None => Err(Refusal::invalid(format!("{name} must be a whole number"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_whole_number_may_have_a_fraction_of_zeros_and_nothing_else() {
        for (value, number) in [(json!(900), 900), (json!(900.0), 900), (json!(-3), -3), (json!(9.0e2), 900)] {
            assert_eq!(whole_number(&json!({ "n": value }), "n").unwrap(), Some(number));
        }
        assert_eq!(whole_number(&json!({}), "n").unwrap(), None);
        for bad in [json!(1.5), json!(1e300), json!(u64::MAX), json!("900"), json!(true), json!([900]), Value::Null] {
            assert!(whole_number(&json!({ "n": bad }), "n").is_err(), "{bad}");
        }
    }

    #[test]
    fn a_field_may_be_absent_but_not_null() {
        let (absent, null) = (json!({}), json!({ "f": null }));
        assert!(text(&absent, "f").is_ok() && text(&null, "f").is_err());
        assert!(flag(&absent, "f").is_ok() && flag(&null, "f").is_err());
        assert!(list(&absent, "f", 1).is_ok() && list(&null, "f", 1).is_err());
    }

    #[test]
    fn a_parameter_given_twice_is_refused_when_it_is_asked_for() {
        let params = Params::of("limit=1&limit=2&other=%FF&flag=TRUE");
        assert!(params.get("limit").is_err());
        assert_eq!(params.get("absent").unwrap(), None);
        assert_eq!(params.get("other").unwrap(), Some("\u{fffd}"));
        assert!(params.flag("flag").unwrap());
        assert!(params.flag("other").is_err());
    }

    #[test]
    fn the_apis_media_types_are_known_in_any_case_and_with_parameters() {
        for good in ["application/json", "Application/JSON; charset=utf-8", "application/vnd.amcworkflows.v1+json"] {
            assert!(is_media_type(good), "{good}");
        }
        for bad in ["", "text/json", "application/json5", "application/vnd.other.v1+json", "application/*"] {
            assert!(!is_media_type(bad), "{bad}");
        }
    }
}
