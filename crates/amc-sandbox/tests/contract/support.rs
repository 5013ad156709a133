//! A sandbox over two small tables, and a client that speaks to it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use amc_sandbox::{CLIENT_ID, CLIENT_SECRET, Sandbox, SandboxConfig};
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{TimeDelta, Utc};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, redirect};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(crate) const US: (&str, &str) = ("ENTITYSANDBOXUS01", "ATVPDKIKX0DER");
pub(crate) const UK: (&str, &str) = ("ENTITYSANDBOXUK01", "A1F83G8C2ARO7P");
pub(crate) const KESTREL: &str = "amcsbxkestrelus";
pub(crate) const BRAMBLE: &str = "amcsbxbrambleus";
pub(crate) const RETURN_URL: &str = "http://localhost:8742/signed-in/na";
pub(crate) const VERIFIER: &str = "verifier-verifier-verifier-verifier-verifier";
pub(crate) const SQL: &str =
    "SELECT campaign, SUM(impressions) AS impressions FROM sponsored_ads_traffic GROUP BY campaign";

/// Four rows a table: two campaigns, one of them with a name that needs escapes.
#[derive(Debug)]
struct Small;

impl amc_sql::TableSource for Small {
    fn provider(&self, table: &str) -> Option<Arc<dyn TableProvider>> {
        let (local, utc) = match table {
            "sponsored_ads_traffic" => ("event_dt", "event_dt_utc"),
            "dsp_impressions" => ("impression_dt", "impression_dt_utc"),
            _ => return None,
        };
        let at = (Utc::now() - TimeDelta::days(5)).timestamp_micros();
        let times = || Arc::new(TimestampMicrosecondArray::from(vec![at; 4])) as ArrayRef;
        let batch = RecordBatch::try_from_iter([
            (local, times()),
            (utc, times()),
            ("user_id", Arc::new(StringArray::from(vec!["a", "b", "c", "d"])) as ArrayRef),
            ("campaign", Arc::new(StringArray::from(vec!["Trail", "Trail", "A \"B\", C\\D", "A \"B\", C\\D"]))),
            ("impressions", Arc::new(Int64Array::from(vec![1, 2, 30, 40]))),
        ])
        .unwrap();
        Some(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap()))
    }
}

pub(crate) fn config() -> SandboxConfig {
    SandboxConfig { tables: Some(Arc::new(Small)), ..SandboxConfig::default() }
}

pub(crate) async fn start() -> Sandbox {
    start_with(config()).await
}

/// A sandbox whose clock stands, so that nothing happens unless a test moves it.
pub(crate) async fn start_with(config: SandboxConfig) -> Sandbox {
    let sandbox = Sandbox::start(config).await.unwrap();
    sandbox.control().hold_clock();
    sandbox
}

pub(crate) fn http() -> Client {
    Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap()
}

pub(crate) fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER.as_bytes()))
}

/// The parameters of a good authorization request.
pub(crate) fn authorization() -> Vec<(&'static str, String)> {
    vec![
        ("client_id", CLIENT_ID.into()),
        ("scope", "advertising::campaign_management".into()),
        ("response_type", "code".into()),
        ("redirect_uri", RETURN_URL.into()),
        ("state", "state-of-this-attempt".into()),
        ("code_challenge", challenge()),
        ("code_challenge_method", "S256".into()),
    ]
}

/// The parameters of `Location` of a redirect.
pub(crate) fn landed(response: &Response) -> HashMap<String, String> {
    assert_eq!(response.status(), StatusCode::FOUND);
    let location = response.headers()["location"].to_str().unwrap();
    assert!(location.starts_with(RETURN_URL), "{location}");
    url::Url::parse(location).unwrap().query_pairs().into_owned().collect()
}

pub(crate) async fn code(sandbox: &Sandbox) -> String {
    let mut form = authorization();
    form.push(("decision", "allow".into()));
    let response = http().post(&sandbox.description().authorize_url).form(&form).send().await.unwrap();
    landed(&response)["code"].clone()
}

pub(crate) fn exchange(code: &str) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "authorization_code".into()),
        ("code", code.into()),
        ("redirect_uri", RETURN_URL.into()),
        ("client_id", CLIENT_ID.into()),
        ("client_secret", CLIENT_SECRET.into()),
        ("code_verifier", VERIFIER.into()),
    ]
}

pub(crate) fn refresh(token: &str) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "refresh_token".into()),
        ("refresh_token", token.into()),
        ("client_id", CLIENT_ID.into()),
        ("client_secret", CLIENT_SECRET.into()),
    ]
}

pub(crate) async fn token(sandbox: &Sandbox, form: &[(&'static str, String)]) -> (StatusCode, Value) {
    let response = http().post(&sandbox.description().token_url).form(form).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

/// A signed-in client of one account.
pub(crate) struct Amc {
    pub(crate) http: Client,
    pub(crate) api: String,
    pub(crate) token: String,
    pub(crate) refresh_token: String,
    pub(crate) account: (&'static str, &'static str),
    pub(crate) instance: &'static str,
}

impl Amc {
    pub(crate) async fn sign_in(sandbox: &Sandbox) -> Self {
        let (status, answer) = token(sandbox, &exchange(&code(sandbox).await)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        Self {
            http: http(),
            api: sandbox.description().api_url.clone(),
            token: answer["access_token"].as_str().unwrap().into(),
            refresh_token: answer["refresh_token"].as_str().unwrap().into(),
            account: US,
            instance: KESTREL,
        }
    }

    pub(crate) fn at(self, account: (&'static str, &'static str), instance: &'static str) -> Self {
        Self { account, instance, ..self }
    }

    /// A request with all headers, to a path below the API.
    pub(crate) fn raw(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.api))
            .bearer_auth(&self.token)
            .header("Amazon-Advertising-API-ClientId", CLIENT_ID)
            .header("Amazon-Advertising-API-AdvertiserId", self.account.0)
            .header("Amazon-Advertising-API-MarketplaceId", self.account.1)
    }

    /// A request to a path below the instance's reporting root.
    pub(crate) fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.raw(method, &format!("/amc/reporting/{}{path}", self.instance))
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        read(self.call(Method::GET, path).send().await.unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        read(self.call(Method::POST, path).json(body).send().await.unwrap()).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        read(self.call(Method::PUT, path).json(body).send().await.unwrap()).await
    }

    /// Creates an ad hoc run over the last month and returns its id.
    pub(crate) async fn run(&self, sql: &str) -> String {
        let (status, answer) = self.post("/workflowExecutions", &ad_hoc(sql)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["status"], "PENDING");
        answer["workflowExecutionId"].as_str().unwrap().into()
    }

    pub(crate) async fn execution(&self, id: &str) -> Value {
        let (status, answer) = self.get(&format!("/workflowExecutions/{id}")).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    pub(crate) async fn status(&self, id: &str) -> String {
        self.execution(id).await["status"].as_str().unwrap().into()
    }

    pub(crate) async fn links(&self, id: &str) -> Vec<String> {
        let (status, answer) = self.get(&format!("/workflowExecutions/{id}/downloadUrls")).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        serde_json::from_value(answer["downloadUrls"].clone()).unwrap()
    }
}

pub(crate) async fn read(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    (status, response.json().await.unwrap_or(Value::Null))
}

/// An ad hoc run over the last month.
pub(crate) fn ad_hoc(sql: &str) -> Value {
    let day = |back: i64| (Utc::now() - TimeDelta::days(back)).format("%Y-%m-%dT00:00:00").to_string();
    json!({
        "workflow": { "sqlQuery": sql },
        "timeWindowType": "EXPLICIT",
        "timeWindowStart": day(30),
        "timeWindowEnd": day(2),
        "timeWindowTimeZone": "UTC",
    })
}

/// The filter that lists every run of a test.
pub(crate) const ALL: &str = "?minCreationTime=2020-01-01T00:00:00";

pub(crate) const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

pub(crate) fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no text {field} in {value}")).to_string()
}
