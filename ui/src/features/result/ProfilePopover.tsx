import { useQuery } from "@tanstack/react-query";
import { Answer } from "@/components/Answer";
import { formatNumber } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Popover } from "@/components/Popover";
import type { ColumnProfile, ResultFilter } from "@/ipc";
import { queries } from "@/ipc/queries";
import type { GridColumn } from "./columns";
import { type Format, isId, shownText, trimmed } from "./format";

interface ProfilePopoverProps {
  executionId: string;
  column: GridColumn;
  index: number;
  format: Format;
  filters: ResultFilter[];
  at: DOMRect;
  /** Keeps the rows with one value. */
  onKeep: (value: string) => void;
  onClose: () => void;
}

/** What a column holds, in the rows that pass the filters. */
export function ProfilePopover({ executionId, column, index, format, filters, at, ...on }: ProfilePopoverProps) {
  const profile = useQuery(queries.profile({ execution_id: executionId, column: index, filters }));
  return (
    <Popover title={`Profile of ${column.name}`} at={at} width={340} onClose={on.onClose}>
      <div className="profile">
        <Answer of={profile} inset="" loading={<SkeletonRows rows={8} />}>
          {(known) => <Profile profile={known} column={column} format={format} onKeep={on.onKeep} />}
        </Answer>
      </div>
    </Popover>
  );
}

interface ProfileProps {
  profile: ColumnProfile;
  column: GridColumn;
  format: Format;
  onKeep: (value: string) => void;
}

function Profile({ profile, column, format, onKeep }: ProfileProps) {
  const { rows, empty, distinct, all_counted, least, greatest, mean, top, bins } = profile;
  const shown = (text: string) => shownText(text, column, format);
  const filled = rows - empty;
  return (
    <>
      <dl className="facts grid-cols-[92px_minmax(0,1fr)]">
        <dt>Rows</dt>
        <dd>{formatNumber(rows)}</dd>
        <dt>Empty</dt>
        <dd>
          {formatNumber(empty)} {empty > 0 && <span className="text-hint">{share(empty, rows)}</span>}
        </dd>
        <dt>Different</dt>
        <dd>
          {all_counted ? formatNumber(distinct) : `more than ${formatNumber(distinct)}`}{" "}
          {all_counted && distinct === filled && filled > 0 && <span className="text-hint">each row its own</span>}
        </dd>
        {least !== null && (
          <>
            <dt>Least</dt>
            <dd className="cut" title={least}>
              {shown(least)}
            </dd>
          </>
        )}
        {greatest !== null && (
          <>
            <dt>Greatest</dt>
            <dd className="cut" title={greatest}>
              {shown(greatest)}
            </dd>
          </>
        )}
        {mean !== null && !isId(column.name) && (
          <>
            <dt>Mean</dt>
            <dd title={mean}>{shown(trimmed(mean))}</dd>
          </>
        )}
      </dl>
      {bins.length > 1 && !isId(column.name) && <Histogram bins={bins} shown={shown} />}
      {(top[0]?.rows ?? 0) > 1 && (
        <section aria-label="Most frequent values">
          <h3 className="label">
            <span>Most frequent</span>
            <span className="hint">{all_counted ? "a click keeps these rows" : "of the values that came first"}</span>
          </h3>
          <ul>
            {top.map(({ value, rows: count }) => (
              <li key={value}>
                <button
                  type="button"
                  className="profile-value"
                  title={`Keep the rows with ${value}`}
                  onClick={() => onKeep(value)}
                >
                  <span className="cut">{shown(value)}</span>
                  <span className="profile-bar" aria-hidden="true">
                    <span style={{ width: `${(100 * count) / (top[0]?.rows ?? 1)}%` }} />
                  </span>
                  <span className="profile-count">{formatNumber(count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Equal parts of the range. What a part holds is said on hover and to screen readers. */
function Histogram({ bins, shown }: { bins: ColumnProfile["bins"]; shown: (text: string) => string }) {
  const most = bins.reduce((high, bin) => Math.max(high, bin.rows), 1);
  return (
    <section aria-label="How the values are spread">
      <ul className="profile-spread">
        {bins.map(({ from, to, rows }) => {
          const range = from === to ? shown(from) : `${shown(from)} to ${shown(to)}`;
          return (
            <li key={from} title={`${range}: ${formatNumber(rows)}`}>
              <span className="sr-only">{`${range}: ${formatNumber(rows)} rows`}</span>
              <span aria-hidden="true" style={{ height: rows === 0 ? 0 : `max(2px, ${(100 * rows) / most}%)` }} />
            </li>
          );
        })}
      </ul>
      <p className="profile-ends" aria-hidden="true">
        <span>{shown(bins[0]?.from ?? "")}</span>
        <span>{shown(bins.at(-1)?.to ?? "")}</span>
      </p>
    </section>
  );
}

function share(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  return percent < 0.1 ? "less than 0.1%" : `${percent.toFixed(1).replace(/\.0$/, "")}%`;
}
