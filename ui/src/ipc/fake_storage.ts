// What the fake host keeps on its disk: results that a rule takes away, backups, and what a diagnostics bundle holds.
import type {
  BackupInfo,
  CleanUp,
  DiagnosticsPart,
  ExecutionDetail,
  KeptRun,
  MovePlan,
  StorageUse,
  SubmitRequest,
} from "./bindings";
import { hostError } from "./browser";
import { NO_DETAILS } from "./errors";
import type { World } from "./fake_world";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface StorageWorld {
  use: StorageUse;
  backups: BackupInfo[];
  /** Where the person would have everything moved. */
  move: MovePlan;
}

export const storageWorld = (now: number): StorageWorld => ({
  use: {
    database_bytes: 2_480_000,
    results: 41,
    result_bytes: 61_200_000,
    backups: 7,
    backup_bytes: 16_900_000,
    free_bytes: 214_000_000_000,
  },
  backups: [
    ...Array.from({ length: 5 }, (_, i) => backup("daily", now - 3 * HOUR - i * DAY, 2_400_000 - i * 21_000)),
    backup("asked", now - 5.2 * DAY, 2_290_000),
    backup("upgrade", now - 19 * DAY, 1_980_000),
  ],
  move: {
    from: "/home/ana/.local/share/app.recomamp.desktop",
    to: "/mnt/reports/RecomAMP",
    bytes: 80_580_000,
    free_bytes: 912_000_000_000,
  },
});

function backup(kind: BackupInfo["kind"], made_at: number, size_bytes: number): BackupInfo {
  const stamp = new Date(made_at).toISOString().slice(0, 19).replaceAll(":", "");
  return { name: `${kind}-${stamp}.db`, kind, made_at, size_bytes };
}

/** Of the kept results those that are older; the world has them begun evenly over a year. */
function planOf({ now, storage }: World, days: number): CleanUp {
  const results = Math.floor((storage.use.results - 3) * Math.max(0, 1 - days / 365));
  const bytes = Math.floor((storage.use.result_bytes * results) / storage.use.results);
  return { results, bytes, oldest_at: results > 0 ? now - 365 * DAY : null };
}

function answersOf(world: World, request: SubmitRequest): KeptRun[] {
  const hours = world.settings.reuse_results_hours;
  if (hours === null) return [];
  const answers = (run: ExecutionDetail) => run.result !== null && run.sql.trim() === request.sql.trim();
  return request.instance_ids.flatMap((instance_id) => {
    const [newest] = world.executions
      .filter((run) => run.instance_id === instance_id && answers(run) && run.created_at >= world.now - hours * HOUR)
      .sort((a, b) => b.created_at - a.created_at);
    if (!newest) return [];
    return [{ execution_id: newest.id, instance_id, created_at: newest.created_at, row_count: newest.row_count ?? 0 }];
  });
}

/** As Amazon's compiler, which knows no column of that name. */
function compile({ sql }: SubmitRequest): null {
  const lines = sql.split("\n");
  const at = lines.findIndex((line) => line.includes("no_such_column"));
  if (at < 0) return null;
  const column = (lines[at] ?? "").indexOf("no_such_column") + 1;
  const place = { line: at + 1, column, end_line: at + 1, end_column: column + 13, request_id: "5d0e-91" };
  throw Object.assign(
    hostError("amc.compile", "Amazon could not compile the query: no column no_such_column.", "Correct it there."),
    {
      details: {
        ...NO_DETAILS,
        ...place,
        raw: `From line ${at + 1}, column ${column}: Column 'no_such_column' not found in any table`,
      },
    },
  );
}

const diagnosticsOf = ({ status, settings, storage }: World): DiagnosticsPart[] => [
  { name: "about.txt", text: `RecomAMP ${status.version}\nlinux x86_64\nstarted 2026-03-05T12:02:11Z` },
  { name: "settings.json", text: JSON.stringify(settings, null, 2) },
  { name: "services.json", text: JSON.stringify(status.services, null, 2) },
  { name: "storage.json", text: JSON.stringify(storage.use, null, 2) },
  {
    name: "log.txt",
    text: Array.from(
      { length: 60 },
      (_, i) =>
        `2026-03-05T15:${String(i).padStart(2, "0")}:04.118Z INFO execution::poller looked at runs instances=3 open=2 millis=${140 + i}`,
    ).join("\n"),
  },
];

export const STORAGE = {
  storage_use: ({ storage }: World): StorageUse => ({
    ...storage.use,
    backups: storage.backups.length,
    backup_bytes: storage.backups.reduce((sum, { size_bytes }) => sum + size_bytes, 0),
  }),
  clean_up_plan: (world: World, { days }: { days: number }): CleanUp => planOf(world, days),
  clean_up: (world: World, { days }: { days: number }): CleanUp => {
    const gone = planOf(world, days);
    const { use } = world.storage;
    world.storage.use = { ...use, results: use.results - gone.results, result_bytes: use.result_bytes - gone.bytes };
    return gone;
  },
  remove_result: (world: World, { executionId }: { executionId: string }) => {
    world.executions = world.executions.map((run) =>
      run.id === executionId ? { ...run, result: null, row_count: null } : run,
    );
    return null;
  },
  list_backups: ({ storage }: World) => storage.backups,
  back_up_now: ({ now, storage }: World): BackupInfo => {
    const made = backup("asked", now, storage.use.database_bytes);
    storage.backups = [made, ...storage.backups];
    return made;
  },
  restore_backup: () => null,
  choose_data_folder: ({ storage }: World): MovePlan => storage.move,
  move_data_folder: (): null => null,
  diagnostics: diagnosticsOf,
  save_diagnostics: () => "/home/ana/Documents/recomamp-diagnostics-2026-03-05.zip",
  kept_answers: (world: World, { request }: { request: SubmitRequest }): KeptRun[] => answersOf(world, request),
  compile_query: (_world: World, { request }: { request: SubmitRequest }): null => compile(request),
};
