//! Columns nobody foresaw: values that fit the type, from the catalogue's samples where it has some.

use amc_sql::catalogue::{Field, FieldKind, FieldType, ScalarType};

use super::{Recipe, Setting};
use crate::data::{
    random::{index, mix, share, text_key},
    row::Row,
};

pub(super) fn recipe<'a>(setting: Setting<'a>, field: &'a Field) -> Recipe<'a> {
    let salt = text_key(&field.name);
    let key = move |row: &Row| mix(row.id, salt);
    match field.data_type {
        FieldType::Array(ScalarType::Byte | ScalarType::Short | ScalarType::Integer | ScalarType::Long) => {
            Recipe::list(move |row| Some(vec![1 + index(key(row), 9) as i64]))
        }
        FieldType::Array(_) | FieldType::Scalar(ScalarType::Binary) => Recipe::Null,
        FieldType::Scalar(scalar) => match scalar {
            ScalarType::String => text(setting, field, key),
            ScalarType::Boolean => Recipe::flag(move |row| Some(share(key(row)) < 0.3)),
            ScalarType::Date | ScalarType::Timestamp => Recipe::moment(|row| Some(row.time)),
            ScalarType::Decimal(_) | ScalarType::Double | ScalarType::Float => {
                Recipe::decimal(move |row| Some(index(key(row), 900_000) as i64))
            }
            _ if field.kind == FieldKind::Metric => Recipe::whole(move |row| Some(i64::from(share(key(row)) < 0.4))),
            _ => Recipe::whole(move |row| Some(1 + index(key(row), 12) as i64)),
        },
    }
}

fn text<'a>(setting: Setting<'a>, field: &'a Field, key: impl Fn(&Row) -> u64 + Send + Copy + 'a) -> Recipe<'a> {
    let samples = &field.samples;
    if !samples.is_empty() {
        return Recipe::text(move |row| samples.get(index(key(row), samples.len())).map(String::as_str));
    }
    if field.name.to_ascii_lowercase().ends_with("_id") {
        // A user's own thing: a session, a household, a vehicle.
        let seed = setting.world.seed;
        return Recipe::owned(move |row| Some(format!("{:016x}", mix(key(row), seed))));
    }
    let word = field.name.to_ascii_lowercase().replace('_', " ");
    Recipe::owned(move |row| Some(format!("{word} {}", 1 + index(key(row), 5))))
}
