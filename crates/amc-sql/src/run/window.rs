//! A base table as a run sees it: known columns in known types, rows inside the window.

use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use datafusion::{
    arrow::{
        datatypes::{DataType, Schema},
        record_batch::RecordBatch,
    },
    logical_expr::{Expr, cast},
    prelude::{DataFrame, SessionContext, ident, lit},
    scalar::ScalarValue,
};

use super::{RunError, RunOptions, arrow_type, users};
use crate::check::TableRead;

/// The table's rows inside the window, with every column of the catalogue in lower case, and each with its user if users are counted.
pub(super) fn table(context: &SessionContext, read: &TableRead, options: &RunOptions) -> Result<DataFrame, RunError> {
    let Some(known) = options.catalogue.table(&read.table) else { return Err(RunError::NoRows(read.table.clone())) };
    let base = known.audience_of.as_deref().unwrap_or(&known.name).to_lowercase();
    let provider = match options.tables.provider(&read.table).or_else(|| options.tables.provider(&base)) {
        Some(provider) => provider,
        // A table whose columns nobody knows can be named, but has nothing to show.
        None if known.fields.is_empty() => {
            return Ok(context.read_batch(RecordBatch::new_empty(Schema::empty().into()))?);
        }
        None => return Err(RunError::NoRows(read.table.clone())),
    };
    let schema = provider.schema();
    let mut frame = context.read_table(provider)?;
    let find = |name: &str| schema.fields().iter().find(|field| field.name().eq_ignore_ascii_case(name));
    if let Some(time) = known.time_column.as_deref()
        && let Some(field) = find(time)
    {
        let (start, end) = bounds(read, options, time.to_ascii_lowercase().ends_with("_utc"));
        let column = ident(field.name());
        let column = match field.data_type() {
            DataType::Timestamp(..) => column,
            _ => cast(column, micros()),
        };
        let at = |time: NaiveDateTime| {
            let literal = lit(ScalarValue::TimestampMicrosecond(Some(time.and_utc().timestamp_micros()), None));
            // Converting the literal rather than the column lets files skip what is outside.
            match field.data_type() {
                exact @ DataType::Timestamp(..) if *exact != micros() => cast(literal, exact.clone()),
                _ => literal,
            }
        };
        frame = frame.filter(column.clone().gt_eq(at(start)).and(column.lt(at(end))))?;
    }
    let mut columns: Vec<Expr> = known
        .fields
        .iter()
        .map(|field| {
            let wanted = arrow_type(field.data_type);
            let expr = match find(&field.name) {
                Some(have) if fits(have.data_type(), &wanted) => ident(have.name()),
                Some(have) => cast(ident(have.name()), wanted),
                None => cast(lit(ScalarValue::Null), wanted),
            };
            expr.alias(field.name.to_lowercase())
        })
        .collect();
    if columns.is_empty() {
        return Ok(frame);
    }
    if options.count_users.is_some()
        && let Some(user) = find(users::USER_ID)
    {
        columns.push(users::user_of(context, ident(user.name()))?);
    }
    Ok(frame.select(columns)?)
}

fn micros() -> DataType {
    crate::types::SqlType::TIMESTAMP.to_arrow()
}

/// Whether a column can be used as it is; other layouts of text spare a copy.
fn fits(have: &DataType, wanted: &DataType) -> bool {
    have == wanted || (*wanted == DataType::Utf8 && matches!(have, DataType::Utf8View | DataType::LargeUtf8))
}

fn bounds(read: &TableRead, options: &RunOptions, utc: bool) -> (NaiveDateTime, NaiveDateTime) {
    let window = options.window;
    let (mut start, mut end) = (window.start, window.end);
    if let Some((before, after)) = read.widened {
        start = before.before(start);
        end = after.after(end);
    }
    if utc { (in_utc(start, window.time_zone), in_utc(end, window.time_zone)) } else { (start, end) }
}

/// The first moment that the zone's clock shows this time; a time that a clock change skips is moved an hour on.
pub(super) fn in_utc(time: NaiveDateTime, zone: Tz) -> NaiveDateTime {
    zone.from_local_datetime(&time)
        .earliest()
        .or_else(|| zone.from_local_datetime(&(time + chrono::Duration::hours(1))).earliest())
        .map_or(time, |moment| moment.naive_utc())
}
