//! Clocks of time zones, and spans of time.

use std::sync::Arc;

use chrono::TimeZone;
use chrono_tz::Tz;
use datafusion::{
    arrow::{
        array::{
            Array, ArrayRef, AsArray, Int64Array, IntervalMonthDayNanoArray, TimestampMicrosecondArray,
            TimestampMicrosecondBuilder,
        },
        compute::cast,
        datatypes::{
            DataType, Float64Type, IntervalMonthDayNano, IntervalMonthDayNanoType, IntervalUnit,
            TimestampMicrosecondType,
        },
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

/// A span of time as the engine adds it to a moment.
pub(super) const SPAN: DataType = DataType::Interval(IntervalUnit::MonthDayNano);
const NANOS_A_DAY: f64 = 86_400e9;

/// A span so many times. A part of a day becomes hours; a month has no fixed parts, so that what is left of one is lost.
pub(super) fn interval_times(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    let [spans, times] = args else { return exec_err!("an argument is missing") };
    let (spans, times) = (cast(spans, to)?, cast(times, &DataType::Float64)?);
    let pairs = spans.as_primitive::<IntervalMonthDayNanoType>().iter().zip(times.as_primitive::<Float64Type>().iter());
    let made = pairs.map(|(span, times)| {
        let (span, times) = (span?, times?);
        let days = f64::from(span.days) * times;
        #[expect(clippy::cast_precision_loss, reason = "exact up to a hundred days, and then to the microsecond")]
        let nanos = span.nanoseconds as f64 * times + days.fract() * NANOS_A_DAY;
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and no such date exists")]
        let made =
            IntervalMonthDayNano::new((f64::from(span.months) * times) as i32, days as i32, nanos.round() as i64);
        Some(made)
    });
    Ok(Arc::new(made.collect::<IntervalMonthDayNanoArray>()))
}

/// The length of a span in microseconds, a month having 30 days.
pub(super) fn interval_length(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let Some(spans) = args.first() else { return exec_err!("an argument is missing") };
    let spans = cast(spans, &SPAN)?;
    let lengths = spans.as_primitive::<IntervalMonthDayNanoType>().iter().map(|span| {
        let span = span?;
        let days = i64::from(span.months) * 30 + i64::from(span.days);
        Some(days * 86_400_000_000 + span.nanoseconds / 1000)
    });
    Ok(Arc::new(lengths.collect::<Int64Array>()))
}
