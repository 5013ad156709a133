//! Runs the SQL of a file over the most recent full week and writes the result to standard output.

use std::{io::Write as _, time::Duration};

use amc_client::{Acceptance, DownloadError, DownloadLimits, ExecutionRequest, ExecutionStatus, InstanceId, Window};

mod common;

#[tokio::main]
async fn main() -> Result<(), common::Failure> {
    let file = std::env::args().nth(1).ok_or("usage: run_query FILE.sql")?;
    let sql = std::fs::read_to_string(file)?;
    let client = common::client()?;
    let scope = common::scope()?;
    let instance = InstanceId::new(common::required("AMC_INSTANCE_ID")?);
    let mut log = std::io::stderr();

    let request = ExecutionRequest::ad_hoc(sql, Window::MostRecentWeek);
    let mut run = match client.create_execution(&scope, &instance, &request).await {
        Ok(run) => run,
        Err(error) if error.acceptance == Acceptance::Unknown => {
            return Err(format!("{error}; the run may exist: list the executions before trying again").into());
        }
        Err(error) => return Err(error.into()),
    };
    let mut wait = Duration::from_secs(2);
    while !run.status.is_final() {
        writeln!(log, "{} {}", run.execution_id, run.status)?;
        tokio::time::sleep(wait).await;
        wait = (wait * 3 / 2).min(Duration::from_secs(60));
        run = client.execution(&scope, &instance, &run.execution_id).await?;
    }
    if run.status != ExecutionStatus::Succeeded {
        let reason = run.refusal().map_or_else(String::new, |refusal| refusal.message().to_owned());
        return Err(format!("the run ended {}: {reason}", run.status).into());
    }

    let mut out = std::io::stdout();
    let count = client.download_links(&scope, &instance, &run.execution_id).await?.len();
    for index in 0..count {
        let mut download = {
            let links = client.download_links(&scope, &instance, &run.execution_id).await?;
            let link = links.get(index).ok_or("a result file has gone")?;
            match client.download(link, DownloadLimits::default()).await {
                Err(DownloadError::LinkExpired) => return Err("the link expired at once; check this clock".into()),
                other => other?,
            }
        };
        while let Some(chunk) = download.next_chunk().await? {
            out.write_all(&chunk)?;
        }
    }
    Ok(())
}
