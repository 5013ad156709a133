//! Accounts, their instances, and the advertisers of an instance.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use crate::answer::{Refusal, answer, media};
use crate::caller::{Caller, OfAccount, SignedIn};
use crate::demo::Instance;
use crate::input::Params;
use crate::page::{self, listed};
use crate::state::App;

/// `GET /amc/accounts`
pub(crate) async fn list_accounts(_: SignedIn, State(app): State<Arc<App>>, params: Params) -> Response {
    let settings = app.settings();
    let page = page::of(&params, &settings, &app.accounts, "accounts");
    answer(media::ACCOUNTS, page.map(|page| listed("amcAccounts", page.map(|account| account.to_json()), &settings)))
}

/// `GET /amc/instances`
pub(crate) async fn list_instances(caller: OfAccount, State(app): State<Arc<App>>, params: Params) -> Response {
    let settings = app.settings();
    let instances = app.accounts.iter().find(|a| a.id == caller.account_id).map_or(&[][..], |a| &a.instances);
    let page = page::of(&params, &settings, instances, &format!("instances of {}", caller.account_id));
    answer(
        media::INSTANCES,
        page.map(|page| listed("instances", page.map(|i| i.to_json(&app.base_url, &settings)), &settings)),
    )
}

/// `GET /amc/instances/{instanceId}`
pub(crate) async fn get_instance(caller: Caller, State(app): State<Arc<App>>) -> Response {
    answer(media::INSTANCES, Ok(json!({ "instance": caller.instance.to_json(&app.base_url, &app.settings()) })))
}

/// `GET /amc/instances/{instanceId}/advertisers`
pub(crate) async fn list_advertisers(caller: Caller, State(app): State<Arc<App>>, params: Params) -> Response {
    answer(media::INSTANCES, advertisers_page(&app, &caller, &params))
}

fn advertisers_page(app: &App, caller: &Caller, params: &Params) -> Result<Value, Refusal> {
    let settings = app.settings();
    let wanted = params.get("type")?;
    if wanted.is_some_and(|kind| !["DISPLAY", "SPONSORED_ADS", "SAS"].contains(&kind)) {
        return Err(Refusal::invalid("type must be one of DISPLAY, SPONSORED_ADS, SAS"));
    }
    let mut all = advertisers(app, &caller.instance);
    all.retain(|advertiser| wanted.is_none_or(|kind| advertiser["type"] == kind));
    let key = format!("advertisers of {}: {wanted:?}", caller.instance_id());
    let page = page::of(params, &settings, &all, &key)?;
    let mut body = listed("advertisers", page.map(Value::clone), &settings);
    body["totalCount"] = all.len().into();
    Ok(body)
}

/// The advertisers of an instance: of DSP and of sponsored ads, with the ids that the rows of its tables hold.
fn advertisers(app: &App, instance: &Instance) -> Vec<Value> {
    let profile = instance.profile();
    let ids = app.engine.advertiser(instance);
    let display = instance.dsp.then(|| {
        json!({
            "id": ids.advertiser_id.to_string(),
            "name": profile.brand,
            "type": "DISPLAY",
            "configuredAdvertiserTypes": ["DISPLAY"],
        })
    });
    let sponsored = json!({
        "id": ids.entity_id,
        "name": profile.brand,
        "type": "SPONSORED_ADS",
        "marketplaceId": instance.marketplace_id,
        "configuredAdvertiserTypes": ["SPONSORED_PRODUCTS", "SPONSORED_BRANDS"],
    });
    display.into_iter().chain([sponsored]).collect()
}

const SELF_SERVICE: &str = "Unsupported operation: instances of a self-service account are not administered by the API";

/// Changing an instance, its advertisers, its collaboration or its AWS account, which self-service accounts may not (section 4.1
/// of the contract).
pub(crate) async fn administer(_: Caller) -> Refusal {
    Refusal::invalid(SELF_SERVICE)
}

/// `POST /amc/instances`
pub(crate) async fn administer_account(_: OfAccount) -> Refusal {
    Refusal::invalid(SELF_SERVICE)
}
