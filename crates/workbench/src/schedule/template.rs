//! Templates: when a schedule fires, which dates it covers and what follows, without what runs and where.

use serde::Serialize;
use specta::Type;
use uuid::Uuid;

use super::cover;
use super::model::ScheduleSpec;
use super::rows::{self, Template};
use super::rule::{PresetKind, PresetSpec, RuleSpec};
use super::service::{Reading, Schedules, check_numbers};
use crate::query::window::zone;
use crate::{Error, Result};

/// Templates that a person may keep.
const MOST_TEMPLATES: usize = 200;

/// A template of schedules.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ScheduleTemplate {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for, or when it fires.
    pub words: String,
    /// Whether it comes with the app.
    pub built_in: bool,
    /// What it says; name, query, parameters and instances are empty, and so are the times of those that come with the app.
    pub spec: ScheduleSpec,
}

impl Schedules {
    /// Those that come with the app, in the zone `time_zone` and counted from its today, then the person's own by name.
    ///
    /// # Errors
    /// `query.time_zone` and its kin for a zone that is none; `store.*`.
    pub async fn templates(&self, time_zone: &str) -> Result<Vec<ScheduleTemplate>> {
        let today = self.parts.clock.now().with_timezone(&zone(time_zone)?).date_naive().to_string();
        let mut all = built_in(time_zone, &today);
        for Template { id, name, spec } in rows::templates(self.parts.store.reader()).await? {
            let words = Reading::of(&spec).map(|reading| cover::sentence(&reading.schedule)).unwrap_or_default();
            all.push(ScheduleTemplate { id, name, words, built_in: false, spec });
        }
        Ok(all)
    }

    /// Keeps what a schedule says as a template: without its query, its parameters, its instances, its end, and what runs after it.
    ///
    /// # Errors
    /// As for a new schedule where rule, dates or limits are wrong; `invalid` for a name; `store.*`.
    pub async fn save_template(&self, name: &str, spec: ScheduleSpec) -> Result<String> {
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 200 {
            return Err(Error::invalid("A template needs a name of at most 200 characters.").next("Give it a name."));
        }
        check_numbers(&spec)?;
        Reading::of(&spec)?;
        if rows::templates(self.parts.store.reader()).await?.len() >= MOST_TEMPLATES {
            return Err(
                Error::invalid(format!("There may be at most {MOST_TEMPLATES} templates.")).next("Delete some.")
            );
        }
        let usual = ScheduleSpec::usual(spec.rule.clone(), &spec.time_zone, &spec.window);
        let ScheduleSpec { name: no_name, workflow_id, sql, parameter_values, parameter_dates, instance_ids, .. } =
            usual;
        let spec = ScheduleSpec {
            name: no_name,
            workflow_id,
            sql,
            parameter_values,
            parameter_dates,
            instance_ids,
            last_day: None,
            most_slots: None,
            then_run: None,
            refresh_dashboard: None,
            ..spec
        };
        let id = Uuid::now_v7().to_string();
        let template = Template { id: id.clone(), name, spec };
        rows::save_template(&self.parts.store, template, self.parts.clock.now_millis()).await?;
        // Templates are shown with schedules.
        self.tell(vec![id.clone()]);
        Ok(id)
    }

    /// Deletes a template of the person's own; [`Self::restore_template`] brings it back.
    ///
    /// # Errors
    /// `not_found`, also for one that comes with the app; `store.*`.
    pub async fn delete_template(&self, id: &str) -> Result<()> {
        rows::delete_template(&self.parts.store, id, self.parts.clock.now_millis()).await?;
        self.tell(vec![id.to_owned()]);
        Ok(())
    }

    /// Brings a deleted template back.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn restore_template(&self, id: &str) -> Result<()> {
        rows::restore_template(&self.parts.store, id).await?;
        self.tell(vec![id.to_owned()]);
        Ok(())
    }
}

/// The templates that come with the app. A new schedule has no preset hour, so neither has any of them.
fn built_in(time_zone: &str, today: &str) -> Vec<ScheduleTemplate> {
    let preset = |kind| PresetSpec {
        kind,
        at: Vec::new(),
        anchor: None,
        days: None,
        weekdays: None,
        day: None,
        nth: None,
        holidays: None,
        roll: None,
        gap: None,
        overlap: None,
    };
    let every = |days| PresetSpec { days: Some(days), anchor: Some(today.to_owned()), ..preset(PresetKind::EveryDays) };
    let on = |weekday: &str| PresetSpec { weekdays: Some(vec![weekday.to_owned()]), ..preset(PresetKind::Weekly) };
    let quarterly = PresetSpec { day: Some(3), ..preset(PresetKind::Quarterly) };
    let all = [
        ("daily", "Daily pacing", "Every day, the last 7 days that are complete", every(1), "last 7 days lag 2"),
        ("weekly", "Weekly report", "Every Wednesday, the last full week", on("wed"), "last full week lag 2"),
        (
            "conversions",
            "Settled conversions",
            "Every 14 days, 28 days whose sales have been attributed",
            every(14),
            "last 28 days lag 14",
        ),
        (
            "monthly",
            "Month close",
            "On the first business day of the month, the last full month",
            preset(PresetKind::FirstBusinessDay),
            "last full month",
        ),
        (
            "quarterly",
            "Quarterly review",
            "On the third day of each quarter, the last full quarter",
            quarterly,
            "last full quarter",
        ),
    ];
    let template = |(id, name, words, preset, window): (&str, &str, &str, PresetSpec, &str)| ScheduleTemplate {
        id: format!("built-in {id}"),
        name: name.to_owned(),
        words: words.to_owned(),
        built_in: true,
        spec: ScheduleSpec::usual(RuleSpec::Preset(preset), time_zone, window),
    };
    all.map(template).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_come_with_the_app_can_be_kept_once_a_time_is_chosen() {
        for template in built_in("Europe/Berlin", "2026-03-02") {
            let RuleSpec::Preset(mut preset) = template.spec.rule.clone() else { panic!("{}", template.name) };
            assert!(preset.at.is_empty(), "{}: nobody chose a time", template.name);
            preset.at = vec!["06:00".to_owned()];
            let spec = ScheduleSpec { rule: RuleSpec::Preset(preset), ..template.spec };
            Reading::of(&spec).unwrap_or_else(|error| panic!("{}: {error}", template.name));
        }
    }
}
