//! The tables an instance can query.

use std::sync::Arc;

use amc_sql::catalogue::{FieldType, Origin, Table};
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use crate::answer::{Refusal, answer, media};
use crate::caller::Caller;
use crate::input::{Id, Params};
use crate::page::{self, listed};
use crate::query;
use crate::settings::Settings;
use crate::state::App;

/// `GET …/dataSources`
pub(crate) async fn list(caller: Caller, State(app): State<Arc<App>>, params: Params) -> Response {
    let settings = app.settings();
    let tables = app.engine.data_sources(&caller.instance);
    let page = page::of(&params, &settings, &tables, &format!("data sources of {}", caller.instance_id()));
    answer(
        media::DATA_SOURCES,
        page.map(|page| listed("dataSources", page.map(|t| data_source(t, &settings)), &settings)),
    )
}

/// `GET …/dataSources/{dataSourceId}`
pub(crate) async fn get(caller: Caller, State(app): State<Arc<App>>, Id(id): Id) -> Response {
    let settings = app.settings();
    let tables = app.engine.data_sources(&caller.instance);
    let found = tables.iter().find(|t| t.name == id).map(|t| settings.wrap("dataSource", data_source(t, &settings)));
    let unknown = || Refusal::invalid(format!("Data source with ID {id} does not exist"));
    answer(media::DATA_SOURCES, found.ok_or_else(unknown))
}

fn data_source(table: &Table, settings: &Settings) -> Value {
    let uploaded = table.origin == Origin::Instance;
    let columns = table.fields.iter().map(|field| {
        let kind = query::kind_name(field.kind);
        let mut column = json!({ "name": field.name, "columnType": kind, "description": field.description });
        // Amazon tells no types of its own tables.
        if uploaded {
            column["dataType"] = match field.data_type {
                FieldType::Scalar(scalar) => scalar.to_string().into(),
                FieldType::Array(element) => json!({ "type": "ARRAY", "elementDataType": element.to_string() }),
            };
        }
        column
    });
    // The only words that Amazon's specification has for each.
    let (owner, provider) = if uploaded { ("CUSTOMER", "ADVERTISER_DATA_UPLOAD") } else { ("AMAZON", "AMAZON") };
    let mut channel = json!({ "channel": { "type": "DOWNLOAD" }, "outputAvailable": true });
    settings.write_null(&mut channel, "outputUnavailableReason");
    json!({
        "dataSourceId": table.name,
        "description": table.description,
        "owner": owner,
        "provider": provider,
        "columns": columns.collect::<Vec<_>>(),
        "tags": [],
        "outputChannels": [channel],
    })
}
