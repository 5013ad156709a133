//! What `sql` commands are given: statements, parameters, and the tables of an instance.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use amc_sql::catalogue::{Catalogue, ExtraTable, FieldType, ScalarType};
use amc_sql::{CheckOptions, CheckReport, ParameterDeclaration};
use serde_json::{Map, Value, json};

use crate::args::{Global, SqlInput};
use crate::failure::Failure;
use crate::output;
use crate::run::read;

/// A statement and where it came from.
pub(super) struct Statement {
    /// The file's path as given, or `-`.
    pub(super) label: String,
    /// What it holds, or why that cannot be read.
    sql: Result<String, Failure>,
}

/// The worst exit code so far.
#[derive(Default)]
pub(super) struct Worst(u8);

impl Worst {
    pub(super) fn note(&mut self, exit: u8) {
        self.0 = self.0.max(exit);
    }
}

impl From<Worst> for ExitCode {
    fn from(worst: Worst) -> Self {
        Self::from(worst.0)
    }
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
    /// Reads files and options. A file that cannot be read is one of several things to report, unless it is the only one.
    ///
    /// # Errors
    /// Exit code 2 for an only file that cannot be read, a wrong declaration or an answer that is none.
    pub(super) fn read(input: &SqlInput) -> Result<Self, Failure> {
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
        let read = Self::of(&input.files.files, input.tables.data_sources.as_deref())?;
        Ok(Self { declared: (!declared.is_empty()).then_some(declared), ..read })
    }

    /// As [`Self::read`], without parameters.
    pub(super) fn of(files: &[PathBuf], sources: Option<&Path>) -> Result<Self, Failure> {
        let embedded = Catalogue::embedded().map_err(|_| {
            Failure::new("cli.catalogue", "The catalogue of AMC's tables is damaged.")
                .next("Install the program again.")
        })?;
        let extra = sources.map(data_sources).transpose()?.unwrap_or_default();
        let catalogue = if extra.is_empty() { embedded } else { Arc::new(embedded.with_data_sources(&extra)) };
        let mut statements: Vec<Statement> =
            files.iter().map(|path| Statement { label: path.display().to_string(), sql: read(path) }).collect();
        if let [only] = statements.as_mut_slice() {
            only.sql = Ok(std::mem::replace(&mut only.sql, Ok(String::new()))?);
        }
        Ok(Self { statements, catalogue, extra, declared: None })
    }

    /// The text of a statement; what cannot be read is reported.
    pub(super) fn text<'s>(&self, global: &Global, statement: &'s Statement, worst: &mut Worst) -> Option<&'s str> {
        match &statement.sql {
            Ok(sql) => Some(sql),
            Err(failure) => {
                self.report(global, statement, failure, worst);
                None
            }
        }
    }

    /// Says what went wrong with one of several files, in its place among the others.
    pub(super) fn report(&self, global: &Global, statement: &Statement, failure: &Failure, worst: &mut Worst) {
        worst.note(failure.exit());
        if global.json {
            let object = Map::from_iter([("ok".to_owned(), json!(false)), ("error".to_owned(), failure.as_json())]);
            self.print(statement, object);
        } else {
            failure.report(false);
        }
    }

    /// Prints the object of a statement: with several, `file` comes first.
    pub(super) fn print(&self, statement: &Statement, object: Map<String, Value>) {
        let named = (self.statements.len() > 1).then(|| ("file".to_owned(), json!(statement.label)));
        output::line(&Value::Object(named.into_iter().chain(object).collect()).to_string());
    }

    pub(super) fn options(&self) -> CheckOptions {
        CheckOptions { catalogue: self.catalogue.clone(), declared: self.declared.clone() }
    }

    /// Refuses a value for a parameter that no statement has: a name that is misspelt would go unnoticed.
    ///
    /// # Errors
    /// Exit code 2, naming it.
    pub(super) fn know<'a>(&self, given: impl Iterator<Item = &'a String>) -> Result<(), Failure> {
        let mut unknown: Vec<&String> = given.collect();
        if !unknown.is_empty() {
            for sql in self.statements.iter().filter_map(|statement| statement.sql.as_ref().ok()) {
                let report = amc_sql::check(sql, &self.options());
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
