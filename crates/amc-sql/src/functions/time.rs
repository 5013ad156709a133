//! Clocks of time zones.

use std::sync::Arc;

use chrono::TimeZone;
use chrono_tz::Tz;
use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, TimestampMicrosecondBuilder},
        compute::cast,
        datatypes::{DataType, TimestampMicrosecondType},
    },
    common::{Result, exec_datafusion_err, exec_err},
};

use super::udf::{at, rows, text_arg};

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
        let zone: Tz = zone.parse().map_err(|_| exec_datafusion_err!("`{zone}` is no time zone"))?;
        let moment = chrono::DateTime::from_timestamp_micros(times.value(row))
            .ok_or_else(|| exec_datafusion_err!("a time is out of range"))?;
        out.append_value(zone.from_utc_datetime(&moment.naive_utc()).naive_local().and_utc().timestamp_micros());
    }
    Ok(Arc::new(out.finish()))
}
