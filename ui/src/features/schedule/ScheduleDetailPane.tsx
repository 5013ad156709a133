import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import {
  ChevronLeft,
  CircleStop,
  History,
  Pause,
  Pencil,
  Play,
  RotateCcw,
  SquareTerminal,
  Trash2,
  TriangleAlert,
} from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useActions } from "@/app/actions";
import { Answer } from "@/components/Answer";
import { Button, IconButton } from "@/components/Button";
import { CopyButton } from "@/components/Copy";
import { formatDayYear, formatExact, formatWhen, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { SqlView } from "@/components/SqlView";
import { useToast } from "@/components/Toast";
import { useNewTab } from "@/features/query/tabs";
import { asAppError, type Instance, type ScheduleDetail, type ScheduleState } from "@/ipc";
import { queries } from "@/ipc/queries";
import { Backfill } from "./Backfill";
import { useBackfill, useChanges, useResumeAndRun, useRunNow } from "./changes";
import { windowSaid } from "./form/window";
import { ScheduleMenu } from "./ScheduleMenu";
import { changeWords, limitWords, misfireWords, notifyWords, overlapWords } from "./said";
import { cityOf, nextWords, troubleOf } from "./words";

/** Where one came from, and the way there. */
interface Back {
  to: string;
  run: () => void;
}

/** One schedule: how it is, what it does, and what was changed. */
export function ScheduleDetailPane({ id, now, back }: { id: string; now: number; back: Back | null }) {
  const schedule = useQuery(queries.schedule(id));
  const pane = useRef<HTMLElement>(null);
  // The day that gave its room to this pane may have had the focus.
  useEffect(() => {
    if (document.activeElement === document.body) pane.current?.focus();
  }, []);
  const way = back && <WayBack {...back} />;
  return (
    <section ref={pane} className="pane pane-grey" aria-label="Schedule" tabIndex={-1}>
      {way && schedule.data === undefined && <div className="place-head pl-3!">{way}</div>}
      <Answer of={schedule} inset="p-5" loading={<SkeletonRows rows={12} />}>
        {(data) => <Detail schedule={data} now={now} way={way} />}
      </Answer>
    </section>
  );
}

const WayBack = ({ to, run }: Back) => (
  <IconButton label={`Back to ${to}`} onClick={run}>
    <ChevronLeft size={16} aria-hidden />
  </IconButton>
);

const STATES: Record<ScheduleState, { word: string; icon: typeof Play }> = {
  on: { word: "On", icon: Play },
  paused: { word: "Paused", icon: Pause },
  ended: { word: "Ended", icon: CircleStop },
};

function Detail({ schedule, now, way }: { schedule: ScheduleDetail; now: number; way: ReactNode }) {
  const { id, state, spec } = schedule;
  const navigate = useNavigate();
  const newTab = useNewTab();
  const toast = useToast();
  const changes = useChanges();
  const runNow = useRunNow();
  const [backfilling, setBackfilling] = useState(false);
  const edit = () => void navigate({ to: "/schedules/$id/edit", params: { id } });
  const turn = state === "on" ? "pause" : "resume";
  const openInQuery = () =>
    newTab({
      title: schedule.name,
      sql: spec.sql,
      instance_ids: spec.instance_ids,
      parameter_values: (spec.parameter_values ?? {}) as Record<string, never>,
    })
      .then(() => navigate({ to: "/query" }))
      .catch(toast.fail);
  useActions([
    { word: "Run now", run: () => runNow.mutate(schedule) },
    {
      word: state === "on" ? "Pause" : "Resume",
      run: () => changes.apply(turn, [schedule]),
      disabled: state === "ended",
    },
    { word: "Edit the schedule", run: edit },
    { word: "Backfill past days", run: () => setBackfilling(true) },
    { word: "Delete the schedule", run: () => changes.apply("delete", [schedule]) },
  ]);
  const { word, icon: Icon } = STATES[state];
  return (
    <>
      <div className={way ? "place-head pl-3!" : "place-head pl-5!"}>
        {way}
        <span className="chip">
          <Icon size={12} aria-hidden />
          <b>{word}</b>
        </span>
        <span className="flex-1" />
        <Button look="quiet" size="s" disabled={runNow.isPending} onClick={() => runNow.mutate(schedule)}>
          <Play size={14} aria-hidden />
          Run now
        </Button>
        {state !== "ended" && (
          <Button look="quiet" size="s" disabled={changes.pending} onClick={() => changes.apply(turn, [schedule])}>
            {state === "on" ? <Pause size={14} aria-hidden /> : <RotateCcw size={14} aria-hidden />}
            {state === "on" ? "Pause" : "Resume"}
          </Button>
        )}
        <Button size="s" onClick={edit}>
          <Pencil size={14} aria-hidden />
          Edit
        </Button>
        <IconButton label="Backfill past days" onClick={() => setBackfilling(true)}>
          <History size={14} aria-hidden />
        </IconButton>
        <Backfill schedule={schedule} open={backfilling} onClose={() => setBackfilling(false)} />
        <IconButton
          label="Delete the schedule"
          disabled={changes.pending}
          onClick={() => changes.apply("delete", [schedule])}
        >
          <Trash2 size={14} aria-hidden />
        </IconButton>
        <ScheduleMenu schedule={schedule} />
      </div>
      <div className="detail">
        <div>
          <h2 className="page-title break-words">{schedule.name}</h2>
          <p className="text-label">
            {schedule.words}, {cityOf(schedule.time_zone)} time
          </p>
        </div>
        <Trouble schedule={schedule} now={now} />
        <BackfillNote schedule={schedule} />
        <Facts schedule={schedule} now={now} />
        <section aria-label="Query" className="grid grid-cols-[minmax(0,1fr)] gap-2">
          <div className="flex items-center gap-2">
            <h3 className="font-strong">Query</h3>
            <span className="flex-1" />
            <CopyButton text={spec.sql} label="Copy the SQL" />
            <Button look="quiet" size="s" onClick={() => void openInQuery()}>
              <SquareTerminal size={14} aria-hidden />
              Open in Query
            </Button>
          </div>
          <SqlView sql={spec.sql} label="SQL of the schedule" />
        </section>
        <Changes schedule={schedule} now={now} />
      </div>
    </>
  );
}

function Trouble({ schedule, now }: { schedule: ScheduleDetail; now: number }) {
  const trouble = troubleOf(schedule, now);
  const status = useQuery(queries.status()).data;
  const again = useResumeAndRun();
  if (!trouble) return null;
  const scheduler = status?.services.find(({ name }) => name.toLowerCase() === "scheduler");
  const late = schedule.state === "on" && trouble.tone === "amber" && schedule.set_aside === 0;
  const next = schedule.pause?.next_step ?? (late && scheduler?.state !== "running" ? scheduler?.message : null);
  return (
    <div className={`note note-${trouble.tone === "red" ? "danger" : "warn"}`}>
      <TriangleAlert size={16} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{trouble.words}</p>
        {next && <p className="text-label">{next}</p>}
      </div>
      {/* Without a sign-in it would be paused once more. */}
      {schedule.state === "paused" && schedule.pause !== null && schedule.pause.code !== "SCH003" && (
        <Button size="s" className="self-start" disabled={again.isPending} onClick={() => again.mutate(schedule)}>
          Resume and run now
        </Button>
      )}
    </div>
  );
}

function BackfillNote({ schedule }: { schedule: ScheduleDetail }) {
  const { stop } = useBackfill(schedule);
  if (schedule.backfill_waiting === 0) return null;
  return (
    <div className="note note-info">
      <History size={16} aria-hidden />
      <p className="min-w-0 flex-1">
        {plural(schedule.backfill_waiting, "slot")} of a backfill {schedule.backfill_waiting === 1 ? "waits" : "wait"}.{" "}
        <span className="text-label">They go last, two at a time on an instance.</span>
      </p>
      <Button size="s" disabled={stop.isPending} onClick={() => stop.mutate()}>
        Stop the backfill
      </Button>
    </div>
  );
}

/** How many slots a history shows where nothing else was said. */
const USUAL_HISTORY = 100;

function Facts({ schedule, now }: { schedule: ScheduleDetail; now: number }) {
  const { spec } = schedule;
  const instances = useQuery(queries.instances()).data;
  const next = nextWords(schedule, now);
  const historySlots = spec.history_slots ?? USUAL_HISTORY;
  const parameters = Object.entries({ ...spec.parameter_values, ...spec.parameter_dates });
  return (
    <dl className="facts grid-cols-[104px_minmax(0,1fr)]">
      <dt>Next slot</dt>
      <dd title={schedule.next_nominal === null ? undefined : formatExact(schedule.next_nominal)}>
        {schedule.next_nominal === null ? (
          `${next.first}, ${next.second}`
        ) : (
          <>
            {next.first}, {next.second}
            <span className="text-hint"> {begins(schedule)}</span>
          </>
        )}
      </dd>
      {spec.workflow_id && (
        <>
          <dt>Workflow</dt>
          <dd>
            <RunsWorkflow id={spec.workflow_id} />
          </dd>
        </>
      )}
      <dt>Dates</dt>
      <dd>
        {windowSaid(spec.window)}
        {schedule.next_covers && <span className="text-hint"> (next {schedule.next_covers})</span>}
      </dd>
      <dt>Instances</dt>
      <dd>
        {plural(schedule.instances, "instance")}
        <InstanceNames ids={spec.instance_ids} all={instances} />
        {schedule.set_aside_ids.length > 0 && (
          <span className="block text-amber">
            Set aside after failures: {namesOf(schedule.set_aside_ids, instances).join(", ")}. Resume tries again.
          </span>
        )}
      </dd>
      <dt>Parameters</dt>
      <dd>
        {parameters.length === 0 && "none"}
        {parameters.map(([name, value], i) => (
          <span key={name}>
            {i > 0 && ", "}
            <span className="mono">{name}</span> {Array.isArray(value) ? value.join(" · ") : String(value)}
          </span>
        ))}
      </dd>
      <dt>After sleep</dt>
      <dd>{misfireWords(spec)}</dd>
      <dt>While one runs</dt>
      <dd>{overlapWords(spec)}</dd>
      <dt>Notify of</dt>
      <dd>
        {notifyWords(spec)}
        <Tells ids={spec.recipient_ids ?? []} />
      </dd>
      {(spec.export || spec.then_run || spec.refresh_dashboard) && (
        <>
          <dt>After a run</dt>
          <dd>
            {spec.export && (
              <span className="cut block" title={spec.export.folder}>
                {spec.export.format.toUpperCase()} to {spec.export.folder}
              </span>
            )}
            {spec.then_run && <ThenRuns id={spec.then_run} />}
            {spec.refresh_dashboard && <Refreshes id={spec.refresh_dashboard} />}
          </dd>
        </>
      )}
      <dt>Limits</dt>
      <dd>{limitWords(spec)}</dd>
      {spec.last_day && (
        <>
          <dt>Last day</dt>
          <dd>{formatDayYear(Date.parse(`${spec.last_day}T12:00:00`))}</dd>
        </>
      )}
      {historySlots !== USUAL_HISTORY && (
        <>
          <dt>History</dt>
          <dd>shows {plural(historySlots, "slot")}</dd>
        </>
      )}
      <dt>Made</dt>
      <dd title={formatExact(schedule.created_at)}>{formatDayYear(schedule.created_at)}</dd>
    </dl>
  );
}

/** How long after its time the next slot begins, where that is told. */
function begins({ next_nominal, next_due }: ScheduleDetail): string {
  const minutes = next_nominal !== null && next_due !== null ? (next_due - next_nominal) / 60_000 : 0;
  return minutes >= 1 ? `(begins ${plural(Math.round(minutes), "minute")} later, to spread the load)` : "";
}

/** The workflow whose query it runs. */
function RunsWorkflow({ id }: { id: string }) {
  const workflow = useQuery(queries.workflow(id));
  if (workflow.isError)
    return (
      <span className="text-amber">
        {asAppError(workflow.error).code === "not_found"
          ? "The workflow was deleted. The next slot fails and pauses the schedule, unless another one is chosen."
          : asAppError(workflow.error).message}
      </span>
    );
  // Its line is there before the name is.
  if (!workflow.data) return <>{"\u00a0"}</>;
  const { name, version } = workflow.data;
  return (
    <>
      <Link to="/workflows/$id" params={{ id }}>
        {name}
      </Link>
      <span className="text-hint"> (now version {version})</span>
    </>
  );
}

/** The schedule that runs after this one. */
function ThenRuns({ id }: { id: string }) {
  const next = useQuery(queries.schedules()).data?.find((one) => one.id === id);
  if (!next) return <span className="text-amber">The schedule that was to run after it is not there any more.</span>;
  return (
    <Link to="/schedules/$id" params={{ id }} className="cut block">
      then {next.name}
    </Link>
  );
}

/** The dashboard that is refreshed after a slot. */
function Refreshes({ id }: { id: string }) {
  const { data } = useQuery(queries.dashboards());
  const one = data?.find((each) => each.id === id);
  if (data && !one)
    return <span className="text-amber">The dashboard that was to be refreshed is not there any more.</span>;
  return (
    <Link to="/dashboards/$id" params={{ id }} className="cut block">
      refresh {one?.name}
    </Link>
  );
}

/** Who is told besides the desktop. */
function Tells({ ids }: { ids: readonly string[] }) {
  const all = useQuery(queries.recipients()).data;
  if (ids.length === 0) return null;
  const names = ids.flatMap((id) => all?.find((one) => one.id === id)?.name ?? []);
  return <span className="cut block text-hint">{names.length > 0 ? `also ${names.join(", ")}` : "\u00a0"}</span>;
}

const namesOf = (ids: readonly string[], all: Instance[] | undefined): string[] =>
  ids.map((id) => all?.find((instance) => instance.id === id)?.name ?? "one that is not there any more");

function InstanceNames({ ids, all }: { ids: readonly string[]; all: Instance[] | undefined }) {
  // Its line is there before the names are.
  const names = all ? namesOf(ids, all) : [];
  return (
    <span className="cut block text-hint" title={names.join("\n") || undefined}>
      {names.slice(0, 3).join(", ") || "\u00a0"}
      {names.length > 3 && ` and ${names.length - 3} more`}
    </span>
  );
}

function Changes({ schedule, now }: { schedule: ScheduleDetail; now: number }) {
  return (
    <section aria-label="Changes" className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <h3 className="font-strong">Changes</h3>
      {schedule.changes.length === 0 ? (
        <p className="text-label">None since it was made.</p>
      ) : (
        <ul>
          {schedule.changes.map((change) => {
            const { at, field, old_value, new_value } = change;
            const { what, how } = changeWords(change);
            return (
              <li key={`${at} ${field}`} className="flex items-start gap-3 border-b border-line py-1">
                <span className="cut w-28 flex-none">{what}</span>
                <span
                  className="line-clamp-2 flex-1 text-label"
                  title={`${old_value ?? "none"}\nbecame\n${new_value ?? "none"}`}
                >
                  {how}
                </span>
                <time className="flex-none text-hint" title={formatExact(at)}>
                  {formatWhen(at, now)}
                </time>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
