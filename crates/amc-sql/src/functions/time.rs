//! Clocks of time zones.

use std::sync::Arc;

use chrono::TimeZone;
use chrono_tz::Tz;
use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, TimestampMicrosecondArray, TimestampMicrosecondBuilder},
        compute::cast,
        datatypes::{DataType, Float64Type, TimestampMicrosecondType},
    },
    common::{Result, exec_err},
};

use super::udf::{at, no_answer, rows, text_arg};
use crate::diagnostic::text_words;

/// A moment in UTC as the clock of a zone shows it.
pub(super) fn from_utc(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    let Some(column) = args.first() else { return exec_err!("an argument is missing") };
    let times = cast(column, to)?;
    let times = times.as_primitive::<TimestampMicrosecondType>();
    let zones = text_arg(args, 1)?;
    let mut out = TimestampMicrosecondBuilder::new();
    for row in 0..rows(args) {
        let zone = at(&zones, row);
        if times.is_null(row) {
            out.append_null();
            continue;
        }
        let Some(zone) = zone else {
            out.append_null();
            continue;
        };
        let zone: Tz = zone.parse().map_err(|_| no_answer(format!("{} is no time zone", text_words(zone))))?;
        let moment = chrono::DateTime::from_timestamp_micros(times.value(row))
            .ok_or_else(|| no_answer("a time lies outside the calendar"))?;
        out.append_value(zone.from_utc_datetime(&moment.naive_utc()).naive_local().and_utc().timestamp_micros());
    }
    Ok(Arc::new(out.finish()))
}

/// Numbers from here on are milliseconds: as seconds they would lie past the year 5000.
const MILLISECONDS_FROM: f64 = 1e11;

/// A moment from seconds or, as Amazon tells by the size of the number, milliseconds since 1970.
pub(super) fn from_epoch(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let Some(column) = args.first() else { return exec_err!("an argument is missing") };
    let numbers = cast(column, &DataType::Float64)?;
    let numbers = numbers.as_primitive::<Float64Type>();
    let micros = numbers.iter().map(|number| {
        number.map(|number| {
            let scale = if number.abs() >= MILLISECONDS_FROM { 1e3 } else { 1e6 };
            // Whole microseconds of any date a table can hold fit in both types.
            #[expect(clippy::cast_possible_truncation, reason = "saturates, and no such date exists")]
            let micros = (number * scale).round() as i64;
            micros
        })
    });
    Ok(Arc::new(micros.collect::<TimestampMicrosecondArray>()))
}
