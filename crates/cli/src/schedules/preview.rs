//! `schedules preview`: when they fire, worked out without sign-in, store or network.

use std::process::ExitCode;

use chrono::{DateTime, SecondsFormat, Utc};
use recurrence::Schedule;
use serde::Deserialize;
use serde_json::{Value, json};
use workbench::schedule::{Covering, GapWord, OverlapWord, PresetSpec, RuleSpec, cover, sentence, warnings, window};

use super::word;
use crate::args::{Global, SchedulePreview};
use crate::failure::Failure;
use crate::{output, run};

/// Slots that one question may ask for.
const MOST_SLOTS: usize = 10_000;

/// A question as a program writes it. What else it notes beside it, such as a number of its own, is its own affair.
#[derive(Deserialize)]
struct Question {
    cron: Option<String>,
    preset: Option<PresetSpec>,
    time_zone: Option<String>,
    after: Option<String>,
    count: Option<usize>,
    window: Option<String>,
    gap: Option<GapWord>,
    overlap: Option<OverlapWord>,
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

impl From<workbench::Error> for Refusal {
    fn from(error: workbench::Error) -> Self {
        let column = error.details.column.map(|column| column as usize);
        let code = match &*error.code {
            "SCH001" => "SCH001",
            "schedule.zone" => "schedule.zone",
            "schedule.window" => "schedule.window",
            _ => "schedule.preset",
        };
        Self { code, message: error.message, column, instead: error.details.raw }
    }
}

/// An answered question.
struct Preview {
    schedule: Schedule,
    slots: Vec<Covering>,
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
                after: arguments.after.map(|after| after.to_rfc3339()),
                count: Some(arguments.count),
                window: arguments.window.clone(),
                gap: arguments.gap.as_deref().map(word),
                overlap: arguments.overlap.as_deref().map(word),
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
    let after = match &question.after {
        None => Utc::now(),
        Some(after) => DateTime::parse_from_rfc3339(after)
            .map_err(|_| {
                let message = format!("{after} is no moment; write one like 2026-03-01T00:00:00Z.");
                Refusal::new("schedule.question", message)
            })?
            .to_utc(),
    };
    let rule = match (question.cron, question.preset) {
        (Some(cron), None) => RuleSpec::Cron(cron),
        (None, Some(preset)) => RuleSpec::Preset(preset),
        _ => return Err(Refusal::new("schedule.question", "Give either a cron expression or a preset.")),
    };
    let zone = question.time_zone.as_deref().unwrap_or("UTC");
    let schedule = rule.schedule(zone, question.gap, question.overlap)?;
    let covered = question.window.as_deref().map(window).transpose()?;
    let count = question.count.unwrap_or(10);
    if count > MOST_SLOTS {
        return Err(Refusal::new("schedule.question", format!("At most {MOST_SLOTS} can be listed at once.")));
    }
    let covering = |slot| cover(&schedule, slot, covered);
    let slots = schedule.after(after).take(count).map(covering).collect::<Result<_, _>>()?;
    Ok(Preview { schedule, slots })
}

impl Preview {
    fn as_json(&self) -> Value {
        let zone = self.schedule.zone();
        let slots = self.slots.iter().map(|Covering { slot, covered, note }| {
            let local = slot.local(zone);
            let wall_clock = covered.map(|dates| dates.wall_clock_in(zone));
            let text = |time: chrono::NaiveDateTime| time.format("%Y-%m-%dT%H:%M:%S").to_string();
            json!({
                "nominal_local": text(local.naive_local()),
                "nominal_utc": slot.instant.to_rfc3339_opts(SecondsFormat::Secs, true),
                "offset": local.format("%:z").to_string(),
                "window_start": wall_clock.map(|(start, _)| text(start)),
                "window_end": wall_clock.map(|(_, end)| text(end)),
                "note": note,
            })
        });
        Value::Array(slots.collect())
    }

    fn print(&self) {
        let zone = self.schedule.zone();
        output::line(&format!("{}, {zone} time", sentence(&self.schedule)));
        for warning in warnings(&self.schedule, false) {
            output::error_line(&warning);
        }
        if self.slots.is_empty() {
            return output::line("It never fires after that moment.");
        }
        let covers = self.slots.iter().any(|planned| planned.covered.is_some());
        let mut before = None;
        let rows = self.slots.iter().map(|Covering { slot, covered, note }| {
            let local = slot.local(zone);
            let offset = local.format("%:z").to_string();
            let changed = before.replace(offset.clone()).is_some_and(|before| before != offset);
            let mut row = vec![
                local.format("%a %-d %b %Y %H:%M").to_string(),
                if changed { format!("{offset} (new)") } else { offset },
                slot.instant.format("%Y-%m-%d %H:%M").to_string(),
            ];
            if covers {
                row.push(covered.map(|dates| format!("{} to {}", dates.first(), dates.last())).unwrap_or_default());
            }
            row.push(note.clone().unwrap_or_default());
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
