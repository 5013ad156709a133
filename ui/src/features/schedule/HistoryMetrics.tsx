import { formatDuration, formatNumber, plural } from "@/components/format";
import type { ScheduleSummary, SlotSummary } from "@/ipc";
import { metricsOf, tookOf } from "./metrics";
import { Periods } from "./Periods";
import { dayIn } from "./words";

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long" });

/** Figures of the slots that are kept, and how long each took. */
export function HistoryMetrics({ slots, schedule }: { slots: readonly SlotSummary[]; schedule: ScheduleSummary }) {
  const { succeeded, ended, without, took, lastTook, delay } = metricsOf(slots);
  const runs = schedule.runs_this_month;
  return (
    <>
      <dl className="figures">
        <Figure
          name="Slots succeeded"
          figure={ended === 0 ? "none" : formatNumber(succeeded)}
          more={`${ended === 0 ? "ended yet" : `of ${formatNumber(ended)}`}${without > 0 ? `, ${without} did not run` : ""}`}
        />
        <Figure
          name="Time a slot, median"
          figure={took === null ? "none" : formatDuration(took)}
          more={lastTook === null ? "yet" : `last ${formatDuration(lastTook)}`}
        />
        <Figure
          name="Start delay, 95 of 100"
          figure={delay === null ? "none" : formatDuration(delay)}
          more={delay === null ? "begun yet" : "or less"}
        />
        <Figure
          name={`${MONTH.format(Date.now())}, projected`}
          figure={runs === null ? "very many" : formatNumber(runs)}
          more={runs === 1 ? "run" : "runs"}
        />
      </dl>
      <Minutes slots={slots} zone={schedule.time_zone} median={took} />
      <Periods schedule={schedule} />
    </>
  );
}

function Figure({ name, figure, more }: { name: string; figure: string; more: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {figure} <small>{more}</small>
      </dd>
    </div>
  );
}

const WIDE = 728;
const LEFT = 30;
const TOP = 10;
const BOTTOM = 78;

interface MinutesProps {
  slots: readonly SlotSummary[];
  zone: string;
  median: number | null;
}

/** How long each slot took, oldest first; what failed and what did not run is marked. */
function Minutes({ slots, zone, median }: MinutesProps) {
  const points = [...slots].reverse().map((slot) => ({ slot, took: tookOf(slot) }));
  const known = points.flatMap(({ took }) => (took === null ? [] : [took / 60_000]));
  if (known.length < 2) return <p className="hint px-4">A line of times shows here once two slots have ended.</p>;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const step = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60, 120, 240, 480].find((each) => (high - low) / each <= 3) ?? 960;
  const [first, last] = [
    Math.floor(low / step) * step,
    Math.max(Math.ceil(high / step), Math.floor(low / step) + 1) * step,
  ];
  const x = (i: number) => LEFT + 6 + (i / Math.max(1, points.length - 1)) * (WIDE - LEFT - 16);
  const y = (minutes: number) => BOTTOM - ((minutes - first) / (last - first)) * (BOTTOM - TOP);
  const lines = Array.from({ length: Math.round((last - first) / step) + 1 }, (_, i) => first + i * step);
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (points.length - 1)));
  const path = points
    .map(({ took }, i) => {
      if (took === null) return "";
      const joined = i > 0 && points[i - 1]?.took !== null;
      return `${joined ? "L" : "M"}${x(i).toFixed(1)} ${y(took / 60_000).toFixed(1)}`;
    })
    .join("");
  const middle = median === null ? BOTTOM : y(median / 60_000);
  const words = median === null ? "" : `; median ${formatDuration(median)}`;
  return (
    <figure className="max-w-[1000px] px-4 pb-2">
      <figcaption className="mb-1 text-t11 text-hint">Minutes a slot, first run to last</figcaption>
      <svg
        viewBox={`0 0 ${WIDE} 102`}
        width="100%"
        className="block"
        role="img"
        aria-label={`Minutes a slot over ${plural(points.length, "slot")}${words}`}
      >
        <g fontSize="11" fill="var(--fg-3)">
          {lines.map((minutes) => (
            <g key={minutes}>
              <path d={`M${LEFT} ${y(minutes).toFixed(1)}H${WIDE}`} stroke="var(--ch-grid)" />
              <text x={LEFT - 10} y={y(minutes) + 4} textAnchor="end">
                {Number(minutes.toFixed(2))}
              </text>
            </g>
          ))}
          {[...new Set(marks)].map((i) => {
            const point = points[i];
            const end = i === points.length - 1;
            return (
              point && (
                <text key={i} x={x(i)} y="98" textAnchor={i === 0 ? "start" : end ? "end" : "middle"}>
                  {dayIn(point.slot.nominal, zone).replace(/^\w+ /, "")}
                </text>
              )
            );
          })}
        </g>
        {median !== null && <path d={`M${LEFT} ${middle}H${WIDE}`} stroke="var(--ch-axis)" strokeDasharray="3 3" />}
        <path d={path} fill="none" stroke="var(--ch-1)" strokeWidth="1.5" strokeLinejoin="round" />
        {points.map(({ slot, took }, i) =>
          took === null ? (
            <rect
              key={slot.id}
              x={x(i) - 3.5}
              y={middle - 3.5}
              width="7"
              height="7"
              rx="1"
              fill="var(--bg-surface)"
              stroke="var(--line-control)"
            />
          ) : (
            <circle
              key={slot.id}
              cx={x(i)}
              cy={y(took / 60_000)}
              r={slot.state === "failed" ? 4 : 2}
              fill={slot.state === "failed" ? "var(--st-failed)" : "var(--ch-1)"}
            />
          ),
        )}
      </svg>
      <p className="mt-1 flex gap-4 text-t11 text-hint">
        <span>small dot: succeeded</span>
        <span>large red dot: failed</span>
        <span>square: did not run</span>
        <span>dashed: median</span>
      </p>
    </figure>
  );
}
