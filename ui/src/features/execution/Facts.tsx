import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CopyButton } from "@/components/Copy";
import { formatBytes, formatDuration, formatNumber, plural } from "@/components/format";
import { MiddleCut } from "@/components/MiddleCut";
import { isFinal } from "@/components/State";
import { zoneWords } from "@/features/query/windows";
import type { ExecutionDetail, ExecutionSummary, RunFile } from "@/ipc";
import { queries } from "@/ipc/queries";
import { Progress } from "./cells";
import { Note } from "./Note";
import { leftWords, progressOf, type Usual } from "./usual";

/** What it is called, where it ran, and what it belongs to. */
export function Title({ run, batch }: { run: ExecutionDetail; batch: readonly ExecutionSummary[] }) {
  return (
    <div>
      <h2 className="page-title">{run.name}</h2>
      <p className="flex items-center gap-1.5 text-label">
        <span className="cut">{run.instance_name}</span>
        {batch.length > 1 && <span className="flex-none">in a batch of {formatNumber(batch.length)}</span>}
        {run.schedule_id !== null && <Schedule id={run.schedule_id} />}
        {run.remote_id && (
          <>
            <span className="mono cut text-hint">{run.remote_id}</span>
            <CopyButton text={run.remote_id} label="Copy Amazon's id" iconOnly />
          </>
        )}
      </p>
    </div>
  );
}

function Schedule({ id }: { id: string }) {
  const name = useQuery(queries.schedules()).data?.find((schedule) => schedule.id === id)?.name;
  if (name === undefined) return <span className="flex-none">by a schedule</span>;
  return (
    <span className="cut">
      by{" "}
      <Link to="/schedules/$id" params={{ id }} className="underline decoration-1 underline-offset-2">
        {name}
      </Link>
    </span>
  );
}

/** How far a run under way has come, where earlier runs tell. */
export function TimeLeft({ run, usual, now }: { run: ExecutionDetail; usual: Usual; now: number }) {
  const { part } = progressOf(run, usual, now);
  return (
    <p className="flex items-center gap-2 text-label">
      <span className="progress-wide">
        <Progress part={part} />
      </span>
      {leftWords(run, usual, now)}
    </p>
  );
}

/** What was asked for, what came of it in figures, and what a person notes of it. */
export function Facts({ run, usual }: { run: ExecutionDetail; usual: Usual | null }) {
  return (
    <dl className="facts grid-cols-[92px_minmax(0,1fr)]">
      <dt>Window</dt>
      <dd>
        {run.window_words}, {zoneWords(run.time_zone)}
      </dd>
      <dt>Parameters</dt>
      <dd>
        <Parameters values={run.parameter_values} />
      </dd>
      {usual && (
        <>
          <dt>Usual time</dt>
          <dd title={`Half of them took less than ${formatDuration(usual.median)}`}>
            {usual.least === usual.most
              ? formatDuration(usual.least)
              : `${formatDuration(usual.least)} to ${formatDuration(usual.most)}`}
            <span className="text-hint">, {usual.runs} earlier runs</span>
          </dd>
        </>
      )}
      {run.state === "succeeded" && (
        <>
          <dt>Data gaps</dt>
          <dd>
            {run.data_gaps.length === 0 ? "none reported" : `${plural(run.data_gaps.length, "gap")}, named below`}
          </dd>
        </>
      )}
      {run.result && (
        <>
          <dt>Kept</dt>
          <dd>
            {formatNumber(run.result.row_count)} rows, {formatBytes(run.result.size_bytes)}, SHA-256{" "}
            <span className="mono" title={run.result.sha256}>
              {run.result.sha256.slice(0, 12)}
            </span>
          </dd>
        </>
      )}
      {run.file && (
        <>
          <dt>File</dt>
          <dd>
            <FileWords run={run} file={run.file} />
          </dd>
        </>
      )}
      <dt>Note</dt>
      <dd>
        <Note run={run} />
      </dd>
    </dl>
  );
}

/** What became of the file that follows a run. */
function FileWords({ run, file }: { run: ExecutionDetail; file: RunFile }) {
  const { state, path, error } = file;
  const { folder } = file.export;
  if (state === "written" && path !== null) {
    return (
      <span className="flex items-center gap-1.5">
        <span className="flex-none">written to</span>
        <span className="sr-only">{path}</span>
        <span className="flex min-w-0" aria-hidden="true" title={path}>
          <MiddleCut text={path} tail={26} />
        </span>
        <CopyButton text={path} label="Copy the path of the file" iconOnly />
      </span>
    );
  }
  const why = error && [error.message, error.next_step].filter(Boolean).join(" ");
  if (state === "failed") {
    return (
      <>
        <span className="text-red">could not be written{why ? ":" : ""}</span> {why}
        {!why && <span className="text-hint"> to {folder}</span>}
      </>
    );
  }
  if (isFinal(run.state) && run.state !== "succeeded") return "none, since the run brought no rows";
  if (why) return `waits to be tried again: ${why}`;
  return (
    <>
      waits for the result<span className="text-hint">, then goes to {folder}</span>
    </>
  );
}

/** Values by parameter, in one line that wraps. */
export function Parameters({ values }: { values: ExecutionDetail["parameter_values"] }) {
  const all = Object.entries(values);
  if (all.length === 0) return "none";
  return all.map(([name, value], i) => (
    <span key={name}>
      {i > 0 && ", "}
      <span className="mono">{name}</span> {Array.isArray(value) ? value.join(" · ") : String(value)}
    </span>
  ));
}
