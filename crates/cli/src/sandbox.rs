//! `sandbox serve`: the loopback Amazon for other programs.

use std::process::ExitCode;
use std::time::Duration;

use amc_sandbox::{Sandbox, SandboxConfig};

use crate::args::{Global, Serve};
use crate::failure::Failure;
use crate::output;
use crate::session::data_dir;

/// Serves until Ctrl+C or SIGTERM. With `--json` the first line on standard output describes the sandbox.
pub(crate) async fn serve(global: &Global, arguments: Serve) -> Result<ExitCode, Failure> {
    if !(arguments.scale.is_finite() && arguments.scale > 0.0) {
        return Err(Failure::misuse("--scale takes a number above 0"));
    }
    let config = SandboxConfig {
        port: arguments.port,
        seed: arguments.seed,
        scale: arguments.scale,
        pending: Duration::from_millis(arguments.pending_ms),
        running: Duration::from_millis(arguments.running_ms),
        token_life: Duration::from_secs(arguments.token_life_s),
        requests_per_second: arguments.requests_per_second,
        cache_dir: Some(data_dir(global)?.join("sandbox")),
        ..SandboxConfig::default()
    };
    let sandbox = Sandbox::start(config).await.map_err(|error| not_started(&error))?;
    let description = sandbox.description();
    if global.json {
        let line = serde_json::to_string(description).map_err(|error| not_started(&error))?;
        output::line(&line);
    } else {
        output::line(&format!("Sandbox at {}", description.api_url));
        output::line(&format!("  sign-in page  {}", description.authorize_url));
        output::line(&format!("  tokens        {}", description.token_url));
        output::line(&format!("  control       {}", description.control_url));
        output::line(&format!("  client id     {}", description.client_id));
        output::line("Ctrl+C ends it.");
    }
    ended().await;
    sandbox.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

/// Why there is no sandbox, and what may help.
pub(crate) fn not_started(error: &dyn std::fmt::Display) -> Failure {
    Failure::new("sandbox.start_failed", error.to_string())
        .next("Free some disk space or close other programs, then try again; `sandbox serve` takes another --port.")
}

#[cfg(unix)]
async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn ended() {
    let _ = tokio::signal::ctrl_c().await;
}
