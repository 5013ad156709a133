//! Start, routes and end.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post};
use http::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::answer::Refusal;
use crate::config::{CLIENT_ID, CLIENT_SECRET, SandboxConfig, SandboxError};
use crate::connection::{Gatekeeper, Switch};
use crate::control::{self, Control};
use crate::demo::{self, SandboxDescription};
use crate::query::{Engine, Tables};
use crate::result::{self, Links};
use crate::settings::Settings;
use crate::state::{App, Parts};
use crate::{account, auth, data_source, execution, gate, schedule, workflow};
use amc_synthetic::SyntheticData;

/// A running sandbox. It ends when dropped; [`Sandbox::shutdown`] also waits for the end.
///
/// It runs on threads of its own, so that a heavy query does not hold up the host, nor a host with a paused clock the sandbox.
pub struct Sandbox {
    description: SandboxDescription,
    control: Control,
    tables: Arc<dyn amc_sql::TableSource>,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("api_url", &self.description.api_url).finish_non_exhaustive()
    }
}

/// How long open connections may go on after the end has been asked for.
const FAREWELL: Duration = Duration::from_millis(500);

impl Sandbox {
    /// Starts a sandbox on 127.0.0.1 and returns when it answers.
    ///
    /// # Errors
    /// The port is taken, the events can be neither made nor read, or the system refuses a thread or a file.
    pub async fn start(config: SandboxConfig) -> Result<Self, SandboxError> {
        if !(config.scale.is_finite() && config.scale > 0.0) {
            return Err(SandboxError::Config(
                "the scale must be a number above zero; 1 is about one million events".into(),
            ));
        }
        let stop = CancellationToken::new();
        let (ready, started) = oneshot::channel();
        let for_thread = stop.clone();
        let thread =
            std::thread::Builder::new().name("amc-sandbox".into()).spawn(move || run(config, for_thread, ready))?;
        let ended = || SandboxError::System(std::io::Error::other("the sandbox's thread ended while starting"));
        let app = started.await.map_err(|_| ended())??;
        Ok(Self {
            description: describe(&app),
            tables: app.engine.tables(),
            control: Control::new(app),
            stop,
            thread: Some(thread),
        })
    }

    /// Addresses, client and accounts: what a client has to know.
    pub fn description(&self) -> &SandboxDescription {
        &self.description
    }

    /// Clock, switches, faults and ledger.
    pub fn control(&self) -> Control {
        self.control.clone()
    }

    /// The tables of the default instance; each demo instance has its own brand's rows.
    pub fn tables(&self) -> Arc<dyn amc_sql::TableSource> {
        Arc::clone(&self.tables)
    }

    /// Ends the sandbox; its port is free when this returns.
    pub async fn shutdown(mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

type Ready = oneshot::Sender<Result<Arc<App>, SandboxError>>;

fn run(config: SandboxConfig, stop: CancellationToken, ready: Ready) {
    // Planning a statement recurses deeply, more so in a debug build.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("amc-sandbox-worker")
        .thread_stack_size(16 * 1024 * 1024)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = ready.send(Err(error.into()));
            return;
        }
    };
    let handle = runtime.handle().clone();
    runtime.block_on(async move {
        // Preparing reads and may make a million rows: on a worker, with the workers' stack.
        let prepared = tokio::spawn(prepare(config, handle)).await;
        let (listener, app) = match prepared {
            Ok(Ok(prepared)) => prepared,
            Ok(Err(error)) => {
                let _ = ready.send(Err(error));
                return;
            }
            Err(_) => return,
        };
        let service = routes(Arc::clone(&app)).into_make_service_with_connect_info::<Switch>();
        let stopped = stop.clone();
        let server = axum::serve(Gatekeeper(listener), service)
            .with_graceful_shutdown(async move { stopped.cancelled().await })
            .into_future();
        if ready.send(Ok(app)).is_err() {
            return;
        }
        let server = tokio::spawn(server);
        stop.cancelled().await;
        let _ = tokio::time::timeout(FAREWELL, server).await;
    });
    runtime.shutdown_timeout(FAREWELL);
}

async fn prepare(
    config: SandboxConfig,
    runtime: tokio::runtime::Handle,
) -> Result<(TcpListener, Arc<App>), SandboxError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, config.port));
    let refused = |source| SandboxError::Listen { port: config.port, source };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let port = listener.local_addr().map_err(refused)?.port();
    let settings = Settings::from_config(&config);
    let tables = match config.tables {
        Some(tables) => Tables::Given(tables),
        None => {
            let (seed, scale, cache) = (config.seed, config.scale, config.cache_dir);
            let data = tokio::task::spawn_blocking(move || SyntheticData::local(seed, scale, cache)).await;
            let data = data.map_err(|e| SandboxError::Data(e.to_string()))?;
            Tables::Synthetic(data.map_err(|e| SandboxError::Data(e.to_string()))?)
        }
    };
    let accounts = demo::accounts().map_err(SandboxError::Config)?;
    let app = App::new(Parts {
        settings,
        redirect_uris: config.redirect_uris,
        engine: Engine::new(tables, &accounts)?,
        accounts,
        links: Links::new()?,
        base_url: format!("http://127.0.0.1:{port}"),
        runtime,
    });
    Ok((listener, Arc::new(app)))
}

fn describe(app: &App) -> SandboxDescription {
    let base = &app.base_url;
    SandboxDescription {
        authorize_url: format!("{base}/ap/oa"),
        token_url: format!("{base}/auth/o2/token"),
        api_url: base.clone(),
        control_url: format!("{base}/control/{}", app.control_token),
        client_id: CLIENT_ID.into(),
        client_secret: CLIENT_SECRET.into(),
        redirect_uris: app.redirect_uris(),
        accounts: app.accounts.iter().map(Into::into).collect(),
    }
}

/// Every path of the sandbox.
pub(crate) fn routes(app: Arc<App>) -> Router {
    let reporting = Router::new()
        .route("/dataSources", get(data_source::list))
        .route("/dataSources/{id}", get(data_source::get))
        .route("/workflows", get(workflow::list).post(workflow::create))
        .route("/workflows/{id}", get(workflow::get).put(workflow::update).delete(workflow::delete))
        .route("/workflowExecutions", get(execution::list).post(execution::create))
        .route("/workflowExecutions/{id}", get(execution::get).put(execution::change))
        .route("/workflowExecutions/{id}/downloadUrls", get(execution::download_urls))
        .route("/schedules", get(schedule::list).post(schedule::create))
        .route("/schedules/{id}", get(schedule::get).put(schedule::update).delete(schedule::delete));
    let instance = Router::new()
        .route("/", get(account::get_instance).put(account::administer).delete(account::administer))
        .route("/advertisers", get(account::list_advertisers))
        .route("/advertisers/updates", get(account::administer).post(account::administer))
        .route("/advertisers/updates/{id}", get(account::administer))
        .route("/updateCustomerAwsAccount", post(account::administer))
        .route("/collaboration", get(account::administer))
        .route("/collaboration/idmappingtables", post(account::administer))
        .route("/collaboration/idmappingtables/list", post(account::administer))
        .route("/collaboration/idmappingtables/{id}", delete(account::administer))
        .route("/collaboration/idmappingtables/{id}/refresh", post(account::administer))
        .route("/collaboration/idmappingtables/{id}/jobTracker/{tracker_id}", get(account::administer))
        .route("/collaboration/idmappingtables/{id}/jobs/list", post(account::administer))
        .route("/collaboration/idmappingtables/{id}/jobs/{job_id}", get(account::administer))
        .route("/collaboration/idnamespaces/list", post(account::administer))
        .route("/collaborations/{id}/acrCustomerPartners", post(account::administer))
        .route("/collaborations/{id}/acrCustomerPartners/{partner_id}", delete(account::administer));
    Router::new()
        .route("/ap/oa", get(auth::show).post(auth::decide))
        .route("/auth/o2/token", post(auth::issue))
        .route("/amc/accounts", get(account::list_accounts))
        .route("/amc/instances", get(account::list_instances).post(account::administer_account))
        .nest("/amc/instances/{instance_id}", instance)
        .nest("/amc/reporting/{instance_id}", reporting)
        .route("/results/{execution_id}/{file}", get(result::download))
        .nest("/control/{token}", control::routes())
        .fallback(|| async { Refusal::new(StatusCode::NOT_FOUND, "No such path") })
        .method_not_allowed_fallback(|| async { Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed") })
        // The gate takes bodies in, up to its own limit.
        .layer(DefaultBodyLimit::disable())
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&app), gate::pass))
        .with_state(app)
}
