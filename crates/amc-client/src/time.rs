//! Times on the wire: without zone in requests, with `Z` in answers (Amazon's contract). This is the only place that writes
//! or reads either.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Deserializer};

/// Writes a local time the way requests want it: `2025-03-01T00:00:00`, no `Z`, no offset, no fraction. The zone travels in
/// a field of its own.
#[must_use]
pub fn format_request_time(time: NaiveDateTime) -> String {
    time.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Reads a time of an answer: RFC 3339 with 0–9 fraction digits, or the same without an offset, which is then UTC.
pub(crate) fn parse_answer_time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.with_timezone(&Utc))
        .ok()
        .or_else(|| parse_plain(text).map(|time| time.and_utc()))
}

fn parse_plain(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()
}

/// Serde: an optional answer time; an unreadable one is dropped, because a run must not vanish over a date.
pub(crate) fn lenient_utc<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let value = Option::<serde_json::Value>::deserialize(deserializer)?;
    Ok(value.as_ref().and_then(serde_json::Value::as_str).and_then(parse_answer_time))
}

/// Serde: an optional time as the caller gave it, without offset.
pub(crate) fn lenient_naive<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDateTime>, D::Error> {
    let value = Option::<serde_json::Value>::deserialize(deserializer)?;
    Ok(value
        .as_ref()
        .and_then(serde_json::Value::as_str)
        .and_then(|text| parse_plain(text).or_else(|| parse_answer_time(text).map(|time| time.naive_utc()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn answer_times_are_read_with_any_number_of_fraction_digits() {
        for fraction in ["", ".1", ".123", ".123456", ".123456789"] {
            let text = format!("2025-03-01T08:00:00{fraction}Z");
            assert_eq!(parse_answer_time(&text).unwrap().timestamp(), 1_740_816_000, "{text}");
        }
        assert_eq!(parse_answer_time("2025-03-01T08:00:00"), parse_answer_time("2025-03-01T08:00:00Z"));
        assert_eq!(parse_answer_time("2025-03-01T09:00:00+01:00"), parse_answer_time("2025-03-01T08:00:00Z"));
        assert_eq!(parse_answer_time("yesterday"), None);
    }

    proptest! {
        #[test]
        fn request_times_never_hold_a_zone_or_a_fraction(seconds in 0i64..4_000_000_000, nanos in 0u32..1_000_000_000) {
            let time = DateTime::from_timestamp(seconds, nanos).unwrap().naive_utc();
            let text = format_request_time(time);
            prop_assert_eq!(text.len(), 19);
            prop_assert!(text.chars().all(|c| c.is_ascii_digit() || "-T:".contains(c)));
            prop_assert_eq!(parse_plain(&text).unwrap().and_utc().timestamp(), seconds);
        }
    }
}
