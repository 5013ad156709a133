//! `schedules figures`.

use std::process::ExitCode;

use chrono::{Days, Utc};
use chrono_tz::Tz;
use serde_json::json;
use workbench::schedule::{PeriodFigures, money};

use super::find;
use crate::args::Global;
use crate::failure::Failure;
use crate::output;
use crate::session::with_workbench;

/// How the slots of the last days went, beside those of as many days before.
pub(crate) async fn figures(global: &Global, wanted: &str, days: u32) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let found = find(&workbench, wanted).await?;
        let zone: Tz = found.time_zone.parse().unwrap_or(Tz::UTC);
        let today = Utc::now().with_timezone(&zone).date_naive();
        let back = |days: u32| today.checked_sub_days(Days::new(days.into())).unwrap_or(today).to_string();
        let schedules = workbench.schedules();
        let now = schedules.period_figures(&found.id, &back(days - 1), &back(0)).await?;
        let before = schedules.period_figures(&found.id, &back(2 * days - 1), &back(days)).await?;
        if global.json {
            output::line(&json!({ "period": now, "before": before }).to_string());
            return Ok(ExitCode::SUCCESS);
        }
        let currency = workbench.settings().current().rates.map(|rates| rates.currency);
        let rows = lines(&now, currency.as_deref()).into_iter().zip(lines(&before, currency.as_deref()));
        let rows = rows.map(|((name, now), (_, before))| vec![name.to_owned(), now, before]);
        let head = |of: &PeriodFigures| format!("{} to {}", of.first, of.last);
        output::table(&["", &head(&now), &head(&before)], &[false, true, true], rows);
        Ok(ExitCode::SUCCESS)
    })
    .await
}

fn lines(of: &PeriodFigures, currency: Option<&str>) -> Vec<(&'static str, String)> {
    let minutes = |millis: Option<i64>| millis.map(|millis| format!("{:.1} min", millis as f64 / 60_000.0));
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".to_owned());
    let mut lines = vec![
        ("slots succeeded", of.succeeded.to_string()),
        ("slots failed", of.failed.to_string()),
        ("slots that did not run", of.without.to_string()),
        ("executions", of.executions.to_string()),
        ("time a slot, median", or_none(minutes(of.median_millis))),
        ("start delay, 95 of 100", or_none(minutes(of.delay_millis))),
        ("rows a run, mean", or_none(of.rows_a_run.map(|rows| format!("{rows:.1}")))),
    ];
    if let Some((cost, currency)) = of.cost.zip(currency) {
        lines.push(("cost", money(cost, currency)));
    }
    lines
}
