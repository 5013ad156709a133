//! Tables and columns that an instance reports of itself.

use std::{collections::HashMap, sync::Arc};

use super::{
    Catalogue,
    model::{Field, FieldKind, FieldType, Origin, ScalarType, Standing, Table, TableShape, TableStatus, Threshold},
};

/// A table as an instance reports it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExtraTable {
    /// Its id; a part before a dot, as in `sandbox.dsp_impressions`, is the schema and is left off.
    pub name: String,
    /// Its description, if any.
    pub description: Option<String>,
    /// Whether Amazon owns it; otherwise it was uploaded and wins over a table of the same name.
    pub amazon: bool,
    /// Its columns.
    pub columns: Vec<ExtraColumn>,
}

/// A column as an instance reports it.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtraColumn {
    /// Its name.
    pub name: String,
    /// Its type, which Amazon's answers often leave out.
    pub data_type: Option<FieldType>,
    /// Dimension or metric.
    pub kind: FieldKind,
    /// What it holds; empty where nothing is said.
    pub description: String,
}

impl ExtraTable {
    /// The name by which a statement finds the table: in lower case, without the schema.
    pub fn key(&self) -> String {
        unqualified(&self.name).to_ascii_lowercase()
    }

    /// Reads the list of an answer of the `dataSources` call (Amazon's contract: `dataSourceId`, `owner`, `description`,
    /// `columns` with `name`, `columnType` and, not always, `dataType`). Types that are not known read as not given.
    /// `None` when the value is no such list.
    pub fn from_data_sources(list: &serde_json::Value) -> Option<Vec<Self>> {
        list.as_array()?.iter().map(Self::from_data_source).collect()
    }

    fn from_data_source(source: &serde_json::Value) -> Option<Self> {
        let text = |key: &str| source.get(key).and_then(serde_json::Value::as_str);
        let none = Vec::new();
        let columns = source.get("columns").and_then(serde_json::Value::as_array).unwrap_or(&none);
        Some(Self {
            name: text("dataSourceId")?.to_owned(),
            description: text("description").map(str::to_owned),
            amazon: text("owner").is_none_or(|owner| owner.eq_ignore_ascii_case("AMAZON")),
            columns: columns.iter().map(ExtraColumn::from_column).collect::<Option<_>>()?,
        })
    }
}

impl ExtraColumn {
    fn from_column(column: &serde_json::Value) -> Option<Self> {
        let metric = column.get("columnType").and_then(serde_json::Value::as_str) == Some("METRIC");
        let data_type = column.get("dataType").and_then(|given| match given {
            serde_json::Value::String(name) => name.parse().ok(),
            // {"type":"ARRAY","elementDataType":"STRING"}
            given => {
                let element: ScalarType = given.get("elementDataType")?.as_str()?.parse().ok()?;
                Some(FieldType::Array(element))
            }
        });
        Some(Self {
            name: column.get("name")?.as_str()?.to_owned(),
            data_type,
            kind: if metric { FieldKind::Metric } else { FieldKind::Dimension },
            description: column.get("description").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned(),
        })
    }
}

pub(super) fn merge(catalogue: &Catalogue, extra: &[ExtraTable]) -> Catalogue {
    if extra.is_empty() {
        return catalogue.clone();
    }
    let known = KnownFields::of(catalogue);
    let mut tables: HashMap<String, Table> = catalogue
        .tables()
        .iter()
        .map(|table| {
            let table = Table { available: Some(false), ..Table::clone(table) };
            (table.name.to_ascii_lowercase(), table)
        })
        .collect();
    for source in extra {
        let name = source.key();
        if name.is_empty() {
            continue;
        }
        // An audience twin tells nothing of its base table and is derived anyway.
        let is_twin = catalogue.table(&name).is_some_and(|table| table.audience_of.is_some());
        if is_twin && source.amazon {
            continue;
        }
        match tables.get_mut(&name) {
            Some(table) if source.amazon => {
                table.available = Some(true);
                add_columns(table, source, &known);
            }
            // Instances of one brand are often given the same upload, which may have grown a column in one of them.
            Some(table) if table.origin == Origin::Instance => add_columns(table, source, &known),
            _ => {
                tables.insert(name.clone(), new_table(name, source, &known));
            }
        }
    }
    Catalogue::of(tables.into_values().map(Arc::new).collect())
}

fn unqualified(id: &str) -> &str {
    id.rsplit('.').next().unwrap_or(id).trim()
}

fn add_columns(table: &mut Table, source: &ExtraTable, known: &KnownFields<'_>) {
    for column in &source.columns {
        let existing = table.fields.iter_mut().find(|field| field.name.eq_ignore_ascii_case(&column.name));
        match existing {
            Some(field) if field.standing == Standing::Unconfirmed => field.standing = Standing::Instance,
            Some(_) => {}
            None => table.fields.push(known.field(column)),
        }
    }
}

fn new_table(name: String, source: &ExtraTable, known: &KnownFields<'_>) -> Table {
    let mut table = Table {
        display_name: name.clone(),
        name,
        category: if source.amazon { "Other Amazon data" } else { "Your data" }.to_owned(),
        paid: false,
        status: TableStatus::Active,
        shape: TableShape::Dimension,
        description: source.description.clone().unwrap_or_default(),
        grain: String::new(),
        time_column: None,
        audience_table: None,
        audience_of: None,
        history_months: None,
        availability: None,
        fields: Vec::with_capacity(source.columns.len()),
        relations: Vec::new(),
        notes: Vec::new(),
        examples: Vec::new(),
        origin: Origin::Instance,
        available: Some(true),
    };
    add_columns(&mut table, source, known);
    table
}

/// What fields of one name have in common wherever the dataset has them.
struct KnownFields<'a>(HashMap<String, Option<&'a Field>>);

impl<'a> KnownFields<'a> {
    fn of(catalogue: &'a Catalogue) -> Self {
        let mut fields: HashMap<String, Option<&'a Field>> = HashMap::new();
        for field in catalogue.tables().iter().flat_map(|table| &table.fields) {
            fields
                .entry(field.name.to_ascii_lowercase())
                .and_modify(|seen| {
                    let agrees =
                        seen.is_some_and(|seen| seen.data_type == field.data_type && seen.threshold == field.threshold);
                    if !agrees {
                        *seen = None;
                    }
                })
                .or_insert(Some(field));
        }
        Self(fields)
    }

    fn field(&self, column: &ExtraColumn) -> Field {
        let like = self.0.get(&column.name.to_ascii_lowercase()).copied().flatten();
        let default_threshold = match column.kind {
            FieldKind::Dimension => Threshold::Low,
            FieldKind::Metric => Threshold::None,
        };
        Field {
            name: column.name.clone(),
            data_type: column.data_type.or(like.map(|field| field.data_type)).unwrap_or_else(|| likely_type(column)),
            data_type_given: column.data_type.is_some(),
            kind: column.kind,
            threshold: like.map_or(default_threshold, |field| field.threshold),
            threshold_given: false,
            description: if column.description.is_empty() {
                like.map(|field| field.description.clone()).unwrap_or_default()
            } else {
                column.description.clone()
            },
            samples: Vec::new(),
            samples_complete: false,
            standing: Standing::Instance,
        }
    }
}

/// Amazon names its columns regularly enough for a first guess.
fn likely_type(column: &ExtraColumn) -> FieldType {
    let name = column.name.to_ascii_lowercase();
    let stem = name.strip_suffix("_utc").unwrap_or(&name);
    FieldType::Scalar(if stem.ends_with("_dt") || stem.ends_with("_dt_hour") {
        ScalarType::Timestamp
    } else if stem.ends_with("_date") {
        ScalarType::Date
    } else if column.kind == FieldKind::Metric {
        ScalarType::Double
    } else {
        ScalarType::String
    })
}
