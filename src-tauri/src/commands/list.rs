// The one list of commands. It feeds the Tauri handler, the ACL manifest (build.rs includes this file), the TypeScript
// bindings and the browser host: a command that is not here exists nowhere, and one that is here must compile in all.
//
// `typed` commands speak JSON and appear in the generated bindings; `raw` ones answer bytes.

/// Hands the list of commands to the macro `$with`.
#[allow(unused_macros, reason = "build.rs and the crate each use one arm")]
macro_rules! for_each_command {
    ($with:ident) => {
        $with! {
            typed: [
                app::app_status,
                app::storage_use,
                app::get_settings,
                app::update_settings,
                app::starts_at_login,
                app::start_at_login,
                app::open_external,
                profile::list_profiles,
                profile::explore_sandbox,
                profile::begin_sign_in,
                profile::sign_in_status,
                profile::finish_sign_in,
                profile::cancel_sign_in,
                profile::return_urls,
                profile::sign_out,
                profile::remove_profile,
                profile::check_keychain,
                account::list_instances,
                account::refresh_instances,
                catalog::catalog_tables,
                catalog::catalog_fields,
                catalog::search_fields,
                catalog::list_data_sources,
                catalog::refresh_data_sources,
                query::check_sql,
                query::complete_sql,
                query::hover_sql,
                query::signature_sql,
                query::definition_sql,
                query::outline_sql,
                query::renamable_sql,
                query::rename_sql,
                query::format_sql,
                query::list_tabs,
                query::save_tab,
                query::close_tab,
                query::resolve_window,
                query::run_findings,
                execution::submit_executions,
                execution::list_executions,
                execution::get_execution,
                execution::cancel_execution,
                execution::fetch_result_again,
                execution::review_execution,
                execution::resolve_review,
                result::export_result,
                schedule::list_schedules,
                schedule::get_schedule,
                schedule::schedule_history,
                schedule::preview_schedule,
                schedule::rehearse_schedules,
                schedule::slot_days,
                schedule::create_schedule,
                schedule::update_schedule,
                schedule::pause_schedules,
                schedule::resume_schedules,
                schedule::delete_schedules,
                schedule::restore_schedules,
                schedule::run_schedule,
                schedule::run_slot,
            ],
            raw: [
                result::result_page,
            ]
        }
    };
}
