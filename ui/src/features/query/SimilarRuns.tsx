import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { History, Layers, ShieldAlert, Timer } from "lucide-react";
import { formatDuration, formatNumber, formatWhen, localZone, plural } from "@/components/format";
import { useSettled } from "@/components/settled";
import type { CheckReport, QueryTab, SimilarRuns as Similar } from "@/ipc";
import { queries } from "@/ipc/queries";

interface SimilarRunsProps {
  tab: QueryTab;
  /** The statement that would run. */
  sql: string;
  report: CheckReport;
}

/** Runs of this computer that Amazon may take for alike, over the dates that are chosen: it refuses too many of them. */
export function SimilarRuns({ tab, sql, report }: SimilarRunsProps) {
  const text = useSettled(sql);
  const known = useQuery({
    ...queries.similarRuns(text, report.tables, tab.window, localZone(), tab.instance_ids),
    enabled: report.tables.length > 0 && tab.instance_ids.length > 0,
    placeholderData: keepPreviousData,
  }).data;
  if (!known || known.length === 0) return null;
  const near = most(known, (one) => one.near_equal);
  const same = most(known, (one) => one.same_tables);
  const usual = Math.max(0, ...known.map((one) => one.usual_millis ?? 0));
  const refused = known.filter((one) => one.refused_at !== null);
  return (
    <section className="part" aria-label="Similar runs">
      <div className="part-head">
        <h2>Similar runs</h2>
        <span className="text-hint">over these dates, on this computer</span>
      </div>
      <ul className="checks">
        <li>
          <History size={14} className="text-hint" aria-hidden />
          <span>Near-equal</span>
          <span className="cut">{said(near.near_equal, near, known.length)}</span>
        </li>
        <li>
          <Layers size={14} className="text-hint" aria-hidden />
          <span>Same tables</span>
          <span className="cut">{said(same.same_tables, same, known.length)}</span>
        </li>
        {usual > 0 && (
          <li>
            <Timer size={14} className="text-hint" aria-hidden />
            <span>Their usual time</span>
            <span>about {formatDuration(usual)}</span>
          </li>
        )}
      </ul>
      {refused.map((one) => (
        <p key={one.instance_id} className="mt-2 flex items-start gap-2 text-t12">
          <ShieldAlert size={14} className="mt-0.5 flex-none text-amber" aria-hidden />
          <span>
            Amazon refused such a run on {one.instance_name}, {formatWhen(one.refused_at ?? 0)}, after{" "}
            {plural(one.refused_after ?? 0, "near-equal one")}. Other dates are not concerned.
          </span>
        </p>
      ))}
      <p className="hint mt-2">
        Amazon refuses too many runs that differ in values alone and share dates. It does not say how many.
      </p>
    </section>
  );
}

const most = (all: readonly Similar[], of: (one: Similar) => number): Similar =>
  all.reduce((first, one) => (of(one) > of(first) ? one : first));

/** `none`, `12`, or with several instances `up to 12, Kestrel Outdoor US`. */
const said = (count: number, { instance_name }: Similar, instances: number): string =>
  count === 0 ? "none" : instances === 1 ? formatNumber(count) : `up to ${formatNumber(count)}, ${instance_name}`;
