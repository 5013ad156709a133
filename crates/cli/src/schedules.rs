//! `schedules`: when they fire, worked out without sign-in, store or network.

mod preset;

use std::process::ExitCode;

use chrono::{DateTime, Months, SecondsFormat, Utc};
use recurrence::{Cron, CronError, Dates, Rule, Schedule, Slot, Window, WindowError};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::{Global, SchedulePreview};
use crate::failure::Failure;
use crate::{output, run};

use preset::PresetText;
pub(crate) use preset::{GapWord, OverlapWord};

/// Slots that one question may ask for.
const MOST_SLOTS: usize = 10_000;

/// Months for which Amazon keeps what most tables hold.
const HISTORY_MONTHS: u32 = 13;

/// A question as a program writes it. What else it notes beside it, such as a number of its own, is its own affair.
#[derive(Deserialize)]
struct Question {
    cron: Option<String>,
    preset: Option<PresetText>,
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

impl From<CronError> for Refusal {
    fn from(error: CronError) -> Self {
        let column = Some(error.column);
        Self { code: "SCH001", message: error.message, column, instead: error.instead }
    }
}

impl From<WindowError> for Refusal {
    fn from(error: WindowError) -> Self {
        let message = format!("Window, column {}: {}", error.column, error.message);
        Self { column: Some(error.column), ..Self::new("schedule.window", message) }
    }
}

/// An answered question.
struct Preview {
    schedule: Schedule,
    slots: Vec<Planned>,
}

/// A slot and what its run covers.
struct Planned {
    slot: Slot,
    covered: Option<Dates>,
    note: Option<String>,
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
                gap: arguments.gap,
                overlap: arguments.overlap,
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
        // Names are exact, as they are kept; another case is most of what goes wrong.
        let near = chrono_tz::TZ_VARIANTS.iter().find(|known| known.name().eq_ignore_ascii_case(zone.trim()));
        let near = near.map_or("America/New_York", |near| near.name());
        Refusal::new("schedule.zone", format!("{zone} is no time zone; write one like {near}."))
    })?;
    let after = match &question.after {
        None => Utc::now(),
        Some(after) => DateTime::parse_from_rfc3339(after)
            .map_err(|_| {
                let message = format!("{after} is no moment; write one like 2026-03-01T00:00:00Z.");
                Refusal::new("schedule.question", message)
            })?
            .to_utc(),
    };
    let (rule, (gap, overlap)) = match (question.cron, question.preset) {
        (Some(cron), None) => (Rule::Cron(cron.parse::<Cron>()?), (None, None)),
        (None, Some(preset)) => {
            let clocks = preset.clocks();
            let preset = preset.read().map_err(|message| Refusal::new("schedule.preset", message))?;
            (Rule::Preset(preset), clocks)
        }
        _ => return Err(Refusal::new("schedule.question", "Give either a cron expression or a preset.")),
    };
    let window = question.window.map(|window| window.parse::<Window>()).transpose()?;
    let count = question.count.unwrap_or(10);
    if count > MOST_SLOTS {
        return Err(Refusal::new("schedule.question", format!("At most {MOST_SLOTS} can be listed at once.")));
    }
    let (gap, overlap) = (question.gap.or(gap).map(Into::into), question.overlap.or(overlap).map(Into::into));
    let schedule = Schedule::new(rule, zone, gap, overlap);
    let plan = |slot| plan(&schedule, slot, window);
    let slots = schedule.after(after).take(count).map(plan).collect::<Result<_, _>>()?;
    Ok(Preview { schedule, slots })
}

/// What a slot's run covers. Of what is no longer kept when it fires nothing is covered, and the note says so.
fn plan(schedule: &Schedule, slot: Slot, window: Option<Window>) -> Result<Planned, Refusal> {
    let planned = slot.meant.date();
    let mut notes: Vec<String> = schedule.note(&slot).into_iter().collect();
    let Some(window) = window else {
        return Ok(Planned { slot, covered: None, note: notes.pop() });
    };
    let wanted = window
        .covering(planned)
        .map_err(|error| Refusal::new("schedule.window", format!("The window fails: {error}.")))?;
    let earliest = planned.checked_sub_months(Months::new(HISTORY_MONTHS)).unwrap_or(planned);
    let covered = wanted.from_on(earliest);
    let day = earliest.format("%-d %B %Y");
    match covered {
        Some(covered) if covered == wanted => {}
        Some(_) => notes.push(format!("the window begins {day}: {HISTORY_MONTHS} months are kept")),
        None => notes.push(format!("the window ends before {day}: {HISTORY_MONTHS} months are kept")),
    }
    Ok(Planned { slot, covered, note: (!notes.is_empty()).then(|| notes.join("; ")) })
}

impl Preview {
    fn as_json(&self) -> Value {
        let zone = self.schedule.zone();
        let slots = self.slots.iter().map(|Planned { slot, covered, note }| {
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
        if self.schedule.is_more_often_than_daily() {
            output::error_line("More often than once a day: the data of a day need about 48 hours to settle.");
        }
        if self.slots.is_empty() {
            return output::line("It never fires after that moment.");
        }
        let covers = self.slots.iter().any(|planned| planned.covered.is_some());
        let mut before = None;
        let rows = self.slots.iter().map(|Planned { slot, covered, note }| {
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
