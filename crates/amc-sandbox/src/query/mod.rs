//! What a statement is to the sandbox: something that compiles or is refused in Amazon's words, and that can be run.

mod engine;
mod floor;
mod refusal;
mod workflow;

use std::sync::Arc;

use serde_json::{Map, Value};

pub(crate) use engine::{Answer, Column, Engine, Order, Tables, kind_name};
pub(crate) use floor::Filtered;
pub(crate) use refusal::uncompilable;
pub(crate) use workflow::{check as check_workflow, id_is_good};

use crate::demo::Instance;
use crate::state::App;

/// Checks a workflow; with `values`, also that every declared parameter that is used has one. Aside, since a long statement
/// keeps a thread busy.
///
/// # Errors
/// The reason, in Amazon's words.
pub(crate) async fn compile(
    app: &Arc<App>,
    instance: &Instance,
    workflow: &Value,
    values: Option<&Map<String, Value>>,
) -> Result<(), String> {
    let (app, instance, workflow, values) = (Arc::clone(app), instance.clone(), workflow.clone(), values.cloned());
    let compiled = tokio::task::spawn_blocking(move || app.engine.compile(&instance, &workflow, values.as_ref())).await;
    compiled.unwrap_or_else(|_| Err("The statement cannot be compiled".into()))
}
