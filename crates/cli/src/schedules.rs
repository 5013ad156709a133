//! `schedules`: when they fire, worked out without sign-in, store or network.

mod preset;

use std::process::ExitCode;

use chrono::{DateTime, SecondsFormat, Utc};
use recurrence::{Cron, CronError, Rule, Schedule, Slot, Window, WindowError};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::{Global, SchedulePreview};
use crate::failure::Failure;
use crate::{output, run};

use preset::PresetText;

/// Slots that one question may ask for.
const MOST_SLOTS: usize = 10_000;

/// A question as a program writes it. What else it notes beside it, such as a number of its own, is its own affair.
#[derive(Deserialize)]
struct Question {
    cron: Option<String>,
    preset: Option<PresetText>,
    time_zone: Option<String>,
    after: DateTime<Utc>,
    count: Option<usize>,
    window: Option<String>,
}

/// Why a question has no answer.
struct Refusal {
    code: &'static str,
    message: String,
    /// Where in the expression, in characters from 1.
    column: Option<usize>,
    /// The expression that is probably meant.
    instead: Option<String>,
}

impl Refusal {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), column: None, instead: None }
    }

    fn as_json(&self) -> Value {
        let mut object = json!({ "code": self.code, "message": self.message, "column": self.column });
        if let (Some(instead), Some(object)) = (&self.instead, object.as_object_mut()) {
            object.insert("instead".to_owned(), json!(instead));
        }
        object
    }
}

impl From<CronError> for Refusal {
    fn from(error: CronError) -> Self {
        let column = Some(error.column);
        Self { code: "SCH001", message: error.message, column, instead: error.instead }
    }
}

impl From<WindowError> for Refusal {
    fn from(error: WindowError) -> Self {
        Self { column: Some(error.column), ..Self::new("schedule.window", error.message) }
    }
}

/// An answered question.
struct Preview {
    schedule: Schedule,
    slots: Vec<(Slot, Option<recurrence::Dates>)>,
}

/// Prints when a schedule fires. Exit code 1 when the question has no answer.
pub(crate) fn preview(global: &Global, arguments: &SchedulePreview) -> Result<ExitCode, Failure> {
    if let Some(file) = &arguments.batch {
        for line in run::read(file)?.lines().filter(|line| !line.trim().is_empty()) {
            let answered = serde_json::from_str::<Question>(line)
                .map_err(|error| Refusal::new("schedule.question", format!("This is no question: {error}.")))
                .and_then(answer);
            output::line(&answered.map_or_else(|refusal| refusal.as_json(), |preview| preview.as_json()).to_string());
        }
        return Ok(ExitCode::SUCCESS);
    }
    let preset = arguments.preset.as_deref().map(serde_json::from_str).transpose();
    let answered = preset
        .map_err(|error| Refusal::new("schedule.preset", format!("The preset cannot be read: {error}.")))
        .and_then(|preset| {
            answer(Question {
                cron: arguments.cron.clone(),
                preset,
                time_zone: Some(arguments.time_zone.clone()),
                after: arguments.after.unwrap_or_else(Utc::now),
                count: Some(arguments.count),
                window: arguments.window.clone(),
            })
        });
    match answered {
        Ok(preview) => {
            if global.json {
                output::line(&preview.as_json().to_string())
            } else {
                preview.print()
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(refusal) => {
            if global.json {
                output::line(&refusal.as_json().to_string());
            } else {
                output::error_line(&refusal.message);
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

fn answer(question: Question) -> Result<Preview, Refusal> {
    let zone = question.time_zone.as_deref().unwrap_or("UTC");
    let zone = zone.parse().map_err(|_| {
        Refusal::new("schedule.zone", format!("{zone} is no time zone; write one like America/New_York."))
    })?;
    let (rule, gap, overlap) = match (question.cron, question.preset) {
        (Some(cron), None) => (Rule::Cron(cron.parse::<Cron>()?), None, None),
        (None, Some(preset)) => {
            let (gap, overlap) = (preset.gap(), preset.overlap());
            let preset = preset.read().map_err(|message| Refusal::new("schedule.preset", message))?;
            (Rule::Preset(preset), gap, overlap)
        }
        _ => return Err(Refusal::new("schedule.question", "Give either a cron expression or a preset.")),
    };
    let window = question.window.map(|window| window.parse::<Window>()).transpose()?;
    let count = question.count.unwrap_or(10);
    if count > MOST_SLOTS {
        return Err(Refusal::new("schedule.question", format!("At most {MOST_SLOTS} can be listed at once.")));
    }
    let schedule = Schedule::new(rule, zone, gap, overlap);
    let mut slots = Vec::new();
    for slot in schedule.after(question.after).take(count) {
        let covered = window.map(|window| window.covering(slot.meant.date())).transpose();
        let covered =
            covered.map_err(|error| Refusal::new("schedule.window", format!("The window fails: {error}.")))?;
        slots.push((slot, covered));
    }
    Ok(Preview { schedule, slots })
}

impl Preview {
    fn as_json(&self) -> Value {
        let slots = self.slots.iter().map(|(slot, covered)| {
            let local = slot.local(self.schedule.zone());
            let wall_clock = covered.map(|dates| dates.wall_clock());
            let text = |time: chrono::NaiveDateTime| time.format("%Y-%m-%dT%H:%M:%S").to_string();
            json!({
                "nominal_local": text(local.naive_local()),
                "nominal_utc": slot.instant.to_rfc3339_opts(SecondsFormat::Secs, true),
                "offset": local.format("%:z").to_string(),
                "window_start": wall_clock.map(|(start, _)| text(start)),
                "window_end": wall_clock.map(|(_, end)| text(end)),
                "note": slot.note(self.schedule.zone()),
            })
        });
        Value::Array(slots.collect())
    }

    fn print(&self) {
        let zone = self.schedule.zone();
        let mut words = self.schedule.rule().words();
        if let Some(first) = words.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        output::line(&format!("{words}, {zone} time"));
        if matches!(self.schedule.rule(), Rule::Cron(cron) if cron.is_either_day()) {
            output::error_line(
                "A day needs to satisfy only one of the two day fields; write + before the weekdays to ask for both.",
            );
        }
        if self.slots.is_empty() {
            return output::line("It never fires after that moment.");
        }
        let covers = self.slots.iter().any(|(_, covered)| covered.is_some());
        let rows = self.slots.iter().map(|(slot, covered)| {
            let local = slot.local(zone);
            let mut row = vec![
                local.format("%a %-d %b %Y %H:%M").to_string(),
                local.format("%:z").to_string(),
                slot.instant.format("%Y-%m-%d %H:%M").to_string(),
            ];
            if covers {
                row.push(covered.map(|dates| format!("{} to {}", dates.first(), dates.last())).unwrap_or_default());
            }
            row.push(slot.note(zone).unwrap_or_default());
            row
        });
        let head: &[&str] = if covers {
            &["Local time", "Offset", "UTC", "Covers", "Note"]
        } else {
            &["Local time", "Offset", "UTC", "Note"]
        };
        output::table(head, &[false; 5], rows);
    }
}
