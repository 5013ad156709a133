//! Answers: media types, error objects in Amazon's several shapes, and S3's XML.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

/// Media types of the API, as its specification names them.
pub(crate) mod media {
    pub(crate) const JSON: &str = "application/json";
    pub(crate) const WORKFLOWS: &str = "application/vnd.amcworkflows.v1+json";
    pub(crate) const EXECUTIONS: &str = "application/vnd.amcworkflowexecutions.v1+json";
    pub(crate) const DATA_SOURCES: &str = "application/vnd.amcdatasources.v1+json";
}

/// An answer that says no.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
    pub(crate) retry_after: Option<u64>,
}

impl Refusal {
    /// The shape of reporting calls: the status as text, and `details`.
    pub(crate) fn reporting(status: StatusCode, details: impl Into<String>) -> Self {
        Self::with(status, json!({ "code": status.as_u16().to_string(), "details": details.into() }))
    }

    /// A 400 of a reporting call.
    pub(crate) fn invalid(details: impl Into<String>) -> Self {
        Self::reporting(StatusCode::BAD_REQUEST, details)
    }

    /// The general shape of the Ads API for sign-in trouble.
    pub(crate) fn general(status: StatusCode, details: impl Into<String>, request_id: &str) -> Self {
        Self::with(
            status,
            json!({ "code": status.as_u16().to_string(), "details": details.into(), "requestId": request_id }),
        )
    }

    /// The shape of the accounts call.
    pub(crate) fn accounts(status: StatusCode, message: impl Into<String>, request_id: &str) -> Self {
        Self::with(status, json!({ "message": message.into(), "requestId": request_id }))
    }

    /// The shape of the gateway in front of the service.
    pub(crate) fn gateway(status: StatusCode, message: impl Into<String>) -> Self {
        Self::with(status, json!({ "message": message.into() }))
    }

    /// 429.
    pub(crate) fn throttled(retry_after: Option<u64>) -> Self {
        Self { retry_after, ..Self::reporting(StatusCode::TOO_MANY_REQUESTS, "Too many requests. Rate exceeded.") }
    }

    fn with(status: StatusCode, body: Value) -> Self {
        Self { status, body, retry_after: None }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = typed(self.status, media::JSON, &self.body);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
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

/// An error of the file store, in its XML.
pub(crate) fn s3(status: StatusCode, code: &str, message: &str, request_id: &str) -> Response {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message>\
         <RequestId>{request_id}</RequestId><HostId>sandbox</HostId></Error>"
    );
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    response
}
