// Generated from the list of commands: `make bindings`. Do not edit; a test compares it.
import { invoke as __TAURI_INVOKE } from "@tauri-apps/api/core";

/** Commands */
export const commands = {
	appStatus: () => typedError<AppStatus, Error>(__TAURI_INVOKE("app_status")),
	getSettings: () => typedError<Settings, Error>(__TAURI_INVOKE("get_settings")),
	updateSettings: (settings: Settings) => typedError<Settings, Error>(__TAURI_INVOKE("update_settings", { settings })),
	openExternal: (target: ExternalTarget) => typedError<null, Error>(__TAURI_INVOKE("open_external", { target })),
	closeChoice: (keepRunning: boolean) => typedError<null, Error>(__TAURI_INVOKE("close_choice", { keepRunning })),
	listProfiles: () => typedError<Profile[], Error>(__TAURI_INVOKE("list_profiles")),
	exploreSandbox: () => typedError<Profile, Error>(__TAURI_INVOKE("explore_sandbox")),
	beginSignIn: (target: SignInTarget) => typedError<SignInAttempt, Error>(__TAURI_INVOKE("begin_sign_in", { target })),
	signInStatus: (attemptId: string) => typedError<SignInStatus, Error>(__TAURI_INVOKE("sign_in_status", { attemptId })),
	finishSignIn: (attemptId: string, address: string) => typedError<SignInStatus, Error>(__TAURI_INVOKE("finish_sign_in", { attemptId, address })),
	cancelSignIn: (attemptId: string) => typedError<null, Error>(__TAURI_INVOKE("cancel_sign_in", { attemptId })),
	returnUrls: () => typedError<string[], Error>(__TAURI_INVOKE("return_urls")),
	signOut: (profileId: string) => typedError<null, Error>(__TAURI_INVOKE("sign_out", { profileId })),
	removeProfile: (profileId: string) => typedError<null, Error>(__TAURI_INVOKE("remove_profile", { profileId })),
	checkKeychain: () => typedError<KeychainStatus, Error>(__TAURI_INVOKE("check_keychain")),
	listInstances: () => typedError<Instance[], Error>(__TAURI_INVOKE("list_instances")),
	refreshInstances: (profileId: string) => typedError<Instance[], Error>(__TAURI_INVOKE("refresh_instances", { profileId })),
	catalogTables: () => typedError<CatalogTable[], Error>(__TAURI_INVOKE("catalog_tables")),
	catalogFields: (table: string) => typedError<CatalogField[], Error>(__TAURI_INVOKE("catalog_fields", { table })),
	searchFields: (text: string) => typedError<FieldHit[], Error>(__TAURI_INVOKE("search_fields", { text })),
	checkSql: (sql: string) => typedError<CheckReport, Error>(__TAURI_INVOKE("check_sql", { sql })),
	completeSql: (sql: string, line: number, column: number) => typedError<Completion[], Error>(__TAURI_INVOKE("complete_sql", { sql, line, column })),
	listTabs: () => typedError<QueryTab[], Error>(__TAURI_INVOKE("list_tabs")),
	saveTab: (tab: QueryTab) => typedError<null, Error>(__TAURI_INVOKE("save_tab", { tab })),
	closeTab: (id: string) => typedError<null, Error>(__TAURI_INVOKE("close_tab", { id })),
	resolveWindow: (window: WindowSpec, timeZone: string) => typedError<ResolvedWindow, Error>(__TAURI_INVOKE("resolve_window", { window, timeZone })),
	submitExecutions: (request: SubmitRequest) => typedError<ExecutionSummary[], Error>(__TAURI_INVOKE("submit_executions", { request })),
	listExecutions: (limit: number) => typedError<ExecutionSummary[], Error>(__TAURI_INVOKE("list_executions", { limit })),
	getExecution: (id: string) => typedError<ExecutionDetail, Error>(__TAURI_INVOKE("get_execution", { id })),
	cancelExecution: (id: string) => typedError<null, Error>(__TAURI_INVOKE("cancel_execution", { id })),
	fetchResultAgain: (id: string) => typedError<null, Error>(__TAURI_INVOKE("fetch_result_again", { id })),
	exportResult: (executionId: string, format: ExportFormat, guardFormulas: boolean) => typedError<ExportOutcome | null, Error>(__TAURI_INVOKE("export_result", { executionId, format, guardFormulas })),
};

/* Types */
export type AppStatus = { version: string; data_dir: string; platform: string; profiles: number; running: number; waiting: number; keychain: KeychainStatus; sandbox: SandboxStatus; services: ServiceHealth[]; tray: boolean };
export type CatalogField = { name: string; data_type: string; kind: FieldKind; threshold: string; description: string };
export type CatalogTable = { name: string; display_name: string; category: string; paid: boolean; description: string; time_column: string | null; field_count: number };
export type CheckReport = { ok: boolean; diagnostics: Diagnostic[]; parameters: Parameter[]; tables: string[]; output: OutputColumn[]; elapsed_ms: number };
export type Completion = { label: string; kind: CompletionKind; detail: string; field_kind: FieldKind | null; threshold: string | null; documentation: string; insert: string };
export type CompletionKind = "table" | "column" | "function" | "keyword" | "cte" | "alias";
export type Diagnostic = { severity: Severity; code: string; message: string; line: number; column: number; end_line: number; end_column: number; help: string | null; replacement: string | null };
export type Error = { code: string; message: string; next_step: string | null; details: ErrorDetails };
export type ErrorDetails = { line: number | null; column: number | null; end_line: number | null; end_column: number | null; retry_after_seconds: number | null; request_id: string | null; ports: number[]; raw: string | null };
export type Event = { kind: "executions_changed"; ids: string[] } | { kind: "profiles_changed" } | { kind: "instances_changed" } | { kind: "sign_in_changed"; attempt_id: string } | { kind: "status_changed" } | { kind: "settings_changed" } | { kind: "open_execution"; id: string };
export type ExecutionDetail = ExecutionSummary & { remote_id: string | null; sql: string; parameter_values: { [key in string]: ParameterValue }; time_zone: string; steps: ExecutionStep[]; error: Error | null; result: ResultSummary | null; cancel_requested: boolean; profile_id: string };
export type ExecutionState = "sending" | "unknown" | "pending" | "running" | "publishing" | "succeeded" | "failed" | "rejected" | "cancelled" | "needs_review";
export type ExecutionStep = { state: string; raw_status: string | null; at: number };
export type ExecutionSummary = { id: string; batch_id: string; name: string; state: ExecutionState; raw_status: string | null; instance_id: string; instance_name: string; window_words: string; window_start: string; window_end: string; created_at: number; finished_at: number | null; row_count: number | null; fetching: boolean };
export type ExportFormat = "csv" | "json" | "ndjson" | "parquet";
export type ExportOutcome = { path: string; rows: number; size_bytes: number };
export type ExternalTarget = "security_profile_help" | "ads_api_onboarding";
export type FieldHit = { table: string; field: CatalogField };
export type FieldKind = "dimension" | "metric";
export type Instance = { id: string; instance_id: string; name: string; profile_id: string; account_id: string; account_name: string; marketplace_id: string; marketplace: string; currency: string; instance_type: string; creation_status: string; has_dsp: boolean; has_sponsored_ads: boolean; refreshed_at: number };
export type KeychainState = "ready" | "locked" | "absent" | "no_default_collection" | "failing" | "checking";
export type KeychainStatus = { state: KeychainState; store: SecretStoreKind; message: string; next_step: string | null };
export type NewProfile = { name: string; region: Region; client_id: string; client_secret: string };
export type OutputColumn = { name: string; data_type: string; threshold: string };
export type PageRequest = { execution_id: string; offset: number; limit: number; sort: ResultSort[]; filters: ResultFilter[] };
export type Parameter = { name: string; data_type: string };
export type ParameterValue = string | number | boolean | string[];
export type Profile = { id: string; kind: ProfileKind; name: string; region: Region; client_id: string; state: ProfileState; message: string | null; secret_store: SecretStoreKind; created_at: number };
export type ProfileKind = "sandbox" | "amazon";
export type ProfileState = "signed_in" | "sign_in_required" | "signed_out" | "secret_unavailable";
export type QueryTab = { id: string; title: string; sql: string; position: number; instance_ids: string[]; window: WindowSpec; parameter_values: { [key in string]: ParameterValue }; updated_at: number };
export type Region = "NA" | "EU" | "FE";
export type ResolvedWindow = { start: string; end: string; time_zone: string; words: string; days: number; complete_until: string; note: string | null };
export type ResultColumn = { name: string; data_type: string };
export type ResultFilter = { column: number; text: string };
export type ResultSort = { column: number; descending: boolean };
export type ResultSummary = { row_count: number; columns: ResultColumn[]; size_bytes: number; sha256: string; stored_at: number };
export type SandboxState = "off" | "starting" | "on" | "failed";
export type SandboxStatus = { state: SandboxState; message: string | null; api_url: string | null };
export type SecretStoreKind = "keychain" | "memory";
export type ServiceHealth = { name: string; state: ServiceState; message: string | null };
export type ServiceState = "running" | "restarting" | "degraded" | "stopped";
export type Settings = { theme: Theme; return_host: string; notifications: boolean; keep_running_in_tray: boolean; requests_per_second: number; poll_seconds: number };
export type Severity = "error" | "warning" | "info";
export type SignInAttempt = { attempt_id: string; authorize_url: string; return_url: string; browser_opened: boolean };
export type SignInState = "waiting" | "exchanging" | "signed_in" | "failed" | "cancelled";
export type SignInStatus = { attempt_id: string; state: SignInState; waited_seconds: number; profile_id: string | null; error: Error | null };
export type SignInTarget = { kind: "new_amazon"; profile: NewProfile } | { kind: "existing"; profile_id: string } | { kind: "sandbox_browser" };
export type SubmitRequest = { name: string; sql: string; instance_ids: string[]; window: WindowSpec; time_zone: string; parameter_values: { [key in string]: ParameterValue } };
export type Theme = "system" | "light" | "dark";
export type WindowSpec = { kind: "last_days"; days: number } | { kind: "last_full_weeks"; weeks: number } | { kind: "last_full_month" } | { kind: "month_to_date" } | { kind: "fixed"; start: string; end: string };

/* Tauri Specta runtime */
async function typedError<T, E>(result: Promise<T>): Promise<{ status: "ok"; data: T } | { status: "error"; error: E }> {
    try {
        return { status: "ok", data: await result };
    } catch (e) {
        if (e instanceof globalThis.Error) throw e;
        return { status: "error", error: e as any };
    }
}
