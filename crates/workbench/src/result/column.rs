//! What a column of a result holds: declared by the checked query, or told from its texts so that nothing is lost.
//! Leading zeros, whole numbers beyond 64 bits and mixtures stay text; decimals stay exact.

use arrow::datatypes::{DataType, TimeUnit};
use chrono::{NaiveDate, NaiveDateTime};

/// Type of a stored column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Any text.
    Text,
    /// `true` or `false`.
    Boolean,
    /// 64-bit whole number.
    Long,
    /// 64-bit floating point.
    Double,
    /// Exact decimal of so many digits, so many of them behind the point.
    Decimal(u8, i8),
    /// Calendar day.
    Date,
    /// Moment in microseconds, without a zone.
    Timestamp,
}

impl ColumnType {
    /// The type for a name of the reporting API such as `LONG` or `DECIMAL(38,4)`; `None` where the texts have to tell.
    pub fn declared(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_uppercase();
        let sizes = || {
            let (precision, scale) = name.split_once('(')?.1.strip_suffix(')')?.split_once(',')?;
            let (precision, scale): (u8, i8) = (precision.trim().parse().ok()?, scale.trim().parse().ok()?);
            ((1..=38).contains(&precision) && (0..=38).contains(&scale) && scale.unsigned_abs() <= precision)
                .then_some(Self::Decimal(precision, scale))
        };
        Some(match name.as_str() {
            "BOOLEAN" => Self::Boolean,
            "BYTE" | "SHORT" | "INTEGER" | "LONG" => Self::Long,
            "FLOAT" | "DOUBLE" => Self::Double,
            "DATE" => Self::Date,
            "TIMESTAMP" => Self::Timestamp,
            "STRING" | "BINARY" => Self::Text,
            _ if name.starts_with("ARRAY") || name.starts_with("ROW") || name.starts_with("MAP") => Self::Text,
            _ if name.starts_with("DECIMAL(") => return sizes(),
            _ => return None,
        })
    }

    /// The name shown to people, in the words of the reporting API.
    pub fn name(self) -> String {
        match self {
            Self::Text => "STRING".to_owned(),
            Self::Boolean => "BOOLEAN".to_owned(),
            Self::Long => "LONG".to_owned(),
            Self::Double => "DOUBLE".to_owned(),
            Self::Decimal(precision, scale) => format!("DECIMAL({precision},{scale})"),
            Self::Date => "DATE".to_owned(),
            Self::Timestamp => "TIMESTAMP".to_owned(),
        }
    }

    /// The type in the stored file.
    pub fn arrow(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Boolean => DataType::Boolean,
            Self::Long => DataType::Int64,
            Self::Double => DataType::Float64,
            Self::Decimal(precision, scale) => DataType::Decimal128(precision, scale),
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
        }
    }

    /// The type of a column of a stored file.
    pub(super) fn kept(stored: &DataType) -> Self {
        match stored {
            DataType::Boolean => Self::Boolean,
            DataType::Int64 => Self::Long,
            DataType::Float64 => Self::Double,
            DataType::Decimal128(precision, scale) => Self::Decimal(*precision, *scale),
            DataType::Date32 => Self::Date,
            DataType::Timestamp(..) => Self::Timestamp,
            _ => Self::Text,
        }
    }

    /// Whether `text` can be kept in this type without loss.
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Boolean => boolean(text).is_some(),
            Self::Long => long(text).is_some(),
            Self::Double => double(text).is_some(),
            Self::Decimal(precision, scale) => decimal(text, precision, scale).is_some(),
            Self::Date => date(text).is_some(),
            Self::Timestamp => timestamp(text).is_some(),
        }
    }
}

pub(super) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// A plain number taken apart: sign, digits before and behind the point.
struct Plain<'a> {
    whole: &'a str,
    fraction: &'a str,
}

fn plain(text: &str) -> Option<Plain<'_>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    // 007 is a code, not a number.
    (all_digits(whole) && all_digits(fraction) && (whole == "0" || !whole.starts_with('0')))
        .then_some(Plain { whole, fraction: if digits.contains('.') { fraction } else { "" } })
}

pub(super) fn long(text: &str) -> Option<i64> {
    let parts = plain(text)?;
    (parts.fraction.is_empty() && text != "-0" && !text.contains('.')).then(|| text.parse().ok()).flatten()
}

/// Reads a number that 64-bit floating point keeps: up to 17 significant digits with a point or exponent (Java and
/// Rust print no more), up to 15 as a whole number.
pub(super) fn double(text: &str) -> Option<f64> {
    if matches!(text, "NaN" | "Infinity" | "-Infinity") {
        return text.parse().ok();
    }
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(m, e)| (m, Some(e)));
    let parts = plain(mantissa)?;
    if exponent.is_some_and(|e| e.trim_start_matches(['+', '-']).parse::<u32>().is_err()) {
        return None;
    }
    let digits = format!("{}{}", parts.whole, parts.fraction);
    let significant = digits.trim_start_matches('0').trim_end_matches('0').len();
    let value: f64 = text.parse().ok()?;
    let exact = significant <= 15 || (significant <= 17 && (exponent.is_some() || mantissa.contains('.')));
    (exact && value.is_finite()).then_some(value)
}

pub(super) fn decimal(text: &str, precision: u8, scale: i8) -> Option<i128> {
    let parts = plain(text)?;
    let scale = usize::try_from(scale).ok()?;
    let fraction = parts.fraction.trim_end_matches('0');
    let whole = parts.whole.trim_start_matches('0');
    if fraction.len() > scale || whole.len() + scale > usize::from(precision) {
        return None;
    }
    let value: i128 = format!("0{whole}{fraction:0<scale$}").parse().ok()?;
    Some(if text.starts_with('-') { -value } else { value })
}

pub(super) fn date(text: &str) -> Option<NaiveDate> {
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// Microseconds since 1970. With `T` or a space, with or without `Z`, up to six digits of a second.
pub(super) fn timestamp(text: &str) -> Option<i64> {
    let bare = text.strip_suffix('Z').unwrap_or(text);
    let (day, time) = (bare.get(..10)?, bare.get(11..)?);
    if !matches!(bare.as_bytes().get(10), Some(b'T' | b' ')) || time.len() < 8 {
        return None;
    }
    if time.split_once('.').is_some_and(|(_, fraction)| fraction.is_empty() || fraction.len() > 6) {
        return None;
    }
    let at = NaiveDateTime::parse_from_str(&format!("{day}T{time}"), "%Y-%m-%dT%H:%M:%S%.f").ok()?;
    // A leap second would be folded into the next.
    (at.and_utc().timestamp_subsec_nanos() < 1_000_000_000).then(|| at.and_utc().timestamp_micros())
}

/// What has been seen of one column.
#[derive(Clone, Debug)]
pub(super) struct Observed {
    promised: Option<ColumnType>,
    declared: Option<ColumnType>,
    any: bool,
    boolean: bool,
    long: bool,
    double: bool,
    exponent: bool,
    date: bool,
    timestamp: bool,
    zoned: Option<bool>,
    number: bool,
    whole: usize,
    fraction: usize,
}

impl Observed {
    /// Nothing seen yet.
    pub(super) fn new(declared: Option<ColumnType>) -> Self {
        Self {
            promised: declared,
            declared,
            any: false,
            boolean: true,
            long: true,
            double: true,
            exponent: false,
            date: true,
            timestamp: true,
            zoned: None,
            number: true,
            whole: 0,
            fraction: 0,
        }
    }

    /// Takes in one text.
    pub(super) fn see(&mut self, text: &str) {
        self.any = true;
        if let Some(declared) = self.declared {
            if !declared.fits(text) {
                self.declared = Some(ColumnType::Text);
            }
            return;
        }
        self.boolean &= matches!(text, "true" | "false");
        self.date &= date(text).is_some();
        self.see_timestamp(text);
        self.long &= long(text).is_some();
        self.double &= double(text).is_some() && !matches!(text, "NaN" | "Infinity" | "-Infinity");
        match plain(text) {
            Some(parts) => {
                self.whole = self.whole.max(parts.whole.len());
                self.fraction = self.fraction.max(parts.fraction.len());
                self.number &= text != "-0";
            }
            None => {
                self.exponent |= self.double;
                self.number = false;
            }
        }
    }

    fn see_timestamp(&mut self, text: &str) {
        if self.timestamp {
            let zoned = text.ends_with('Z');
            self.timestamp = timestamp(text).is_some() && self.zoned.is_none_or(|before| before == zoned);
            self.zoned = Some(zoned);
        }
    }

    /// The declared type, if a value did not fit it.
    pub(super) fn broken_promise(&self) -> Option<ColumnType> {
        if self.promised == self.declared { None } else { self.promised }
    }

    /// The type that keeps everything seen.
    pub(super) fn settle(&self) -> ColumnType {
        match self.declared {
            Some(declared) => declared,
            None if !self.any => ColumnType::Text,
            None if self.boolean => ColumnType::Boolean,
            None if self.long => ColumnType::Long,
            None if self.number && self.fraction > 0 && self.whole + self.fraction <= 38 => {
                let scale = i8::try_from(self.fraction).unwrap_or(38);
                ColumnType::Decimal(38, scale)
            }
            None if self.double && self.exponent => ColumnType::Double,
            None if self.date => ColumnType::Date,
            None if self.timestamp => ColumnType::Timestamp,
            None => ColumnType::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(texts: &[&str]) -> ColumnType {
        let mut observed = Observed::new(None);
        texts.iter().for_each(|text| observed.see(text));
        observed.settle()
    }

    #[test]
    fn types_are_told_from_texts_without_loss() {
        for (texts, expected) in [
            (&["1", "-2", "9223372036854775807"][..], ColumnType::Long),
            (&["9223372036854775808"], ColumnType::Text),
            (&["007", "1"], ColumnType::Text),
            (&["+1"], ColumnType::Text),
            (&["-0"], ColumnType::Text),
            (&["1.50", "2", "-0.125"], ColumnType::Decimal(38, 3)),
            (&["0.30000000000000004"], ColumnType::Decimal(38, 17)),
            (&["1.5", "x"], ColumnType::Text),
            (&["1e10", "2.5"], ColumnType::Double),
            (&["1e10", "12345678901234567"], ColumnType::Text),
            (&["true", "false"], ColumnType::Boolean),
            (&["true", "1"], ColumnType::Text),
            (&["2026-02-28"], ColumnType::Date),
            (&["2026-02-29"], ColumnType::Text),
            (&["2026-02-28", "2026-02-28T00:00:00"], ColumnType::Text),
            (&["2026-02-28T10:00:00.000Z"], ColumnType::Timestamp),
            (&["2026-02-28 10:00:00"], ColumnType::Timestamp),
            (&["2026-02-28 10:00:00", "2026-02-28 10:00:00Z"], ColumnType::Text),
            (&["2026-02-28T10:00:00.1234567"], ColumnType::Text),
            (&["NaN"], ColumnType::Text),
            (&[], ColumnType::Text),
        ] {
            assert_eq!(told(texts), expected, "{texts:?}");
        }
    }

    #[test]
    fn a_declared_type_holds_until_a_text_does_not_fit() {
        for (declared, text, expected) in [
            ("LONG", "12", ColumnType::Long),
            ("INTEGER", "1.5", ColumnType::Text),
            ("LONG", "007", ColumnType::Text),
            ("DOUBLE", "0.1", ColumnType::Double),
            ("DOUBLE", "123456789012345678", ColumnType::Text),
            ("DECIMAL(10,2)", "12345678.90", ColumnType::Decimal(10, 2)),
            ("DECIMAL(10,2)", "1.234", ColumnType::Text),
            ("STRING", "12", ColumnType::Text),
            ("DECIMAL", "1.25", ColumnType::Decimal(38, 2)),
            ("BOOLEAN", "TRUE", ColumnType::Boolean),
        ] {
            let mut observed = Observed::new(ColumnType::declared(declared));
            observed.see(text);
            assert_eq!(observed.settle(), expected, "{declared} {text}");
        }
    }
}
