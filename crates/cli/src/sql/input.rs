//! What `sql` commands are given: statements, parameters, and the tables of an instance.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use amc_sql::catalogue::{Catalogue, ExtraTable, FieldType, ScalarType};
use amc_sql::{CheckOptions, CheckReport, ParameterDeclaration};
use serde_json::{Map, Value, json};

use crate::args::SqlInput;
use crate::failure::Failure;
use crate::run::read;

/// A statement and where it came from.
pub(super) struct Statement {
    /// The file's path as given, or `-`.
    pub(super) label: String,
    pub(super) sql: String,
}

/// Everything that a `sql` command works on.
pub(super) struct Inputs {
    pub(super) statements: Vec<Statement>,
    pub(super) catalogue: Arc<Catalogue>,
    /// The tables that `--data-sources` lists.
    pub(super) extra: Vec<ExtraTable>,
    /// `None` when nothing was declared.
    pub(super) declared: Option<Vec<ParameterDeclaration>>,
}

impl Inputs {
    /// Reads files and options.
    ///
    /// # Errors
    /// Exit code 2 for a file that cannot be read, a wrong declaration or an answer that is none.
    pub(super) fn read(input: &SqlInput) -> Result<Self, Failure> {
        let statements = input
            .files
            .iter()
            .map(|path| Ok(Statement { label: path.display().to_string(), sql: read(path)? }))
            .collect::<Result<Vec<_>, Failure>>()?;
        let declared = input
            .parameter_types
            .iter()
            .map(|text| {
                text.parse().map_err(|_| {
                    Failure::misuse(format!(
                        "--param-type {text}: expected name=TYPE, e.g. days=INTEGER or asins=ARRAY<STRING>"
                    ))
                })
            })
            .collect::<Result<Vec<ParameterDeclaration>, Failure>>()?;
        let embedded = Catalogue::embedded().map_err(|_| {
            Failure::new("cli.catalogue", "The catalogue of AMC's tables is damaged.")
                .next("Install the program again.")
        })?;
        let extra = input.data_sources.as_deref().map(data_sources).transpose()?.unwrap_or_default();
        let catalogue = if extra.is_empty() { embedded } else { Arc::new(embedded.with_data_sources(&extra)) };
        Ok(Self { statements, catalogue, extra, declared: (!declared.is_empty()).then_some(declared) })
    }

    pub(super) fn options(&self) -> CheckOptions {
        CheckOptions { catalogue: self.catalogue.clone(), declared: self.declared.clone() }
    }

    /// The object of one statement: with several, `file` comes first.
    pub(super) fn labelled(&self, statement: &Statement, object: Map<String, Value>) -> Value {
        if self.statements.len() < 2 {
            return Value::Object(object);
        }
        let mut all = Map::from_iter([("file".to_owned(), json!(statement.label))]);
        all.extend(object);
        Value::Object(all)
    }

    /// Refuses a value for a parameter that no statement has: a name that is misspelt would go unnoticed.
    ///
    /// # Errors
    /// Exit code 2, naming it.
    pub(super) fn know<'a>(&self, given: impl Iterator<Item = &'a String>) -> Result<(), Failure> {
        let mut unknown: Vec<&String> = given.collect();
        if !unknown.is_empty() {
            for statement in &self.statements {
                let report = amc_sql::check(&statement.sql, &self.options());
                unknown.retain(|name| !report.parameters.iter().any(|p| p.name == **name));
            }
        }
        match unknown.first() {
            None => Ok(()),
            Some(name) => Err(Failure::misuse(format!("--param {name}: no statement has a parameter of this name."))),
        }
    }

    /// The values of a statement's parameters: those given, and a plain value of its type for each of the others, which is
    /// listed in the second part.
    pub(super) fn fill(
        &self,
        report: &CheckReport,
        given: &BTreeMap<String, Value>,
    ) -> (BTreeMap<String, Value>, Vec<(String, Value)>) {
        let mut values = BTreeMap::new();
        let mut filled = Vec::new();
        for parameter in &report.parameters {
            if let Some(value) = given.get(&parameter.name) {
                values.insert(parameter.name.clone(), value.clone());
            } else {
                let value = plain(parameter.data_type);
                filled.push((parameter.name.clone(), value.clone()));
                values.insert(parameter.name.clone(), value);
            }
        }
        (values, filled)
    }
}

/// A value of the type that most statements can work with.
fn plain(data_type: FieldType) -> Value {
    let scalar = |scalar| match scalar {
        ScalarType::Boolean => json!(true),
        ScalarType::String | ScalarType::Binary => json!("example"),
        ScalarType::Date => json!("2026-01-01"),
        ScalarType::Timestamp => json!("2026-01-01T00:00:00"),
        _ => json!(1),
    };
    match data_type {
        FieldType::Scalar(one) => scalar(one),
        FieldType::Array(one) => json!([scalar(one)]),
    }
}

/// `name=value` pairs; a value that is a JSON array is a list, everything else is text that its type gives meaning to.
///
/// # Errors
/// Exit code 2 for a pair without `=` or with a broken list.
pub(crate) fn values(pairs: &[String]) -> Result<BTreeMap<String, Value>, Failure> {
    pairs
        .iter()
        .map(|pair| {
            let (name, value) = pair
                .split_once('=')
                .filter(|(name, _)| !name.is_empty())
                .ok_or_else(|| Failure::misuse(format!("--param {pair}: expected name=value")))?;
            let value = if value.trim_start().starts_with('[') {
                serde_json::from_str(value)
                    .map_err(|_| Failure::misuse(format!("--param {name}: a list is written as a JSON array")))?
            } else {
                json!(value)
            };
            Ok((name.to_owned(), value))
        })
        .collect()
}

/// Reads an answer of the dataSources call: `{"dataSources":[…]}` or the bare list. Columns without type are text, since
/// Amazon's answers often leave it out.
fn data_sources(path: &Path) -> Result<Vec<ExtraTable>, Failure> {
    let text = read(path)?;
    let answer: Value = serde_json::from_str(&text)
        .map_err(|e| Failure::misuse(format!("{}: not JSON (line {}).", path.display(), e.line())))?;
    let list = answer.get("dataSources").unwrap_or(&answer);
    ExtraTable::from_data_sources(list)
        .ok_or_else(|| Failure::misuse(format!("{}: not an answer of the dataSources call.", path.display())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::values;

    #[test]
    fn a_list_is_json_and_everything_else_is_text() {
        let read = values(&["a=1".to_owned(), "b=x=y".to_owned(), r#"c=["p","q"]"#.to_owned()]).unwrap();
        assert_eq!(read["a"], json!("1"));
        assert_eq!(read["b"], json!("x=y"));
        assert_eq!(read["c"], json!(["p", "q"]));
        assert!(values(&["novalue".to_owned()]).is_err());
        assert!(values(&["l=[1,".to_owned()]).is_err());
    }
}
