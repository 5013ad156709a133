//! `schedules add` and `schedules edit`.

use std::process::ExitCode;

use serde_json::json;
use workbench::Workbench;
use workbench::schedule::{ExportSpec, RuleSpec, ScheduleSpec};

use super::{find, templates, word};
use crate::args::{Global, ScheduleAdd, ScheduleEdit, ScheduleOptions};
use crate::failure::Failure;
use crate::session::{self, with_workbench};
use crate::sql::values;
use crate::{dashboards, output, recipients, run};

/// Adds a schedule.
pub(crate) async fn add(global: &Global, add: ScheduleAdd) -> Result<ExitCode, Failure> {
    let ScheduleAdd { file, template, at, mut options } = add;
    let sql = run::read(&file)?;
    let of_file = || file.file_stem().map_or_else(|| "query".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let plain = match &template {
        Some(_) => None,
        None => {
            let rule = rule(&options)?
                .ok_or_else(|| Failure::misuse("When does it run? Give --cron, --preset or --template."))?;
            let window = options.window.as_deref().ok_or_else(|| {
                Failure::misuse("Which dates does each run cover? Give --window, such as \"last 7 days lag 2\".")
            })?;
            Some(ScheduleSpec::usual(rule, "UTC", window))
        }
    };
    if options.instances.is_empty() {
        return Err(Failure::misuse("Where does it run? Give --instance."));
    }
    with_workbench(global, async |workbench| {
        let name = options.name.take().unwrap_or_else(of_file);
        let spec = match (plain, &template) {
            (Some(plain), _) => plain,
            (None, wanted) => {
                let zone = options.time_zone.as_deref().unwrap_or("UTC");
                templates::begun_with(&workbench, wanted.as_deref().unwrap_or_default(), zone, at).await?
            }
        };
        let spec = ScheduleSpec { name, sql, ..spec };
        let spec = fill(global, &workbench, spec, options).await?;
        let id = workbench.schedules().create(spec).await?;
        say(global, &workbench, &id).await
    })
    .await
}

/// Changes a schedule.
pub(crate) async fn edit(global: &Global, edit: ScheduleEdit) -> Result<ExitCode, Failure> {
    let ScheduleEdit { schedule, sql, options } = edit;
    let sql = sql.as_deref().map(run::read).transpose()?;
    with_workbench(global, async |workbench| {
        let found = find(&workbench, &schedule).await?;
        let mut spec = workbench.schedules().get(&found.id).await?.spec;
        if let Some(sql) = sql {
            spec.sql = sql;
        }
        let spec = fill(global, &workbench, spec, options).await?;
        workbench.schedules().update(&found.id, found.version, spec).await?;
        say(global, &workbench, &found.id).await
    })
    .await
}

fn rule(options: &ScheduleOptions) -> Result<Option<RuleSpec>, Failure> {
    match (&options.cron, &options.preset) {
        (Some(cron), _) => Ok(Some(RuleSpec::Cron(cron.clone()))),
        (None, Some(preset)) => {
            let read = serde_json::from_str(preset);
            let preset = read.map_err(|error| Failure::misuse(format!("The preset cannot be read: {error}.")))?;
            Ok(Some(RuleSpec::Preset(preset)))
        }
        (None, None) => Ok(None),
    }
}

/// The schedule with what the command line says of it.
async fn fill(
    global: &Global,
    workbench: &Workbench,
    mut spec: ScheduleSpec,
    options: ScheduleOptions,
) -> Result<ScheduleSpec, Failure> {
    if let Some(rule) = rule(&options)? {
        spec.rule = rule;
    }
    if !options.instances.is_empty() {
        let profile = session::profile(global, workbench).await?;
        let chosen = session::instances(workbench, &profile, &options.instances).await?;
        spec.instance_ids = chosen.into_iter().map(|instance| instance.id).collect();
    }
    for (name, value) in values(&options.parameters)? {
        spec.parameter_values.insert(name, run::entered(value));
    }
    for pair in &options.parameter_dates {
        let (name, date) = pair
            .split_once('=')
            .ok_or_else(|| Failure::misuse(format!("{pair} is no name and date: write name=today-14d.")))?;
        spec.parameter_dates.insert(name.to_owned(), date.to_owned());
    }
    if let Some(wanted) = &options.recipients {
        spec.recipient_ids.clear();
        for one in wanted.iter().filter(|one| !one.is_empty()) {
            spec.recipient_ids.push(recipients::find(workbench, one).await?.id);
        }
    }
    for (amount, limit) in [(options.cost_a_run, &mut spec.cost_a_run), (options.cost_a_month, &mut spec.cost_a_month)]
    {
        if let Some(amount) = amount {
            *limit = Some(millionths(amount)?);
        }
    }
    if let Some(folder) = options.export_to {
        let whole = || std::path::absolute(&folder).map_or(folder.clone(), |path| path.display().to_string());
        let export = || ExportSpec { folder: whole(), format: word(&options.export_format) };
        spec.export = (!folder.is_empty()).then(export);
    }
    if let Some(next) = options.then_run {
        spec.then_run = if next.is_empty() { None } else { Some(find(workbench, &next).await?.id) };
    }
    if let Some(wanted) = options.refresh_dashboard {
        spec.refresh_dashboard =
            if wanted.is_empty() { None } else { Some(dashboards::find(workbench, &wanted).await?.id) };
    }
    spec.name = options.name.unwrap_or(spec.name);
    spec.time_zone = options.time_zone.unwrap_or(spec.time_zone);
    spec.window = options.window.unwrap_or(spec.window);
    spec.misfire = options.misfire.as_deref().map_or(spec.misfire, word);
    spec.when_running = options.when_running.as_deref().map_or(spec.when_running, word);
    spec.pause_after = options.pause_after.unwrap_or(spec.pause_after);
    spec.retries = options.retries.unwrap_or(spec.retries);
    spec.retry_minutes = options.retry_minutes.unwrap_or(spec.retry_minutes);
    spec.time_limit_minutes = options.time_limit.or(spec.time_limit_minutes).filter(|minutes| *minutes > 0);
    spec.history_slots = options.history_slots.unwrap_or(spec.history_slots);
    spec.notify = options.notify.as_deref().map_or(spec.notify, word);
    spec.last_day = options.last_day.or(spec.last_day);
    spec.most_slots = options.most_slots.or(spec.most_slots);
    spec.executions_a_day = options.executions_a_day.or(spec.executions_a_day);
    spec.minutes_a_day = options.minutes_a_day.or(spec.minutes_a_day);
    spec.repeat_partial = options.repeat_partial.unwrap_or(spec.repeat_partial);
    spec.gap = options.gap.as_deref().map(word).or(spec.gap);
    spec.overlap = options.overlap.as_deref().map(word).or(spec.overlap);
    Ok(spec)
}

/// An amount of money as it is kept.
fn millionths(amount: f64) -> Result<u64, Failure> {
    if amount.is_finite() && (0.0..=1e12).contains(&amount) {
        Ok((amount * 1e6).round() as u64)
    } else {
        Err(Failure::misuse(format!("{amount} is no amount of money.")))
    }
}

/// Says how a schedule stands now.
async fn say(global: &Global, workbench: &Workbench, id: &str) -> Result<ExitCode, Failure> {
    let detail = workbench.schedules().get(id).await?;
    if global.json {
        output::line(&json!(detail).to_string());
        return Ok(ExitCode::SUCCESS);
    }
    super::table(std::slice::from_ref(&detail.summary));
    output::error_line("It fires while RecomAMP is open, or `recomamp-cli scheduler` runs.");
    Ok(ExitCode::SUCCESS)
}
