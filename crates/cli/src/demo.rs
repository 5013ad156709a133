//! `demo`: the main job from sign-in to a result, against a sandbox of its own.

use std::process::ExitCode;
use std::time::Duration;

use amc_sandbox::{Sandbox, SandboxConfig};
use arrow::ipc::reader::StreamReader;
use secrecy::SecretString;
use serde_json::{Value, json};
use workbench::execution::{ExecutionState, SubmitRequest};
use workbench::profile::SandboxAddress;
use workbench::query::WindowSpec;
use workbench::result::{PageRequest, ResultSort};
use workbench::{Options, Workbench};

use crate::args::Global;
use crate::cells::{json_rows, text};
use crate::failure::Failure;
use crate::sandbox::not_started;
use crate::session::data_dir;
use crate::{output, progress};

/// Which way people came to a purchase: the ad products they met, in order.
const QUERY: &str = include_str!("demo/path_to_conversion.sql");
/// Enough events for a telling table, few enough to be ready at once.
const SCALE: f64 = 0.1;
const ROWS_SHOWN: u32 = 20;
/// What cannot be unless the program is broken.
const AGAIN: &str = "Run the demo again. If it stays so, install the program again.";

/// Runs the demo and prints its result and where the file lies.
pub(crate) async fn demo(global: &Global) -> Result<ExitCode, Failure> {
    let say = |text: &str| {
        if !global.json {
            output::line(text);
        }
    };
    let folder = data_dir(global)?;
    let workbench = Workbench::open(Options::new(folder.clone(), env!("CARGO_PKG_VERSION"))).await?;
    let config = SandboxConfig {
        scale: SCALE,
        pending: Duration::from_millis(300),
        running: Duration::from_millis(700),
        cache_dir: Some(folder.join("sandbox")),
        ..SandboxConfig::default()
    };
    let sandbox = match Sandbox::start(config).await {
        Ok(sandbox) => sandbox,
        Err(error) => {
            workbench.shutdown().await;
            return Err(not_started(&error));
        }
    };
    let outcome = walk(global, &workbench, &sandbox, say).await;
    workbench.shutdown().await;
    sandbox.shutdown().await;
    outcome
}

async fn walk(
    global: &Global,
    workbench: &Workbench,
    sandbox: &Sandbox,
    say: impl Fn(&str),
) -> Result<ExitCode, Failure> {
    let d = sandbox.description();
    say(&format!("Sandbox at {}", d.api_url));
    let profile = workbench
        .profiles()
        .attach_sandbox(SandboxAddress {
            authorize_url: d.authorize_url.clone(),
            token_url: d.token_url.clone(),
            api_url: d.api_url.clone(),
            client_id: d.client_id.clone(),
            client_secret: SecretString::from(d.client_secret.clone()),
            redirect_uris: d.redirect_uris.clone(),
        })
        .await?;
    workbench.accounts().refresh(&profile.id).await?;
    let instances = workbench.accounts().instances().await?;
    say(&format!("Signed in as {}; {} instances", profile.name, instances.len()));
    let instance = instances
        .iter()
        .find(|i| i.profile_id == profile.id && i.has_dsp && i.instance_type == "STANDARD")
        .ok_or_else(|| Failure::new("demo.no_instance", "The sandbox has no instance with DSP tables.").next(AGAIN))?;
    workbench.start().await;
    say(&format!("Path to conversion on {}, last 30 days", instance.name));
    let runs = workbench
        .executions()
        .submit(SubmitRequest {
            name: "Path to conversion".to_owned(),
            sql: QUERY.to_owned(),
            instance_ids: vec![instance.id.clone()],
            window: WindowSpec::LastDays { days: 30 },
            time_zone: "UTC".to_owned(),
            parameter_values: std::collections::BTreeMap::new(),
            time_limit_minutes: None,
            workflow_id: None,
            export: None,
        })
        .await?;
    let ids: Vec<String> = runs.into_iter().map(|r| r.id).collect();
    let ended = progress::wait(workbench, &ids, global.json).await?;
    for run in &ended {
        let detail = workbench.executions().get(&run.id).await?;
        if run.state != ExecutionState::Succeeded {
            return Err(detail
                .error
                .map_or_else(|| Failure::new("demo.failed", "The run failed.").next(AGAIN), Failure::from));
        }
        let file = workbench.results().path(&run.id).await?;
        let page = workbench
            .results()
            .page(PageRequest {
                execution_id: run.id.clone(),
                offset: 0,
                limit: ROWS_SHOWN,
                sort: vec![ResultSort { column: 1, descending: true }],
                filters: Vec::new(),
            })
            .await?;
        let broken = |e: arrow::error::ArrowError| Failure::new("demo.page", e.to_string()).next(AGAIN);
        let batches = StreamReader::try_new(page.as_slice(), None)
            .and_then(|reader| reader.collect::<Result<Vec<_>, _>>())
            .map_err(broken)?;
        let columns = detail.result.map(|r| r.columns).unwrap_or_default();
        let rows: Vec<Vec<Value>> = batches.iter().flat_map(json_rows).collect();
        if global.json {
            output::line(&json!({ "execution": run, "columns": columns, "rows": rows, "file": file }).to_string());
        } else {
            let head: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
            let numbers: Vec<bool> = (0..head.len()).map(|column| column > 0).collect();
            output::table(&head, &numbers, rows.into_iter().map(|row| row.into_iter().map(text).collect()));
            say(&format!("{} rows. Kept in {}", run.row_count.unwrap_or_default(), file.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}
