//! Signed links and the file store behind them, which behaves as S3 does.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path as UrlPath, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDateTime, Utc};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use serde_json::json;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tempfile::TempDir;
use tokio_util::io::ReaderStream;

use crate::answer::s3;
use crate::execution;
use crate::gate::RequestId;
use crate::state::App;
use crate::times;

/// Name of the file that tells of a run.
pub(crate) const METADATA: &str = "metadata.json";
const DATE: &str = "%Y%m%dT%H%M%SZ";
const SIGNATURE: &str = "&X-Amz-Signature=";

/// The folder of result files and the key that signs links to them.
pub(crate) struct Links {
    folder: TempDir,
    key: [u8; 32],
}

impl Links {
    pub(crate) fn new() -> std::io::Result<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(std::io::Error::other)?;
        Ok(Self { folder: tempfile::Builder::new().prefix("amc-sandbox-").tempdir()?, key })
    }

    /// Where result files are kept while the sandbox runs.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A link to a file of a run, good for `life` from `now`. Its query must be sent as it is: re-encoding breaks the signature.
    pub(crate) fn sign(&self, base: &str, run: &str, file: &str, now: DateTime<Utc>, life: Duration) -> String {
        let path = format!("/results/{run}/{file}");
        let query = format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=SANDBOX%2F{}%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date={}\
             &X-Amz-Expires={}&X-Amz-SignedHeaders=host",
            now.format("%Y%m%d"),
            now.format(DATE),
            times::delta(life).num_seconds()
        );
        let signature = self.signature(&path, &query);
        format!("{base}{path}?{query}{SIGNATURE}{signature}")
    }

    fn signature(&self, path: &str, query: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(self.key);
        hash.update(path.as_bytes());
        hash.update(b"?");
        hash.update(query.as_bytes());
        hex::encode(hash.finalize())
    }

    fn check(&self, uri: &Uri, now: DateTime<Utc>) -> Result<(), (StatusCode, &'static str, &'static str)> {
        let denied = |code, message| (StatusCode::FORBIDDEN, code, message);
        let query = uri.query().unwrap_or_default();
        let (signed, given) = query.rsplit_once(SIGNATURE).ok_or(denied("AccessDenied", "Access Denied"))?;
        if !bool::from(self.signature(uri.path(), signed).as_bytes().ct_eq(given.as_bytes())) {
            return Err(denied("SignatureDoesNotMatch", "The signature of the request does not match the link"));
        }
        let field = |name: &str| signed.split('&').find_map(|p| p.strip_prefix(name)?.strip_prefix('='));
        let date = field("X-Amz-Date").and_then(|t| NaiveDateTime::parse_from_str(t, DATE).ok());
        let life = field("X-Amz-Expires").and_then(|t| t.parse().ok());
        match (date, life) {
            (Some(date), Some(life)) if now < times::after(date.and_utc(), Duration::from_secs(life)) => Ok(()),
            _ => Err(denied("AccessDenied", "Request has expired")),
        }
    }
}

/// `GET /results/{execution}/{file}`
pub(crate) async fn download(
    State(app): State<Arc<App>>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    path: Result<UrlPath<(String, String)>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        let message = "Only one auth mechanism allowed: the link's signature or the Authorization header, not both";
        return s3(StatusCode::BAD_REQUEST, "InvalidArgument", message, &request_id);
    }
    if let Err((status, code, message)) = app.links.check(&uri, app.clock.now()) {
        return s3(status, code, message, &request_id);
    }
    let Ok(UrlPath((run, file))) = path else {
        return s3(StatusCode::BAD_REQUEST, "InvalidURI", "The path is not UTF-8 text", &request_id);
    };
    let missing = || s3(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist", &request_id);
    let Some((outcome, sql)) = execution::find_output(&app, &run) else { return missing() };
    let Ok(output) = outcome.as_ref() else { return missing() };
    if file == METADATA {
        let columns: Vec<_> = output.columns.iter().map(crate::query::Column::to_json).collect();
        let about = json!({
            "workflowExecutionId": run, "sqlQuery": sql, "rowCount": output.rows, "columns": columns,
            "privacy": output.filtered.to_json(),
        });
        return content("application/json", Body::from(about.to_string()), None);
    }
    let Some(path) = output.files.iter().find(|p| p.file_name().is_some_and(|n| n == file.as_str())) else {
        return missing();
    };
    match open(path).await {
        Ok((file, length)) => content("text/csv", Body::from_stream(ReaderStream::new(file)), Some(length)),
        Err(_) => {
            s3(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", "We encountered an internal error", &request_id)
        }
    }
}

async fn open(path: &PathBuf) -> std::io::Result<(tokio::fs::File, u64)> {
    let file = tokio::fs::File::open(path).await?;
    let length = file.metadata().await?.len();
    Ok((file, length))
}

fn content(media_type: &'static str, body: Body, length: Option<u64>) -> Response {
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Some(length) = length {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}
