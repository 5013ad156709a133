//! AMC's aggregation thresholds on the rows of an answer (section 7.3 of the contract): a row needs as many users as the strictest of its columns
//! asks for. One that has fewer is left out; or it loses the values that ask for more, and what is alike then is summed up.
//!
//! Users are those of `amc_sql::RowUsers`, each way on which they came into a row counted by itself: the row has as many as the way with the fewest.
//! Where none could be counted nothing is left out, and the answer's metadata says so.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use amc_sql::catalogue::FieldKind;
use amc_sql::{RowUsers, RunResult};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
    UInt32Array,
};
use arrow::compute::kernels::nullif::nullif;
use arrow::compute::{cast, concat, concat_batches, take};
use arrow::datatypes::{DataType, Decimal128Type, Field, Float64Type, Int64Type, Schema};
use arrow::error::ArrowError;
use arrow::row::{RowConverter, SortField};
use serde_json::{Value, json};

/// No threshold asks for more users than this; a number beyond only has to be known to be beyond.
const GREATEST_NEED: usize = 100;
/// What is never shown.
const NEVER: u32 = u32::MAX;

/// What a workflow asks for where rows have too few users.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Controls {
    /// Rows lose values; otherwise they are left out.
    hide_values: bool,
    /// Names of columns that are added.
    discriminator: Option<String>,
    user_count: Option<String>,
    reason: Option<String>,
}

impl Controls {
    pub(crate) fn of_workflow(workflow: &Value) -> Self {
        let named = |field: &str| {
            workflow.get(field).and_then(Value::as_str).filter(|name| !name.is_empty()).map(str::to_string)
        };
        let discriminator = named("filteredMetricsDiscriminatorColumn");
        let behavior = workflow.get("privacyFilteringBehavior").and_then(Value::as_str);
        Self {
            hide_values: discriminator.is_some() || behavior == Some("REMOVE_VALUES"),
            discriminator,
            user_count: named("distinctUserCountColumn"),
            reason: named("filteredReasonColumn"),
        }
    }

    /// How many users of a row have to be told apart.
    pub(crate) fn users_told_apart(&self) -> usize {
        if self.user_count.is_some() { usize::MAX } else { GREATEST_NEED }
    }

    /// Added columns with their types in the API.
    pub(crate) fn added(&self) -> impl Iterator<Item = (&str, &'static str)> {
        [(&self.discriminator, "BOOLEAN"), (&self.user_count, "LONG"), (&self.reason, "STRING")]
            .into_iter()
            .filter_map(|(name, data_type)| Some((name.as_deref()?, data_type)))
    }
}

/// What became of the rows of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filtered {
    removed: usize,
    merged: usize,
    /// Why users could not be counted, as sentences.
    not_counted: Vec<String>,
}

impl Filtered {
    pub(crate) fn to_json(&self) -> Value {
        json!({ "rowsRemoved": self.removed, "rowsMerged": self.merged, "notCounted": self.not_counted })
    }
}

/// Applies the thresholds, unless `controlled` is false, and adds the columns that the workflow asks for.
///
/// # Errors
/// A column cannot be handled, which no type that a statement can answer leads to.
pub(crate) fn apply(
    result: &RunResult,
    controls: &Controls,
    controlled: bool,
) -> Result<(RecordBatch, Filtered), ArrowError> {
    let all = concat_batches(&result.schema, &result.batches)?;
    let none = RowUsers::default();
    let users = result.users.as_ref().unwrap_or(&none);
    // A query for an audience answers with users by design.
    let controlled = controlled && result.row_need.is_some();
    let need = |threshold: amc_sql::catalogue::Threshold| threshold.users_needed().unwrap_or(NEVER);
    let needs: Vec<u32> =
        result.output.iter().map(|column| if controlled { need(column.threshold) } else { 0 }).collect();
    let floor = Floor {
        need: needs.iter().copied().max().unwrap_or(0),
        fewest: (0..all.num_rows()).map(|row| fewest(users, row)).collect(),
        all: &all,
        users,
        needs,
    };
    let (short, kept): (Vec<u32>, Vec<u32>) = (0..row_count(&all)).partition(|row| floor.falls_short(*row));
    let mut filtered = Filtered { not_counted: users.lost.clone(), ..Filtered::default() };
    let groups = if controls.hide_values {
        filtered.merged = short.len();
        floor.alike(&short, result)?
    } else {
        filtered.removed = short.len();
        Vec::new()
    };
    let mut columns = Vec::with_capacity(all.num_columns() + 3);
    let indices = UInt32Array::from(kept.clone());
    for (at, column) in all.columns().iter().enumerate() {
        let shown = take(column, &indices, None)?;
        let is_metric = result.output.get(at).is_some_and(|column| column.kind == FieldKind::Metric);
        let merged = floor.merged(at, is_metric, &groups)?;
        columns.push(concat(&[shown.as_ref(), merged.as_ref()])?);
    }
    let mut fields: Vec<Field> = result.schema.fields().iter().map(|field| field.as_ref().clone()).collect();
    for (name, column) in floor.added(controls, &kept, &groups) {
        fields.push(Field::new(name, column.data_type().clone(), true));
        columns.push(column);
    }
    let rows = arrow::array::RecordBatchOptions::new().with_row_count(Some(kept.len() + groups.len()));
    let batch = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &rows)?;
    Ok((batch, filtered))
}

fn row_count(batch: &RecordBatch) -> u32 {
    u32::try_from(batch.num_rows()).unwrap_or(u32::MAX)
}

fn index(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}

/// A way on which users came into rows, and how many they are.
type Count = (usize, usize);

/// The way with the fewest users of all that gave something to a row.
fn fewest(users: &RowUsers, row: usize) -> Option<Count> {
    let ways = users.paths.iter().enumerate();
    ways.filter_map(|(way, path)| Some((way, path.users.get(row)?.as_ref()?.len()))).min_by_key(|(_, users)| *users)
}

/// Rows that have to have so many users.
struct Floor<'r> {
    all: &'r RecordBatch,
    users: &'r RowUsers,
    /// By row.
    fewest: Vec<Option<Count>>,
    /// What each column asks for.
    needs: Vec<u32>,
    /// The greatest of them.
    need: u32,
}

impl Floor<'_> {
    fn fewest(&self, row: u32) -> Option<Count> {
        self.fewest.get(index(row)).copied().flatten()
    }

    /// As [`Self::fewest`], of several rows together.
    fn fewest_of_all(&self, rows: &[u32]) -> Option<usize> {
        let ways = self.users.paths.iter().filter_map(|path| {
            let given: Vec<&Vec<u64>> = rows.iter().filter_map(|row| path.users.get(index(*row))?.as_ref()).collect();
            let together: HashSet<u64> = given.iter().flat_map(|users| users.iter().copied()).collect();
            (!given.is_empty()).then_some(together.len())
        });
        ways.min()
    }

    /// Whether a column asks for more users than a row has.
    fn is_hidden(&self, need: u32, row: u32) -> bool {
        need == NEVER || self.fewest(row).is_some_and(|(_, users)| users < index(need))
    }

    fn falls_short(&self, row: u32) -> bool {
        self.is_hidden(self.need, row)
    }

    /// Why a row falls short, in the form of the contract.
    fn reason(&self, row: u32) -> String {
        let Some((way, users)) = self.fewest(row).filter(|_| self.need != NEVER) else {
            return "the values of a column are never shown".to_string();
        };
        let ways = self.users.paths.len();
        let source = self.users.paths[way].sources.join(", ");
        let path = if ways > 1 { format!(" (path {} of {ways})", way + 1) } else { String::new() };
        format!("{users} '{source}'{path} users < {} required", self.need)
    }

    /// A column without the values that its rows may not show.
    fn hidden(&self, at: usize) -> Result<ArrayRef, ArrowError> {
        let need = self.needs.get(at).copied().unwrap_or(0);
        let mask: BooleanArray = (0..row_count(self.all)).map(|row| Some(self.is_hidden(need, row))).collect();
        nullif(self.all.column(at), &mask)
    }

    /// Rows that are alike in all that does not measure, once their values are hidden.
    fn alike(&self, short: &[u32], result: &RunResult) -> Result<Vec<Vec<u32>>, ArrowError> {
        if short.is_empty() {
            return Ok(Vec::new());
        }
        let indices = UInt32Array::from(short.to_vec());
        let mut keys = Vec::new();
        for (at, column) in result.output.iter().enumerate().take(self.all.num_columns()) {
            if column.kind == FieldKind::Dimension {
                keys.push(take(&self.hidden(at)?, &indices, None)?);
            }
        }
        if keys.is_empty() {
            return Ok(vec![short.to_vec()]);
        }
        let fields = keys.iter().map(|key| SortField::new(key.data_type().clone())).collect();
        // Values that have no order, such as maps, are alike to none.
        let Ok(converter) = RowConverter::new(fields) else { return Ok(short.iter().map(|row| vec![*row]).collect()) };
        let keys = converter.convert_columns(&keys)?;
        let mut places: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut groups: Vec<Vec<u32>> = Vec::new();
        for (key, row) in keys.iter().zip(short) {
            let place = *places.entry(key.as_ref().to_vec()).or_insert(groups.len());
            if place == groups.len() {
                groups.push(Vec::new());
            }
            groups[place].push(*row);
        }
        Ok(groups)
    }

    /// A column with a row for each group: the sum of what measures, the value in common of all else.
    fn merged(&self, at: usize, is_metric: bool, groups: &[Vec<u32>]) -> Result<ArrayRef, ArrowError> {
        if groups.is_empty() {
            return Ok(self.all.column(at).slice(0, 0));
        }
        let column = self.hidden(at)?;
        if is_metric && column.data_type().is_numeric() {
            return summed(&column, groups);
        }
        let first: UInt32Array = groups.iter().map(|group| group.first().copied()).collect();
        take(&column, &first, None)
    }

    fn added<'c>(&self, controls: &'c Controls, kept: &[u32], groups: &[Vec<u32>]) -> Vec<(&'c str, ArrayRef)> {
        let mut out: Vec<(&str, ArrayRef)> = Vec::new();
        if let Some(name) = &controls.discriminator {
            let flags = kept.iter().map(|_| false).chain(groups.iter().map(|_| true));
            out.push((name, Arc::new(flags.map(Some).collect::<BooleanArray>())));
        }
        if let Some(name) = &controls.user_count {
            let shown = kept.iter().map(|row| self.fewest(*row).map(|(_, users)| users));
            let counts = shown.chain(groups.iter().map(|group| self.fewest_of_all(group)));
            let counts = counts.map(|users| i64::try_from(users?).ok());
            out.push((name, Arc::new(counts.collect::<Int64Array>())));
        }
        if let Some(name) = &controls.reason {
            let of_group = |group: &Vec<u32>| {
                let mut reasons: Vec<String> = Vec::new();
                for row in group {
                    let reason = self.reason(*row);
                    if !reasons.contains(&reason) {
                        reasons.push(reason);
                    }
                }
                reasons.join("; ")
            };
            let reasons = kept.iter().map(|_| None).chain(groups.iter().map(|group| Some(of_group(group))));
            out.push((name, Arc::new(reasons.collect::<StringArray>())));
        }
        out
    }
}

/// The sum of each group in the column's own type; NULL where all is NULL or the sum is too large for it.
fn summed(column: &ArrayRef, groups: &[Vec<u32>]) -> Result<ArrayRef, ArrowError> {
    let own = column.data_type().clone();
    let wide = match &own {
        DataType::Decimal128(..) => own.clone(),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => DataType::Float64,
        _ => DataType::Int64,
    };
    let values = cast(column, &wide)?;
    let known = |group: &Vec<u32>| -> Vec<usize> {
        group.iter().map(|row| index(*row)).filter(|row| values.is_valid(*row)).collect()
    };
    let made: ArrayRef = match &wide {
        DataType::Decimal128(precision, scale) => {
            let values = values.as_primitive::<Decimal128Type>();
            let sums = groups.iter().map(|group| {
                let mut rows = known(group).into_iter().map(|row| values.value(row));
                let first = rows.next()?;
                rows.try_fold(first, i128::checked_add)
            });
            Arc::new(sums.collect::<Decimal128Array>().with_precision_and_scale(*precision, *scale)?)
        }
        DataType::Float64 => {
            let values = values.as_primitive::<Float64Type>();
            let sums =
                groups.iter().map(|group| known(group).into_iter().map(|row| values.value(row)).reduce(|a, b| a + b));
            Arc::new(sums.collect::<Float64Array>())
        }
        _ => {
            let values = values.as_primitive::<Int64Type>();
            let sums = groups.iter().map(|group| {
                let mut rows = known(group).into_iter().map(|row| values.value(row));
                let first = rows.next()?;
                rows.try_fold(first, i64::checked_add)
            });
            Arc::new(sums.collect::<Int64Array>())
        }
    };
    cast(&made, &own)
}
