//! Two results put side by side, matched by the values of some columns.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Float64Array, StringArray};
use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number as TsNumber;

use super::additive::no_sum;
use super::column::ColumnType;
use super::derived::Derived;
use super::group::{Figure, GroupKey, GroupValue, Groups, Keys, Measure, Plan, gather};
use super::local::LocalFile;
use super::look::NoSum;
use super::model::ResultSummary;
use super::number::{self, Number, is_numeric};
use super::table::Table;
use crate::{Error, Result};

const MOST_COLUMNS: usize = 64;

/// Which results are put side by side, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct CompareRequest {
    /// What the outcome is kept under: letters, digits and hyphens.
    pub id: String,
    /// The earlier result.
    pub before: String,
    /// The later one.
    pub after: String,
    /// Names of the columns by which rows are matched; none chooses those that are no figures.
    pub keys: Option<Vec<String>>,
    /// Names of the columns that are compared; none chooses all other columns of numbers.
    pub values: Option<Vec<String>>,
}

/// All of a compared column.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct CompareTotal {
    /// Its name.
    pub name: String,
    /// The sum before.
    pub before: Option<String>,
    /// The sum after.
    pub after: Option<String>,
    /// How much more that is.
    pub change: Option<String>,
    /// The same as a part of before: 0.25 is a quarter more.
    pub ratio: Option<f64>,
    /// Why there is no sum.
    pub not_added: Option<NoSum>,
}

/// Two results put side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct CompareAnswer {
    /// What the rows are read under: the keys, then of each value before, after, change, and change in percent of before; last, in
    /// which of the two the keys are.
    pub id: String,
    /// The rows.
    pub result: ResultSummary,
    /// The columns by which rows were matched.
    pub keys: Vec<String>,
    /// The columns that were compared.
    pub values: Vec<String>,
    /// Keys that both have.
    #[specta(type = TsNumber)]
    pub in_both: u64,
    /// Keys that only the earlier has.
    #[specta(type = TsNumber)]
    pub only_before: u64,
    /// Keys that only the later has.
    #[specta(type = TsNumber)]
    pub only_after: u64,
    /// Columns that only the earlier has.
    pub columns_before: Vec<String>,
    /// Columns that only the later has.
    pub columns_after: Vec<String>,
    /// Whether several rows of one key were added up.
    pub added_up: bool,
    /// Of each value, all of it.
    pub totals: Vec<CompareTotal>,
}

/// The figures of one key on one side: how many rows, and of each value the sum.
type Side<'a> = &'a [Figure];
/// A number before and after.
type Pair = (Option<Number>, Option<Number>);

/// Puts two results side by side, into a file whose rows will be read under `id`.
pub(super) fn compare(
    before: &Table,
    after: &Table,
    request: &CompareRequest,
    id: &str,
    data_dir: &Path,
) -> Result<(LocalFile, CompareAnswer)> {
    let (keys, values) = chosen(before, after, request)?;
    let (first, first_keys) = side(before, after, &keys, &values)?;
    let (second, _) = side(after, before, &keys, &values)?;

    let mut rows: BTreeMap<&[u8], (Option<Side<'_>>, Option<Side<'_>>)> = BTreeMap::new();
    for (key, figures) in first.sorted() {
        rows.entry(key).or_default().0 = Some(figures);
    }
    for (key, figures) in second.sorted() {
        rows.entry(key).or_default().1 = Some(figures);
    }
    let count = |wanted: (bool, bool)| {
        let found = rows.values().filter(|(left, right)| (left.is_some(), right.is_some()) == wanted).count();
        u64::try_from(found).unwrap_or(u64::MAX)
    };
    let (in_both, only_before, only_after) = (count((true, true)), count((true, false)), count((false, true)));

    let encoded: Vec<&[u8]> = rows.keys().copied().collect();
    let mut derived = Derived::new(encoded.len());
    for (name, kind, column) in first_keys.columns(&encoded)? {
        derived.push(name, kind, column);
    }
    let mut added_up = false;
    let mut totals = Vec::with_capacity(values.len());
    for (at, name) in values.iter().enumerate() {
        let why = no_sum(name);
        let mut of_one = |figures: Option<Side<'_>>| {
            let figures = figures?;
            let several = matches!(figures.first(), Some(Figure::Rows(rows)) if *rows > 1);
            added_up |= several && why.is_none();
            // One of several rates would be any.
            if several && why.is_some() { None } else { figures.get(at + 1)?.sum() }
        };
        let pairs: Vec<Pair> = rows.values().map(|(left, right)| (of_one(*left), of_one(*right))).collect();
        let total = |pick: fn(&Pair) -> Option<Number>| {
            let sum = pairs.iter().filter_map(pick).reduce(Number::plus);
            if why.is_none() { sum } else { None }
        };
        totals.push(CompareTotal::of(name, total(|pair| pair.0), total(|pair| pair.1), why));
        push(&mut derived, name, &pairs);
    }
    let found_in: StringArray = rows
        .values()
        .map(|sides| match sides {
            (Some(_), Some(_)) => Some("both"),
            (Some(_), None) => Some("before"),
            _ => Some("after"),
        })
        .collect();
    derived.push("found in".to_owned(), ColumnType::Text, Arc::new(found_in));
    let missing = |here: &Table, there: &Table| names(here).filter(|name| place(there, name).is_none()).collect();
    let (columns_before, columns_after) = (missing(before, after), missing(after, before));
    let (file, result) = derived.write(data_dir)?;
    let answer = CompareAnswer {
        id: id.to_owned(),
        result,
        keys,
        values,
        in_both,
        only_before,
        only_after,
        columns_before,
        columns_after,
        added_up,
        totals,
    };
    Ok((file, answer))
}

impl CompareTotal {
    fn of(name: &str, before: Option<Number>, after: Option<Number>, not_added: Option<NoSum>) -> Self {
        let change = before.zip(after).map(|(before, after)| after.minus(before));
        Self {
            name: name.to_owned(),
            before: before.and_then(Number::text),
            after: after.and_then(Number::text),
            change: change.and_then(Number::text),
            ratio: ratio(before, change),
            not_added,
        }
    }
}

/// A change as a part of what was before; none of nothing.
fn ratio(before: Option<Number>, change: Option<Number>) -> Option<f64> {
    let (before, change) = (before?.approximate(), change?.approximate());
    let ratio = change / before.abs();
    ratio.is_finite().then_some(ratio)
}

/// The four columns of a value.
fn push(rows: &mut Derived, name: &str, pairs: &[Pair]) {
    let change = |(before, after): &Pair| before.zip(*after).map(|(b, a)| a.minus(b));
    let (before, after): (Vec<_>, Vec<_>) = pairs.iter().copied().unzip();
    let changes: Vec<Option<Number>> = pairs.iter().map(change).collect();
    for (what, numbers) in [("before", &before), ("after", &after), ("change", &changes)] {
        let (kind, column) = number::column(numbers);
        rows.push(format!("{name} \u{b7} {what}"), kind, column);
    }
    let percent: Float64Array = before
        .iter()
        .zip(&changes)
        .map(|(before, change)| ratio(*before, *change).map(|ratio| ratio * 100.0))
        .collect();
    rows.push(format!("{name} \u{b7} change %"), ColumnType::Double, Arc::new(percent));
}

fn names(table: &Table) -> impl Iterator<Item = String> + '_ {
    table.schema().fields().iter().map(|field| field.name().clone())
}

fn place(table: &Table, name: &str) -> Option<u32> {
    table.schema().index_of(name).ok().and_then(|at| u32::try_from(at).ok())
}

/// The names of the columns that match and that are compared.
fn chosen(before: &Table, after: &Table, request: &CompareRequest) -> Result<(Vec<String>, Vec<String>)> {
    let both: Vec<String> = names(before).filter(|name| place(after, name).is_some()).collect();
    let numeric = |name: &String| {
        let kind =
            |table: &Table| table.schema().field_with_name(name).is_ok_and(|field| is_numeric(field.data_type()));
        kind(before) && kind(after)
    };
    let figure = |name: &String| numeric(name) && no_sum(name) != Some(NoSum::Id);
    if both.is_empty() {
        return Err(Error::new("result.nothing_common", "These results have no column of the same name.")
            .next("Compare two results of one query."));
    }
    let given = |names: &[String]| match names.iter().find(|name| !both.contains(name)) {
        Some(name) => Err(Error::invalid(format!("Only one of the results has a column “{name}”."))),
        None => Ok(names.to_vec()),
    };
    let keys = match (&request.keys, &request.values) {
        (Some(keys), _) => given(keys)?,
        (None, values) => {
            let compared = |name: &String| values.as_ref().is_some_and(|values| values.contains(name));
            both.iter().filter(|name| !figure(name) && !compared(name)).cloned().collect()
        }
    };
    let values: Vec<String> = match &request.values {
        Some(values) => given(values)?,
        None => both.iter().filter(|name| figure(name) && !keys.contains(name)).cloned().collect(),
    };
    if let Some(name) = values.iter().find(|name| !numeric(name) || keys.contains(name)) {
        return Err(Error::invalid(format!(
            "“{name}” cannot be compared: it holds no numbers, or rows are matched by it."
        )));
    }
    if keys.len() > MOST_COLUMNS || values.len() > MOST_COLUMNS {
        return Err(Error::invalid("Up to 64 columns match, and up to 64 are compared.").next("Choose fewer columns."));
    }
    Ok((keys, values))
}

/// One side, by the encoded keys: how many rows each has, and the sum of each value. Keys whose types differ are taken as texts.
fn side(here: &Table, there: &Table, keys: &[String], values: &[String]) -> Result<(Groups, Keys)> {
    let places: Vec<u32> = keys.iter().filter_map(|name| place(here, name)).collect();
    let kind =
        |table: &Table, name: &str| table.schema().field_with_name(name).map(|field| field.data_type().clone()).ok();
    let texts: Vec<u32> =
        keys.iter().filter(|name| kind(here, name) != kind(there, name)).filter_map(|name| place(here, name)).collect();
    let group_keys: Vec<GroupKey> = places.iter().map(|column| GroupKey { column: *column, unit: None }).collect();
    let encoder = Keys::new(here, &group_keys, &texts)?;
    let mut plans = vec![Plan::new(here, GroupValue { measure: Measure::Rows, column: None })?];
    for name in values {
        // What does not add up is looked at where a key has one row: its average is itself.
        let column = place(here, name);
        plans.push(Plan::new(here, GroupValue { measure: Measure::Average, column })?);
    }
    let groups = gather(here, &[], (&places, &encoder), None, &plans)?;
    Ok((groups, encoder))
}
