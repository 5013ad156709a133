//! Keys: the values by which rows are taken together, as bytes that sort as they do.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array as _, ArrayRef, AsArray as _, Date32Array};
use arrow::compute::{SortOptions, cast};
use arrow::datatypes::{DataType, Date32Type, TimestampMicrosecondType};
use arrow::row::{RowConverter, Rows, SortField};
use chrono::{Datelike as _, Days, NaiveDate};

use super::model::{GroupKey, GroupUnit};
use crate::result::column::ColumnType;
use crate::result::export::cell::cell;
use crate::result::table::{Table, broken};
use crate::{Error, Result};

/// What the bytes of several columns are made with.
#[derive(Debug)]
pub(in crate::result) struct Keys {
    parts: Vec<Part>,
    converter: Option<RowConverter>,
}

#[derive(Debug)]
struct Part {
    name: String,
    unit: Option<GroupUnit>,
    /// What is encoded.
    kind: DataType,
}

impl Keys {
    /// Keys of these columns of a table. A column in `as_text` is encoded as its text.
    ///
    /// # Errors
    /// `invalid` for a column that is not there, or a unit for what is neither day nor moment.
    pub(in crate::result) fn new(table: &Table, keys: &[GroupKey], as_text: &[u32]) -> Result<Self> {
        let parts = keys.iter().map(|key| Part::new(table, *key, as_text.contains(&key.column)));
        let parts = parts.collect::<Result<Vec<_>>>()?;
        let options = SortOptions { descending: false, nulls_first: false };
        let fields =
            parts.iter().map(|part| SortField::new_with_options(part.kind.clone(), options)).collect::<Vec<_>>();
        let converter = if fields.is_empty() { None } else { Some(RowConverter::new(fields).map_err(|_| broken())?) };
        Ok(Self { parts, converter })
    }

    /// The keys of rows, whose columns stand in the order of the keys; `None` where nothing is a key.
    pub(in crate::result) fn encode(&self, columns: &[ArrayRef]) -> Result<Option<Rows>> {
        let Some(converter) = &self.converter else { return Ok(None) };
        let columns =
            self.parts.iter().zip(columns).map(|(part, column)| part.taken(column)).collect::<Result<Vec<_>>>()?;
        converter.convert_columns(&columns).map(Some).map_err(|_| broken())
    }

    /// The columns of these keys, with their names and types.
    pub(in crate::result) fn columns(&self, keys: &[&[u8]]) -> Result<Vec<(String, ColumnType, ArrayRef)>> {
        let Some(converter) = &self.converter else { return Ok(Vec::new()) };
        let parser = converter.parser();
        let columns = converter.convert_rows(keys.iter().map(|key| parser.parse(key))).map_err(|_| broken())?;
        let named = self.parts.iter().zip(columns);
        Ok(named.map(|(part, column)| (part.name.clone(), ColumnType::kept(&part.kind), column)).collect())
    }

    /// A name for each of these keys, of one column.
    pub(super) fn names(&self, keys: &[&[u8]]) -> Result<Vec<String>> {
        let unit = self.parts.first().and_then(|part| part.unit);
        let columns = self.columns(keys)?;
        let Some((_, _, column)) = columns.first() else { return Ok(Vec::new()) };
        Ok((0..column.len()).map(|row| name(column, row, unit)).collect())
    }
}

impl Part {
    fn new(table: &Table, key: GroupKey, as_text: bool) -> Result<Self> {
        let field = table.schema().fields().get(key.column as usize);
        let field = field.ok_or_else(|| Error::invalid("This result has no such column."))?;
        let days = matches!(field.data_type(), DataType::Date32 | DataType::Timestamp(..));
        if key.unit.is_some() && !days {
            return Err(Error::invalid(format!("“{}” holds neither days nor moments.", field.name()))
                .next("Take its values as they are."));
        }
        let kind = match (key.unit, as_text) {
            (Some(_), _) => DataType::Date32,
            (None, true) => DataType::Utf8,
            (None, false) => field.data_type().clone(),
        };
        let name = match key.unit {
            None => field.name().clone(),
            Some(unit) => format!("{} of {}", unit.word(), field.name()),
        };
        Ok(Self { name, unit: key.unit, kind })
    }

    fn taken(&self, column: &ArrayRef) -> Result<ArrayRef> {
        match self.unit {
            Some(unit) => days(column, unit),
            None if *column.data_type() == self.kind => Ok(column.clone()),
            None => cast(column, &self.kind).map_err(|_| broken()),
        }
    }
}

impl GroupUnit {
    fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The first day of the unit that holds `day`.
    fn first(self, day: NaiveDate) -> Option<NaiveDate> {
        let of_month = |month| NaiveDate::from_ymd_opt(day.year(), month, 1);
        match self {
            Self::Day => Some(day),
            Self::Week => day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())),
            Self::Month => of_month(day.month()),
            Self::Quarter => of_month(day.month0() / 3 * 3 + 1),
            Self::Year => of_month(1),
        }
    }
}

/// The first days of the units that hold these days or moments.
fn days(column: &ArrayRef, unit: GroupUnit) -> Result<ArrayRef> {
    let first = |day: Option<NaiveDate>| day.and_then(|day| unit.first(day)).map(Date32Type::from_naive_date);
    let days: Date32Array = match column.data_type() {
        DataType::Date32 => {
            let own = column.as_primitive::<Date32Type>();
            (0..own.len()).map(|row| first((!own.is_null(row)).then(|| own.value_as_date(row)).flatten())).collect()
        }
        DataType::Timestamp(..) => {
            let own = column.as_primitive::<TimestampMicrosecondType>();
            let day = |row| (!own.is_null(row)).then(|| own.value_as_date(row)).flatten();
            (0..own.len()).map(|row| first(day(row))).collect()
        }
        _ => return Err(broken()),
    };
    Ok(Arc::new(days))
}

/// A value as the name of a column.
fn name(column: &ArrayRef, row: usize, unit: Option<GroupUnit>) -> String {
    let day = || column.as_primitive_opt::<Date32Type>().filter(|own| !own.is_null(row))?.value_as_date(row);
    match unit.and_then(|unit| Some((unit, day()?))) {
        Some((GroupUnit::Month, day)) => day.format("%Y-%m").to_string(),
        Some((GroupUnit::Quarter, day)) => format!("{}-Q{}", day.year(), day.month0() / 3 + 1),
        Some((GroupUnit::Year, day)) => day.year().to_string(),
        _ => cell(column, row).into_text().filter(|text| !text.is_empty()).unwrap_or_else(|| "(empty)".to_owned()),
    }
}

/// Numbers for keys, in the order in which they were first seen.
#[derive(Default)]
pub(super) struct Numbered {
    known: HashMap<Box<[u8]>, u32>,
}

impl Numbered {
    /// The number of a key, and how many bytes it newly takes.
    pub(super) fn number(&mut self, key: &[u8]) -> (u32, usize) {
        if let Some(number) = self.known.get(key) {
            return (*number, 0);
        }
        let number = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.known.insert(key.into(), number);
        (number, key.len() + 48)
    }

    /// All keys with their numbers, in the order of their values.
    pub(super) fn sorted(&self) -> Vec<(&[u8], u32)> {
        let mut all: Vec<(&[u8], u32)> = self.known.iter().map(|(key, number)| (&**key, *number)).collect();
        all.sort_unstable();
        all
    }

    pub(super) fn len(&self) -> usize {
        self.known.len()
    }
}
