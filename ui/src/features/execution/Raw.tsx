import { CopyButton } from "@/components/Copy";
import type { ExecutionDetail } from "@/ipc";

type Told = NonNullable<ExecutionDetail["error"]>;

/** Amazon's own text, or that there is none. */
export const rawWords = (error: Told): string => error.details.raw ?? "Amazon gave no words of its own.";

/** The error of a run as a support case needs it, with what was sent and where. */
export function errorJson(run: ExecutionDetail): string {
  const { id, remote_id, name, instance_id, instance_name, state, raw_status, created_at, finished_at } = run;
  const { window_start, window_end, time_zone, parameter_values, sql, error } = run;
  return JSON.stringify(
    {
      error,
      run: { id, remote_id, name, instance_id, instance_name, state, raw_status, created_at, finished_at },
      sent: { window_start, window_end, time_zone, parameter_values, sql },
    },
    null,
    2,
  );
}

/** What Amazon said, as it came, with what a support case asks for. */
export function Raw({ error }: { error: Told }) {
  const { request_id, retry_after_seconds } = error.details;
  return (
    <>
      <pre
        className="sql mono max-h-60 flex-none px-3 py-2 whitespace-pre-wrap break-words"
        // As it scrolls, the keyboard must reach it.
        tabIndex={0}
        aria-label="Amazon's own words"
      >
        {rawWords(error)}
      </pre>
      <dl className="facts grid-cols-[92px_minmax(0,1fr)]">
        <dt>Code</dt>
        <dd className="mono">{error.code}</dd>
        {request_id && (
          <>
            <dt>Request</dt>
            <dd className="flex items-center gap-1.5">
              <span className="mono cut">{request_id}</span>
              <CopyButton text={request_id} label="Copy the request's id" iconOnly />
            </dd>
          </>
        )}
        {retry_after_seconds !== null && (
          <>
            <dt>Pause</dt>
            <dd>Amazon asks to wait {retry_after_seconds} s.</dd>
          </>
        )}
      </dl>
    </>
  );
}
