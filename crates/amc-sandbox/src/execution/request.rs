//! Reading a create request (section 4.4 of the contract).

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use crate::answer::Refusal;
use crate::input::{flag, list, text, whole_number, word};
use crate::times::{self, RelativeWindow, TimeFault};

/// The window of a run.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    pub(crate) zone: Tz,
    pub(crate) zone_name: String,
    pub(crate) form: WindowForm,
}

/// How the window was asked for.
#[derive(Debug, Clone)]
pub(crate) enum WindowForm {
    Explicit { start: NaiveDateTime, end: NaiveDateTime, given: (String, String) },
    Relative(RelativeWindow),
}

impl Window {
    /// Start and end (excluded) in the window's zone.
    pub(crate) fn resolve(&self, created_at: DateTime<Utc>) -> (NaiveDateTime, NaiveDateTime) {
        match &self.form {
            WindowForm::Explicit { start, end, .. } => (*start, *end),
            WindowForm::Relative(relative) => relative.resolve(created_at, self.zone),
        }
    }

    /// Start and end (excluded) as instants.
    pub(super) fn instants(&self, created_at: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
        let (start, end) = self.resolve(created_at);
        (times::to_utc(start, self.zone), times::to_utc(end, self.zone))
    }

    #[cfg(test)]
    pub(crate) fn for_tests() -> Self {
        Self { zone: Tz::UTC, zone_name: "UTC".into(), form: WindowForm::Relative(RelativeWindow::MostRecentDay) }
    }
}

/// A create request that makes sense by itself.
#[derive(Debug)]
pub(crate) struct CreateRequest {
    /// A saved workflow's id, or the workflow itself.
    pub(crate) workflow: WorkflowSource,
    pub(crate) window: Window,
    pub(crate) parameter_values: Map<String, Value>,
    pub(crate) timeout_seconds: u64,
    pub(crate) dry_run: bool,
    pub(crate) skip_publish: bool,
    pub(crate) require_synthetic_data: bool,
    pub(crate) disable_aggregation_controls: bool,
    /// Fields that the answer repeats.
    pub(crate) echoed: Map<String, Value>,
}

/// Which workflow a run is of.
#[derive(Debug)]
pub(crate) enum WorkflowSource {
    Saved(String),
    AdHoc(Value),
}

/// Reads the body. Unknown fields are ignored, as the service does.
pub(crate) fn read(body: &Value, tolerate_z: bool) -> Result<CreateRequest, Refusal> {
    let workflow = match (text(body, "workflowId")?, body.get("workflow")) {
        (Some(id), None) => WorkflowSource::Saved(id.to_string()),
        (None, Some(workflow)) => WorkflowSource::AdHoc(workflow.clone()),
        _ => return Err(Refusal::invalid("Exactly one of workflowId and workflow must be provided")),
    };
    let parameter_values = match body.get("parameterValues") {
        None => Map::new(),
        Some(Value::Object(values)) => values.clone(),
        Some(_) => return Err(Refusal::invalid("parameterValues must be an object")),
    };
    let timeout_seconds = whole_number(body, "workflowExecutionTimeoutSeconds")?.unwrap_or(21_600);
    let timeout_seconds = u64::try_from(timeout_seconds).unwrap_or(0);
    if !(900..=86_400).contains(&timeout_seconds) {
        return Err(Refusal::invalid("workflowExecutionTimeoutSeconds must be from 900 to 86400"));
    }
    let mut echoed = Map::new();
    let advertisers = read_advertisers(body)?;
    if !advertisers.is_empty() {
        echoed.insert("advertisers".into(), advertisers.into());
    }
    if body.get("requireSyntheticData").is_some() {
        echoed.insert("requireSyntheticData".into(), flag(body, "requireSyntheticData")?.into());
    }
    if let Some(time) = text(body, "maxDimensionTime")? {
        read_time("maxDimensionTime", time, tolerate_z)?;
    }
    text(body, "maxCertifiedTime")?;
    if list(body, "additionalAcrResultsReceivers", 1000)?.iter().any(|account| !account.is_string()) {
        return Err(Refusal::invalid("additionalAcrResultsReceivers must be a list of strings"));
    }
    Ok(CreateRequest {
        workflow,
        window: read_window(body, tolerate_z)?,
        parameter_values,
        timeout_seconds,
        dry_run: flag(body, "dryRun")?,
        skip_publish: flag(body, "skipPublish")?,
        require_synthetic_data: flag(body, "requireSyntheticData")?,
        disable_aggregation_controls: flag(body, "disableAggregationControls")?,
        echoed,
    })
}

/// The `advertisers` of a request, each with an id and a type.
pub(super) fn read_advertisers(body: &Value) -> Result<&[Value], Refusal> {
    let advertisers = list(body, "advertisers", 1000)?;
    advertisers.iter().try_for_each(check_advertiser)?;
    Ok(advertisers)
}

fn check_advertiser(advertiser: &Value) -> Result<(), Refusal> {
    if !advertiser.is_object() {
        return Err(Refusal::invalid("Each of the advertisers must be an object"));
    }
    let kind = word(advertiser, "type", &["DISPLAY", "SPONSORED_ADS", "SAS"])?;
    text(advertiser, "marketplaceId")?;
    match (text(advertiser, "id")?, kind) {
        (Some(id), Some(_)) if !id.is_empty() => Ok(()),
        _ => Err(Refusal::invalid("Each of the advertisers must have an id and a type")),
    }
}

fn read_window(body: &Value, tolerate_z: bool) -> Result<Window, Refusal> {
    let zone_name = text(body, "timeWindowTimeZone")?.unwrap_or("UTC").to_string();
    let zone: Tz = zone_name.parse().map_err(|_| {
        Refusal::invalid(format!("timeWindowTimeZone {zone_name} is not a name of the time zone database"))
    })?;
    let kind = text(body, "timeWindowType")?.unwrap_or("MOST_RECENT_DAY");
    let (start, end) = (text(body, "timeWindowStart")?, text(body, "timeWindowEnd")?);
    let form = match (kind, start, end) {
        ("EXPLICIT", Some(start), Some(end)) => {
            let from = read_time("timeWindowStart", start, tolerate_z)?;
            let to = read_time("timeWindowEnd", end, tolerate_z)?;
            if to <= from {
                return Err(Refusal::invalid("timeWindowEnd must be after timeWindowStart"));
            }
            // Answers hold the window in UTC, too, and have four digits for a year.
            if [from, to].iter().any(|time| !(0..=9999).contains(&times::to_utc(*time, zone).year())) {
                return Err(Refusal::invalid(
                    "timeWindowStart and timeWindowEnd must be of the years 0000 to 9999 in UTC",
                ));
            }
            WindowForm::Explicit { start: from, end: to, given: (start.to_string(), end.to_string()) }
        }
        ("EXPLICIT", _, _) => {
            return Err(Refusal::invalid(
                "timeWindowStart and timeWindowEnd must be provided with timeWindowType EXPLICIT",
            ));
        }
        (kind, None, None) => WindowForm::Relative(
            RelativeWindow::parse(kind)
                .ok_or_else(|| Refusal::invalid(format!("timeWindowType {kind} is not known")))?,
        ),
        _ => {
            return Err(Refusal::invalid(
                "timeWindowStart and timeWindowEnd may be provided with timeWindowType EXPLICIT only",
            ));
        }
    };
    Ok(Window { zone, zone_name, form })
}

fn read_time(name: &str, value: &str, tolerate_z: bool) -> Result<NaiveDateTime, Refusal> {
    times::parse(value, tolerate_z).map_err(|fault| {
        Refusal::invalid(match fault {
            TimeFault::Zoned => format!("{name} must not have a Z or an offset; the zone goes in timeWindowTimeZone"),
            TimeFault::Form => format!("{name} must have the form yyyy-MM-dd'T'HH:mm:ss"),
        })
    })
}
