//! The commands of the window, a file a feature. Each parses, calls the workbench and passes its error on.

pub mod account;
pub mod app;
pub mod brand;
pub mod catalog;
pub mod dashboard;
pub mod evidence;
pub mod execution;
pub mod kept;
mod limit;
pub mod message;
pub mod notice;
pub mod profile;
pub mod query;
pub mod result;
pub mod schedule;
pub mod storage;
pub mod workflow;

use tauri::Runtime;
use tauri::ipc::Invoke;

macro_rules! handler {
    (typed: [$($typed_module:ident :: $typed:ident),* $(,)?], raw: [$($raw_module:ident :: $raw:ident),* $(,)?]) => {
        tauri::generate_handler![$($typed_module::$typed,)* $($raw_module::$raw,)*]
    };
}

/// Answers every command of the list, on whichever runtime hosts it. More than a query and what comes with it is refused
/// before it is read, with an error like any other.
pub fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    let answer: Box<dyn Fn(Invoke<R>) -> bool + Send + Sync> = Box::new(for_each_command!(handler));
    move |invoke| {
        if let Some(error) = limit::refusal(invoke.message.payload()) {
            invoke.resolver.reject(error);
            return true;
        }
        answer(invoke)
    }
}
