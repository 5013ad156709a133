//! ISO 8601 durations, as EXTEND_TIME_WINDOW takes them.

use chrono::{DateTime, Days, Duration, Months, NaiveDateTime};

/// Calendar months, days and seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Period {
    months: u32,
    days: u64,
    seconds: i64,
}

impl Period {
    /// Reads a duration such as `P14D`, `P1M` or `PT12H`; `None` if it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim().to_ascii_uppercase();
        rest = rest.strip_prefix('P')?.to_owned();
        let (date, time) = match rest.split_once('T') {
            Some((_, "")) => return None,
            Some((date, time)) => (date, time),
            None => (rest.as_str(), ""),
        };
        if date.is_empty() && time.is_empty() {
            return None;
        }
        let mut period = Self::default();
        for (count, unit) in parts(date)? {
            match unit {
                'Y' => period.months += count.checked_mul(12)?,
                'M' => period.months += count,
                'W' => period.days += u64::from(count) * 7,
                'D' => period.days += u64::from(count),
                _ => return None,
            }
        }
        for (count, unit) in parts(time)? {
            period.seconds += i64::from(count)
                * match unit {
                    'H' => 3600,
                    'M' => 60,
                    'S' => 1,
                    _ => return None,
                };
        }
        Some(period)
    }

    pub(crate) fn before(self, time: NaiveDateTime) -> NaiveDateTime {
        time.checked_sub_months(Months::new(self.months))
            .and_then(|time| time.checked_sub_days(Days::new(self.days)))
            .and_then(|time| time.checked_sub_signed(Duration::seconds(self.seconds)))
            .unwrap_or(DateTime::UNIX_EPOCH.naive_utc())
    }

    pub(crate) fn after(self, time: NaiveDateTime) -> NaiveDateTime {
        time.checked_add_months(Months::new(self.months))
            .and_then(|time| time.checked_add_days(Days::new(self.days)))
            .and_then(|time| time.checked_add_signed(Duration::seconds(self.seconds)))
            .unwrap_or(time)
    }
}

/// `14D1M` as pairs. Five digits are the most: more than two centuries of days.
fn parts(mut text: &str) -> Option<Vec<(u32, char)>> {
    let mut out = Vec::new();
    while !text.is_empty() {
        let digits = text.find(|c: char| !c.is_ascii_digit())?;
        if digits == 0 || digits > 5 {
            return None;
        }
        let count = text[..digits].parse().ok()?;
        let unit = text[digits..].chars().next()?;
        out.push((count, unit));
        text = &text[digits + unit.len_utf8()..];
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_iso_8601_has_them() {
        assert_eq!(Period::parse("P14D"), Some(Period { days: 14, ..Period::default() }));
        assert_eq!(Period::parse("P1M2DT12H"), Some(Period { months: 1, days: 2, seconds: 43_200 }));
        assert_eq!(Period::parse("PT30M"), Some(Period { seconds: 1800, ..Period::default() }));
        for wrong in ["", "P", "14D", "PT", "P14", "P1X", "PD", "P999999D"] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
    }
}
