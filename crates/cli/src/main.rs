//! `recomamp-cli`: the workbench in a terminal, on a server or in CI.
//!
//! Exit codes: 0 done; 1 the work failed or a statement has errors; 2 the command line is wrong.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod args;
mod backups;
mod brands;
mod cells;
mod dashboards;
mod demo;
mod evidence;
mod executions;
mod failure;
mod instances;
mod login;
mod notices;
mod output;
mod profiles;
mod progress;
mod recipients;
mod results;
mod run;
mod sandbox;
mod schedules;
mod session;
mod sql;
mod storage;
mod workflows;

use std::process::ExitCode;

use clap::Parser as _;

use args::{
    BackupsCommand, Cli, Command, ExecutionsCommand, InstancesCommand, ResultsCommand, SandboxCommand, SqlCommand,
};
use failure::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    workbench::system::harden();
    let json = cli.global.json;
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(_) => {
            return Failure::new("cli.start", "The computer refused to start a worker thread.")
                .next("Close other programs, or restart the computer, and try again.")
                .report(json);
        }
    };
    let outcome = runtime.block_on(dispatch(cli));
    // A keychain that waits for a person must not hold the process.
    runtime.shutdown_background();
    match outcome {
        Ok(code) => code,
        Err(failure) => failure.report(json),
    }
}

async fn dispatch(cli: Cli) -> Result<ExitCode, Failure> {
    let global = cli.global;
    match cli.command {
        Command::Sql { command: SqlCommand::Check(check) } => sql::check(&global, &check),
        Command::Sql { command: SqlCommand::Run(run) } => sql::run(&global, run).await,
        Command::Sql { command: SqlCommand::Complete(complete) } => sql::complete(&global, &complete),
        Command::Sql { command: SqlCommand::Format(format) } => sql::format(&global, &format),
        Command::Sql { command: SqlCommand::Params(params) } => sql::params(&global, &params),
        Command::Schedules { command } => schedules::schedules(&global, command).await,
        Command::Recipients { command } => recipients::recipients(&global, command).await,
        Command::Notices { command } => notices::notices(&global, command).await,
        Command::Scheduler => schedules::scheduler(&global).await,
        Command::Sandbox { command: SandboxCommand::Serve(serve) } => sandbox::serve(&global, serve).await,
        Command::Demo => demo::demo(&global).await,
        Command::Login(login) => login::login(&global, login).await,
        Command::Profiles { command } => profiles::profiles(&global, command).await,
        Command::Instances { command: Some(InstancesCommand::DataSources { instance }) } => {
            instances::data_sources(&global, &instance).await
        }
        Command::Instances { command: Some(InstancesCommand::Tag { instances, add, remove }) } => {
            instances::tag(&global, &instances, add, remove).await
        }
        Command::Instances { command } => {
            instances::list(&global, matches!(command, Some(InstancesCommand::Refresh))).await
        }
        Command::Workflows { command } => workflows::workflows(&global, command).await,
        Command::Run(run) => run::run(&global, run).await,
        Command::Executions { command: None } => executions::list(&global, 50).await,
        Command::Executions { command: Some(ExecutionsCommand::List { limit }) } => {
            executions::list(&global, limit).await
        }
        Command::Executions { command: Some(ExecutionsCommand::Show { id }) } => executions::show(&global, &id).await,
        Command::Executions { command: Some(ExecutionsCommand::Note { id, text }) } => {
            executions::note(&global, &id, &text).await
        }
        Command::Executions { command: Some(ExecutionsCommand::Queue { first }) } => {
            executions::queue(&global, first).await
        }
        Command::Executions { command: Some(ExecutionsCommand::Cancel { id }) } => {
            executions::cancel(&global, &id).await
        }
        Command::Executions { command: Some(ExecutionsCommand::Review(review)) } => {
            executions::review(&global, review).await
        }
        Command::Evidence { command } => evidence::evidence(&global, command).await,
        Command::Brands { command } => brands::brands(&global, command).await,
        Command::Dashboards { command } => dashboards::dashboards(&global, command).await,
        Command::Storage { command } => storage::storage(&global, command).await,
        Command::Backups { command: None | Some(BackupsCommand::List) } => backups::list(&global),
        Command::Backups { command: Some(BackupsCommand::Make) } => backups::make(&global).await,
        Command::Backups { command: Some(BackupsCommand::Restore { name }) } => backups::restore(&global, &name).await,
        Command::Results { command: ResultsCommand::Export(export) } => results::export(&global, export).await,
        Command::Results { command: ResultsCommand::Compare(compare) } => results::compare(&global, compare).await,
        Command::Results { command: ResultsCommand::Remove { id } } => results::remove(&global, &id).await,
        Command::Results { command: ResultsCommand::CleanUp { older_than, dry_run } } => {
            results::clean_up(&global, older_than, dry_run).await
        }
    }
}
