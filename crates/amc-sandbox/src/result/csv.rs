//! AMC's CSV (section 8 of the contract): backslash escapes, an empty field for NULL, a header row.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Date32Type, TimestampMicrosecondType};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use serde_json::Value;

/// The `outputFormat` of a workflow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CsvForm {
    separator: char,
    quote: char,
    escape: char,
}

impl Default for CsvForm {
    fn default() -> Self {
        Self { separator: ',', quote: '"', escape: '\\' }
    }
}

impl CsvForm {
    pub(crate) fn of_workflow(workflow: &Value) -> Self {
        let usual = Self::default();
        let read = |name: &str, usual: char| {
            let text = workflow.get("outputFormat").and_then(|f| f.get(name)).and_then(Value::as_str);
            text.and_then(|t| t.chars().next()).unwrap_or(usual)
        };
        Self {
            separator: read("separatorCharacter", usual.separator),
            quote: read("quoteCharacter", usual.quote),
            escape: read("escapeCharacter", usual.escape),
        }
    }

    pub(crate) fn header(&self, names: &[String], out: &mut String) {
        for (index, name) in names.iter().enumerate() {
            if index > 0 {
                out.push(self.separator);
            }
            self.text(name, out);
        }
        out.push('\n');
    }

    /// Adds row `row` of `columns`.
    pub(crate) fn row(&self, columns: &[Cells<'_>], row: usize, out: &mut String) {
        for (index, column) in columns.iter().enumerate() {
            if index > 0 {
                out.push(self.separator);
            }
            column.write(self, row, out);
        }
        out.push('\n');
    }

    /// Text as a field. Empty text is quoted, since an empty field is NULL; so is whatever holds one of the form's own characters,
    /// which a workflow may choose so that dates and numbers hold them.
    fn text(&self, text: &str, out: &mut String) {
        let special = |c: char| c == self.separator || c == self.quote || c == self.escape || c == '\n' || c == '\r';
        if !text.is_empty() && !text.contains(special) {
            out.push_str(text);
            return;
        }
        out.push(self.quote);
        for c in text.chars() {
            if c == self.quote || c == self.escape {
                out.push(self.escape);
            }
            out.push(c);
        }
        out.push(self.quote);
    }
}

/// A column whose cells can be written.
pub(crate) enum Cells<'a> {
    Date(&'a ArrayRef),
    /// Cast to microseconds.
    Timestamp(ArrayRef),
    /// Numbers and truth values.
    Plain(ArrayFormatter<'a>, &'a ArrayRef),
    /// All else.
    Text(ArrayFormatter<'a>, &'a ArrayRef),
}

const OPTIONS: FormatOptions<'static> = FormatOptions::new().with_null("");

impl<'a> Cells<'a> {
    pub(crate) fn of(array: &'a ArrayRef) -> Result<Self, arrow::error::ArrowError> {
        Ok(match array.data_type() {
            DataType::Date32 => Self::Date(array),
            DataType::Timestamp(_, _) => {
                let microseconds = DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, None);
                Self::Timestamp(arrow::compute::cast(array, &microseconds)?)
            }
            t if t.is_numeric() || *t == DataType::Boolean => {
                Self::Plain(ArrayFormatter::try_new(array, &OPTIONS)?, array)
            }
            _ => Self::Text(ArrayFormatter::try_new(array, &OPTIONS)?, array),
        })
    }

    fn write(&self, form: &CsvForm, row: usize, out: &mut String) {
        match self {
            Self::Date(array) if !array.is_null(row) => {
                if let Some(date) = array.as_primitive::<Date32Type>().value_as_date(row) {
                    form.text(&date.format("%Y-%m-%d").to_string(), out);
                }
            }
            Self::Timestamp(array) if !array.is_null(row) => {
                if let Some(time) = array.as_primitive::<TimestampMicrosecondType>().value_as_datetime(row) {
                    form.text(&time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(), out);
                }
            }
            Self::Plain(cells, array) if !array.is_null(row) => {
                // A float that prints as 1.0 stays so; NaN and infinities have no form in the service's files.
                let text = cells.value(row).to_string();
                if !matches!(text.as_str(), "NaN" | "inf" | "-inf") {
                    form.text(&text, out);
                }
            }
            Self::Text(cells, array) if !array.is_null(row) => form.text(&cells.value(row).to_string(), out),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{BooleanArray, Date32Array, Float64Array, Int64Array, StringArray, TimestampNanosecondArray};
    use proptest::prelude::*;

    use super::*;

    fn rows(columns: &[ArrayRef]) -> String {
        let cells: Vec<Cells<'_>> = columns.iter().map(|c| Cells::of(c).unwrap()).collect();
        let mut out = String::new();
        for row in 0..columns[0].len() {
            CsvForm::default().row(&cells, row, &mut out);
        }
        out
    }

    #[test]
    fn every_type_has_its_form_and_null_is_an_empty_field() {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from(vec![Some(9_007_199_254_740_993), None])),
            Arc::new(Float64Array::from(vec![Some(0.5), None])),
            Arc::new(BooleanArray::from(vec![Some(true), None])),
            Arc::new(Date32Array::from(vec![Some(20_148), None])),
            Arc::new(TimestampNanosecondArray::from(vec![Some(1_740_787_200_000_000_000), None])),
            Arc::new(StringArray::from(vec![Some("a, \"b\" \\ c"), None])),
        ];
        let expected = "9007199254740993,0.5,true,2025-03-01,2025-03-01T00:00:00.000Z,\"a, \\\"b\\\" \\\\ c\"\n,,,,,\n";
        assert_eq!(rows(&columns), expected);
    }

    #[test]
    fn empty_text_is_not_null() {
        let columns: Vec<ArrayRef> = vec![Arc::new(StringArray::from(vec![Some(""), None]))];
        assert_eq!(rows(&columns), "\"\"\n\n");
    }

    #[test]
    fn values_that_hold_the_separator_are_quoted_whatever_their_type() {
        let form = CsvForm { separator: '-', ..CsvForm::default() };
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Date32Array::from(vec![20_148])),
            Arc::new(TimestampNanosecondArray::from(vec![1_740_787_200_000_000_000])),
            Arc::new(Int64Array::from(vec![-7])),
            Arc::new(BooleanArray::from(vec![false])),
        ];
        let cells: Vec<Cells<'_>> = columns.iter().map(|c| Cells::of(c).unwrap()).collect();
        let mut out = String::new();
        form.row(&cells, 0, &mut out);
        assert_eq!(out, "\"2025-03-01\"-\"2025-03-01T00:00:00.000Z\"-\"-7\"-false\n");
    }

    proptest! {
        #[test]
        fn a_reader_of_backslash_escapes_gets_every_text_back(texts in prop::collection::vec("\\PC{1,12}|[a-z,\"\\\\\n\r]{1,8}", 2..4)) {
            let columns: Vec<ArrayRef> = texts.iter().map(|t| Arc::new(StringArray::from(vec![t.as_str()])) as ArrayRef).collect();
            let text = rows(&columns);
            let mut reader = ::csv::ReaderBuilder::new()
                .has_headers(false).escape(Some(b'\\')).double_quote(false).from_reader(text.as_bytes());
            let read: Vec<String> = reader.records().next().unwrap().unwrap().iter().map(String::from).collect();
            prop_assert_eq!(read, texts);
        }
    }
}
