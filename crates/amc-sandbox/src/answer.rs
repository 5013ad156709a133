//! Answers: media types, error objects in Amazon's several shapes, and S3's XML.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::operation::Operation;

/// Media types of the API, as its specification names them.
pub(crate) mod media {
    pub(crate) const JSON: &str = "application/json";
    pub(crate) const XML: &str = "application/xml";
    pub(crate) const ACCOUNTS: &str = "application/vnd.amcaudiencesconnections.v1+json";
    pub(crate) const INSTANCES: &str = "application/vnd.amcinstances.v1+json";
    pub(crate) const WORKFLOWS: &str = "application/vnd.amcworkflows.v1+json";
    pub(crate) const EXECUTIONS: &str = "application/vnd.amcworkflowexecutions.v1+json";
    pub(crate) const SCHEDULES: &str = "application/vnd.amcschedules.v1+json";
    pub(crate) const DATA_SOURCES: &str = "application/vnd.amcdatasources.v1+json";
}

/// An answer that says no. Handlers say what and why; how it is written depends on the call and is decided in one place,
/// [`Refusal::write`].
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    status: StatusCode,
    details: String,
    form: Form,
    retry_after: Option<u64>,
}

/// Who says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// The service behind the call.
    Service,
    /// The Ads API in front of all its services, which adds the request's id.
    AdsApi,
    /// The gateway in front of everything.
    Gateway,
}

impl Refusal {
    /// The service says no.
    pub(crate) fn new(status: StatusCode, details: impl Into<String>) -> Self {
        Self { status, details: details.into(), form: Form::Service, retry_after: None }
    }

    /// The service says that the request makes no sense (400).
    pub(crate) fn invalid(details: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, details)
    }

    /// Sign-in trouble.
    pub(crate) fn sign_in(status: StatusCode, details: impl Into<String>) -> Self {
        Self { form: Form::AdsApi, ..Self::new(status, details) }
    }

    /// The gateway says no.
    pub(crate) fn gateway(status: StatusCode, message: impl Into<String>) -> Self {
        Self { form: Form::Gateway, ..Self::new(status, message) }
    }

    /// 429.
    pub(crate) fn throttled(retry_after: Option<u64>) -> Self {
        Self { retry_after, ..Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests. Rate exceeded.") }
    }

    /// Fills `response`, which has this refusal's status, in the shape that callers of `operation` know (section 6.1 of the
    /// contract). Headers that are there stay.
    pub(crate) fn write(self, response: &mut Response, operation: Operation, request_id: &str) {
        let code = self.status.as_u16().to_string();
        let (media_type, body) = match (operation, self.form) {
            (Operation::Download, _) => (media::XML, s3_error(self.status, &self.details, request_id)),
            (_, Form::Gateway) => (media::JSON, json!({ "message": self.details }).to_string()),
            (Operation::Token, _) => {
                let body =
                    json!({ "error": "invalid_request", "error_description": self.details, "request_id": request_id });
                (media::JSON, body.to_string())
            }
            (Operation::ListAccounts, _) => {
                (operation.media_type(), json!({ "message": self.details, "requestId": request_id }).to_string())
            }
            (_, Form::AdsApi) => {
                let body = json!({ "code": code, "details": self.details, "requestId": request_id });
                (operation.media_type(), body.to_string())
            }
            (_, Form::Service) => {
                (operation.media_type(), json!({ "code": code, "details": self.details }).to_string())
            }
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.remove(header::CONTENT_LENGTH);
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        *response.body_mut() = Body::from(body);
    }
}

/// The refusal travels beside an empty response to the outermost layer, which knows the call and the request's id.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        *response.status_mut() = self.status;
        response.extensions_mut().insert(self);
        response
    }
}

/// Makes an answer about accounts or instances plain JSON: recorded answers to callers that ask for it are, though the
/// specification has a type of its own for each (section 3.1 of the contract). Others have the typed one, whatever was asked.
pub(crate) fn make_plain(response: &mut Response) {
    let types = response.headers_mut();
    if types.get(header::CONTENT_TYPE).is_some_and(|t| t == media::ACCOUNTS || t == media::INSTANCES) {
        types.insert(header::CONTENT_TYPE, HeaderValue::from_static(media::JSON));
    }
}

/// A JSON answer of a given media type.
pub(crate) fn typed(status: StatusCode, media_type: &'static str, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// A 200 of a given media type.
pub(crate) fn ok(media_type: &'static str, body: &Value) -> Response {
    typed(StatusCode::OK, media_type, body)
}

/// A 200, or the refusal.
pub(crate) fn answer(media_type: &'static str, result: Result<Value, Refusal>) -> Response {
    result.map_or_else(IntoResponse::into_response, |body| ok(media_type, &body))
}

/// An error of the file store.
pub(crate) fn s3(status: StatusCode, code: &str, message: &str, request_id: &str) -> Response {
    let mut response = Response::new(Body::from(s3_body(code, message, request_id)));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media::XML));
    response
}

fn s3_error(status: StatusCode, message: &str, request_id: &str) -> String {
    let code = match status {
        StatusCode::METHOD_NOT_ALLOWED => "MethodNotAllowed",
        StatusCode::NOT_FOUND => "NoSuchKey",
        StatusCode::TOO_MANY_REQUESTS => "SlowDown",
        status if status.is_server_error() => "InternalError",
        _ => "InvalidRequest",
    };
    s3_body(code, message, request_id)
}

fn s3_body(code: &str, message: &str, request_id: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message>\
         <RequestId>{request_id}</RequestId><HostId>sandbox</HostId></Error>"
    )
}
