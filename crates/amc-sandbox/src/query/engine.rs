//! The one place where the sandbox meets the SQL engine.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use amc_sql::catalogue::{Catalogue, ExtraTable, FieldKind, Table};
use amc_sql::{
    CheckOptions, OutputColumn, Parameter, ParameterDeclaration, RunOptions, SqlType, TableSource, TimeWindow,
};
use arrow::record_batch::RecordBatch;
use datafusion::catalog::TableProvider;
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;

use super::floor::{self, Controls, Filtered};
use super::{refusal, workflow};
use crate::config::SandboxError;
use crate::demo::{Account, Instance};
use crate::uploads;
use amc_synthetic::{AdvertiserIds, InstanceTables, SyntheticData};

/// What kinds of tables an instance has.
type Shape = (bool, bool);

/// Catalogues, tables, and the right to run.
pub(crate) struct Engine {
    tables: Tables,
    catalogues: HashMap<Shape, Arc<Catalogue>>,
    /// Instances with uploaded tables, by id.
    uploads: HashMap<String, Uploads>,
    /// Queries at the same time: more would only fight for the cores.
    permits: Semaphore,
}

/// An instance with tables of its own.
struct Uploads {
    catalogue: Arc<Catalogue>,
    tables: OnceLock<Arc<InstanceTables>>,
}

/// Where rows come from.
pub(crate) enum Tables {
    /// The same tables for every instance.
    Given(Arc<dyn TableSource>),
    /// Events of the instance's own brand and marketplace.
    Synthetic(SyntheticData),
}

/// What is to be run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order<'a> {
    pub(crate) sql: &'a str,
    pub(crate) workflow: &'a Value,
    pub(crate) parameter_values: &'a Value,
    pub(crate) window: TimeWindow,
    /// Whether AMC's thresholds hold for the rows.
    pub(crate) controlled: bool,
}

/// A column of a result.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    name: String,
    data_type: Value,
    metric: bool,
}

impl Column {
    pub(crate) fn to_json(&self) -> Value {
        let kind = if self.metric { "METRIC" } else { "DIMENSION" };
        json!({ "name": self.name, "columnType": kind, "dataType": self.data_type })
    }
}

/// The rows of a result.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) names: Vec<String>,
    pub(crate) batches: Vec<RecordBatch>,
    pub(crate) columns: Vec<Column>,
    /// What the thresholds did to the rows.
    pub(crate) filtered: Filtered,
}

impl Answer {
    pub(crate) fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

impl Engine {
    pub(crate) fn new(tables: Tables, accounts: &[Account]) -> Result<Self, SandboxError> {
        let whole = Catalogue::embedded().map_err(|e| SandboxError::Catalogue(e.to_string()))?;
        let shapes = [(false, false), (false, true), (true, false), (true, true)];
        let catalogues: HashMap<Shape, Arc<Catalogue>> =
            shapes.into_iter().map(|shape| (shape, Arc::new(part(&whole, shape, &[])))).collect();
        let mut uploads = HashMap::new();
        for (id, own) in uploads::by_instance().map_err(SandboxError::Config)? {
            let instance = accounts.iter().flat_map(|account| &account.instances).find(|known| known.id == id);
            if let Some(instance) = instance {
                let catalogue = Arc::new(part(&whole, (instance.dsp, instance.paid), &own));
                uploads.insert(id, Uploads { catalogue, tables: OnceLock::new() });
            }
        }
        Ok(Self { tables, catalogues, uploads, permits: Semaphore::new(2) })
    }

    pub(crate) fn tables(&self) -> Arc<dyn TableSource> {
        match &self.tables {
            Tables::Given(tables) => Arc::clone(tables),
            Tables::Synthetic(data) => Arc::new(data.clone()),
        }
    }

    fn tables_of(&self, instance: &Instance) -> Arc<dyn TableSource> {
        match &self.tables {
            Tables::Given(tables) => Arc::clone(tables),
            Tables::Synthetic(data) => {
                let tables = data.tables_for(&instance.profile());
                match self.uploads.get(&instance.id) {
                    Some(own) => {
                        let with_own = || Arc::new(tables.with_catalogue(Arc::clone(&own.catalogue)));
                        Arc::clone(own.tables.get_or_init(with_own)) as Arc<dyn TableSource>
                    }
                    None => tables,
                }
            }
        }
    }

    fn catalogue(&self, instance: &Instance) -> &Arc<Catalogue> {
        match self.uploads.get(&instance.id) {
            Some(own) => &own.catalogue,
            None => &self.catalogues[&(instance.dsp, instance.paid)],
        }
    }

    /// The tables of an instance, by name.
    pub(crate) fn data_sources(&self, instance: &Instance) -> Vec<Arc<Table>> {
        self.catalogue(instance).tables().iter().filter(|t| t.available != Some(false)).cloned().collect()
    }

    /// Checks a workflow; with `values`, also that every declared parameter that is used has one.
    ///
    /// # Errors
    /// The reason, in Amazon's words.
    pub(crate) fn compile(
        &self,
        instance: &Instance,
        workflow: &Value,
        values: Option<&Map<String, Value>>,
    ) -> Result<(), String> {
        let sql = workflow["sqlQuery"].as_str().unwrap_or_default();
        let declared = declarations(workflow)?;
        let options = CheckOptions {
            declared: Some(declared.clone()),
            ..CheckOptions::new(Arc::clone(self.catalogue(instance)))
        };
        let report = amc_sql::check(sql, &options);
        let undeclared = report.parameters.iter().find(|p| !declared.iter().any(|d| d.name == p.name));
        if let Some(Parameter { name, .. }) = undeclared {
            let declared = workflow::parameters(workflow).iter().any(|p| p["name"] == name.as_str());
            return Err(if declared {
                format!("The data type of parameter '{name}' is not supported")
            } else {
                format!("The workflow referenced an undeclared parameter '{name}'")
            });
        }
        if let Some(reason) = refusal::reason(sql, &report.diagnostics) {
            return Err(reason);
        }
        // In an instance for trials a run may ask for no aggregation controls, which a workflow does not know yet.
        if let Some(reason) = refusal::private(sql, &report.diagnostics).filter(|_| !instance.is_sandbox()) {
            return Err(reason);
        }
        // Amazon knows only the tables of the instance; a check against a merged catalogue may merely warn of the others.
        if let Some(table) = report.tables.iter().find(|t| !self.has(instance, t)) {
            return Err(format!("{}Object '{table}' not found", place_of(sql, table)));
        }
        check_output(workflow, &report.output)?;
        if let Some(values) = values {
            let given = parameters(workflow, values);
            if let Some(parameter) = report.parameters.iter().find(|p| !given.contains_key(&p.name)) {
                return Err(format!(
                    "No value was provided for parameter '{}', which has no default value",
                    parameter.name
                ));
            }
        }
        Ok(())
    }

    /// The ids of an instance's advertiser, as its rows hold them.
    pub(crate) fn advertiser(&self, instance: &Instance) -> AdvertiserIds {
        match &self.tables {
            Tables::Given(_) => AdvertiserIds::of(0, &instance.profile()),
            Tables::Synthetic(data) => data.advertiser(&instance.profile()),
        }
    }

    fn has(&self, instance: &Instance, table: &str) -> bool {
        self.catalogue(instance).table(table).is_some_and(|t| t.available != Some(false))
    }

    /// Runs a workflow.
    ///
    /// # Errors
    /// Why it failed, for `statusReason`.
    pub(crate) async fn run(&self, instance: &Instance, order: Order<'_>) -> Result<Answer, String> {
        let _permit = self.permits.acquire().await.map_err(|e| e.to_string())?;
        let declared = declarations(order.workflow)?;
        let values = order.parameter_values.as_object().cloned().unwrap_or_default();
        let tables =
            Arc::new(Visible { tables: self.tables_of(instance), catalogue: Arc::clone(self.catalogue(instance)) });
        let controls = Controls::of_workflow(order.workflow);
        let options = RunOptions {
            parameters: parameters(order.workflow, &values),
            declared: Some(declared),
            count_users: (order.controlled || controls.added().next().is_some()).then(|| controls.users_told_apart()),
            ..RunOptions::new(Arc::clone(self.catalogue(instance)), tables, order.window)
        };
        let result = amc_sql::run(order.sql, &options).await.map_err(|e| e.to_string())?;
        // All rows are gone through and some compared, which may keep a thread busy.
        let controlled = order.controlled;
        let applied = tokio::task::spawn_blocking(move || {
            let applied = floor::apply(&result, &controls, controlled);
            (result, controls, applied)
        });
        let (result, controls, applied) =
            applied.await.map_err(|_| "An internal error occurred while the query ran".to_string())?;
        let (batch, filtered) = applied.map_err(|e| e.to_string())?;
        let columns = result.schema.fields().iter().enumerate().map(|(index, field)| {
            let known = result.output.get(index);
            let data_type = known.map_or_else(|| SqlType::from_arrow(field.data_type()), |c| c.data_type.clone());
            let written = serde_json::to_value(&data_type).unwrap_or_else(|_| "STRING".into());
            let metric = known.is_some_and(|column| column.kind == FieldKind::Metric);
            Column { name: field.name().clone(), metric, data_type: data_type_name(written) }
        });
        let added = controls.added().map(|(name, data_type)| Column {
            name: name.to_string(),
            metric: data_type == "LONG",
            data_type: data_type.into(),
        });
        Ok(Answer {
            columns: columns.chain(added).collect(),
            names: batch.schema().fields().iter().map(|f| f.name().clone()).collect(),
            batches: vec![batch],
            filtered,
        })
    }
}

/// The tables of an instance and no others.
struct Visible {
    tables: Arc<dyn TableSource>,
    catalogue: Arc<Catalogue>,
}

impl TableSource for Visible {
    fn provider(&self, table: &str) -> Option<Arc<dyn TableProvider>> {
        let known = self.catalogue.table(table)?;
        if known.available == Some(false) { None } else { self.tables.provider(table) }
    }
}

fn part(whole: &Catalogue, (dsp, paid): Shape, uploads: &[ExtraTable]) -> Catalogue {
    let has = |table: &Table| (dsp || !table.name.starts_with("dsp_")) && (paid || !table.paid);
    let sources: Vec<ExtraTable> = whole
        .tables()
        .iter()
        .filter(|t| has(t))
        .map(|t| ExtraTable { name: t.name.clone(), amazon: true, ..ExtraTable::default() })
        .chain(uploads.iter().cloned())
        .collect();
    whole.with_data_sources(&sources)
}

/// The declared parameters that a statement can use: CALENDAR_INTERVAL may be declared, but no literal can stand for its values.
fn declarations(workflow: &Value) -> Result<Vec<ParameterDeclaration>, String> {
    let (mut names, mut declared) = (HashSet::new(), Vec::new());
    for parameter in workflow::parameters(workflow) {
        let name = parameter["name"].as_str().unwrap_or_default();
        if !names.insert(name) {
            return Err(format!("The parameter '{name}' is defined multiple times"));
        }
        if let Ok(data_type) = workflow::data_type(parameter).unwrap_or_default().parse() {
            declared.push(ParameterDeclaration { name: name.into(), data_type });
        }
    }
    Ok(declared)
}

/// Declared output columns have to be the statement's, in name, type and order (section 4.3 of the contract).
fn check_output(workflow: &Value, output: &[OutputColumn]) -> Result<(), String> {
    let declared = workflow::output_columns(workflow);
    if declared.is_empty() {
        return Ok(());
    }
    let given: Vec<String> = output.iter().map(|c| format!("{} {}", c.name, simple_name(&c.data_type))).collect();
    let wanted: Vec<String> = declared
        .iter()
        .map(|c| {
            let data_type = workflow::data_type(c).unwrap_or_default();
            format!("{} {data_type}", c["name"].as_str().unwrap_or_default())
        })
        .collect();
    if given == wanted {
        return Ok(());
    }
    Err(format!(
        "The output columns of the query ({}) do not match outputColumns ({})",
        given.join(", "),
        wanted.join(", ")
    ))
}

fn simple_name(data_type: &SqlType) -> String {
    let written = serde_json::to_value(data_type).unwrap_or_default();
    data_type_name(written).as_str().unwrap_or_default().to_string()
}

/// Defaults, overlaid by the values of the request.
fn parameters(workflow: &Value, values: &Map<String, Value>) -> BTreeMap<String, Value> {
    let defaults = workflow::parameters(workflow).iter().filter_map(|p| {
        let value = p.get("defaultValue").filter(|v| !v.is_null())?;
        Some((p["name"].as_str()?.to_string(), value.clone()))
    });
    let given = values.iter().filter(|(_, v)| !v.is_null()).map(|(name, value)| (name.clone(), value.clone()));
    defaults.chain(given).collect()
}

/// `From line 1, column 2 to line 1, column 8: ` of the first place a word stands at; nothing if it cannot be found.
fn place_of(sql: &str, word: &str) -> String {
    for (line, text) in (1..).zip(refusal::lines(sql)) {
        let lower = text.to_ascii_lowercase();
        for (at, _) in lower.match_indices(word) {
            let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            if !is_part(lower[..at].chars().next_back()) && !is_part(lower[at + word.len()..].chars().next()) {
                let column = lower[..at].encode_utf16().count() + 1;
                let end = column + word.chars().count() - 1;
                return format!("From line {line}, column {column} to line {line}, column {end}: ");
            }
        }
    }
    String::new()
}

/// DECIMAL stands without precision and scale, which Amazon gives in fields of their own.
fn data_type_name(written: Value) -> Value {
    match written.as_str() {
        Some(text) if text.starts_with("DECIMAL") => "DECIMAL".into(),
        _ => written,
    }
}

/// Column kinds as the API writes them.
pub(crate) fn kind_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Dimension => "DIMENSION",
        FieldKind::Metric => "METRIC",
    }
}
