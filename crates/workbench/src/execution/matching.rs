//! Whether a run at Amazon is the one that was sent without an answer. AMC has no idempotency key, so runs are told by
//! what they run: SQL, window, zone and parameters.

use amc_client::Execution;
use chrono::NaiveDateTime;
use chrono_tz::Tz;
use recurrence::first_instant;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// What was sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sent {
    pub(super) sql: String,
    pub(super) start: NaiveDateTime,
    pub(super) end: NaiveDateTime,
    pub(super) zone: Tz,
    pub(super) parameters: Map<String, Value>,
}

/// How alike a run at Amazon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    Different,
    /// Nothing contradicts it, but Amazon did not say enough.
    Possible,
    Same,
}

impl Sent {
    /// A hash over everything that makes two runs the same.
    pub(super) fn hash(&self) -> String {
        let mut names: Vec<&String> = self.parameters.keys().collect();
        names.sort_unstable();
        let parameters: Vec<(&String, String)> =
            names.into_iter().map(|name| (name, canonical(self.parameters.get(name)))).collect();
        let text = serde_json::json!([self.sql, self.start, self.end, self.zone.name(), parameters]).to_string();
        hex::encode(Sha256::digest(text.as_bytes()))
    }

    /// Compares with a run that Amazon lists. Amazon may write values as text, times as given or in UTC, and a query on one
    /// line. A run that is taken for another one is sent again, so only what Amazon tells can set it apart.
    pub(super) fn likeness(&self, run: &Execution) -> Likeness {
        // A query with parameters does not run without values: if there are none, they are not told.
        let mut certain = self.parameters.is_empty() || !run.parameter_values.is_empty();
        let parameters_differ = self.parameters.len() != run.parameter_values.len()
            || self
                .parameters
                .iter()
                .any(|(name, value)| canonical(Some(value)) != canonical(run.parameter_values.get(name)));
        if certain && parameters_differ {
            return Likeness::Different;
        }
        match (run.time_window_start_original, run.time_window_end_original) {
            (Some(start), Some(end)) => {
                let zone = run.time_window_time_zone_original.as_deref();
                if (start, end) != (self.start, self.end) || zone.is_some_and(|zone| zone != self.zone.name()) {
                    return Likeness::Different;
                }
                certain &= zone.is_some();
            }
            _ => match (run.time_window_start, run.time_window_end) {
                (Some(start), Some(end)) => {
                    let ours = (first_instant(self.start.date(), self.zone), first_instant(self.end.date(), self.zone));
                    if ours != (Some(start), Some(end)) {
                        return Likeness::Different;
                    }
                }
                _ => certain = false,
            },
        }
        match run.sql() {
            Some(sql) if sql.split_whitespace().ne(self.sql.split_whitespace()) => return Likeness::Different,
            Some(_) => {}
            // Saved workflows and console runs are never ours.
            None if run.workflow_id.as_ref().is_some_and(|id| !id.as_str().starts_with("transient_")) => {
                return Likeness::Different;
            }
            None => certain = false,
        }
        if certain { Likeness::Same } else { Likeness::Possible }
    }
}

/// A value as text, whichever way the API writes it.
fn canonical(value: Option<&Value>) -> String {
    match value {
        None => "-".to_owned(),
        Some(Value::String(text)) => format!("={text}"),
        Some(Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|item| canonical(Some(item))).collect();
            serde_json::to_string(&items).unwrap_or_default()
        }
        Some(other) => format!("={other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sent() -> Sent {
        Sent {
            sql: "SELECT 1".to_owned(),
            start: "2026-02-02T00:00:00".parse().unwrap(),
            end: "2026-03-02T00:00:00".parse().unwrap(),
            zone: chrono_tz::Europe::Berlin,
            parameters: json!({"n": "5", "list": ["a", "b"]}).as_object().unwrap().clone(),
        }
    }

    fn run(change: Value) -> Execution {
        let mut run = json!({
            "workflowExecutionId": "e1", "workflowId": "transient_1", "status": "PENDING", "sqlQuery": "SELECT 1",
            "timeWindowStartOriginal": "2026-02-02T00:00:00", "timeWindowEndOriginal": "2026-03-02T00:00:00",
            "timeWindowTimeZoneOriginal": "Europe/Berlin", "parameterValues": {"list": ["a", "b"], "n": 5}
        });
        for (name, value) in change.as_object().unwrap() {
            run[name] = value.clone();
        }
        serde_json::from_value(run).unwrap()
    }

    #[test]
    fn a_run_is_told_by_what_it_runs() {
        for (change, expected) in [
            (json!({}), Likeness::Same),
            (json!({"sqlQuery": "SELECT 2"}), Likeness::Different),
            (json!({"sqlQuery": "SELECT\r\n\t1 "}), Likeness::Same),
            (json!({"sqlQuery": null}), Likeness::Possible),
            (json!({"sqlQuery": null, "workflowId": "weekly"}), Likeness::Different),
            (json!({"timeWindowEndOriginal": "2026-03-03T00:00:00"}), Likeness::Different),
            (json!({"timeWindowTimeZoneOriginal": "UTC"}), Likeness::Different),
            (json!({"timeWindowTimeZoneOriginal": null}), Likeness::Possible),
            (json!({"parameterValues": {"n": "5"}}), Likeness::Different),
            (json!({"parameterValues": null}), Likeness::Possible),
            (json!({"parameterValues": {}, "sqlQuery": "SELECT 2"}), Likeness::Different),
            (json!({"parameterValues": {"n": "6", "list": ["a", "b"]}}), Likeness::Different),
            (
                json!({"timeWindowStartOriginal": null, "timeWindowStart": "2026-02-01T23:00:00Z",
                    "timeWindowEnd": "2026-03-01T23:00:00Z"}),
                Likeness::Same,
            ),
            (
                json!({"timeWindowStartOriginal": null, "timeWindowStart": "2026-02-02T00:00:00Z",
                    "timeWindowEnd": "2026-03-01T23:00:00Z"}),
                Likeness::Different,
            ),
            (json!({"timeWindowStartOriginal": null}), Likeness::Possible),
        ] {
            assert_eq!(sent().likeness(&run(change.clone())), expected, "{change}");
        }
    }

    #[test]
    fn a_run_with_parameters_is_none_without() {
        let plain = Sent { parameters: Map::new(), ..sent() };
        assert_eq!(plain.likeness(&run(json!({}))), Likeness::Different);
        assert_eq!(plain.likeness(&run(json!({"parameterValues": null}))), Likeness::Same);
    }

    #[test]
    fn the_hash_does_not_hang_on_the_order_or_spelling_of_values() {
        let mut other = sent();
        other.parameters = json!({"list": ["a", "b"], "n": 5}).as_object().unwrap().clone();
        assert_eq!(sent().hash(), other.hash());
        other.parameters = json!({"list": ["a", "b"], "n": 6}).as_object().unwrap().clone();
        assert_ne!(sent().hash(), other.hash());
    }
}
