import { formatDayYear, formatDuration, formatNumber } from "@/components/format";
import { SectionHead } from "@/components/RowsTable";
import { noonOf } from "@/features/schedule/calendar/days";
import type { DayFigures } from "@/ipc";
import { areWeekly, countLines, marksOf, type Stack, stacksOf, stackWords, timeLines } from "./chart";
import { Plot, type SpotLine } from "./Plot";

const KINDS = [
  { key: "succeeded", word: "Ended well", sign: "sign-succeeded" },
  { key: "failed", word: "Failed", sign: "sign-failed" },
  { key: "other", word: "Cancelled or under way", sign: "sign-other" },
] as const;

/** From the axis up; what failed stands on top, where it is seen. */
const STACKED = ["succeeded", "other", "failed"] as const;

/** A stack is so wide at most, of its place and of the whole field. */
const BROAD = 0.6;
const BROAD_OF_ALL = 0.05;
/** What failed is broader than the rest of its stack, so that it is told without its colour. */
const MORE = 1.5;

/** How runs ended, day by day or week by week. */
export function RunsChart({ days }: { days: readonly DayFigures[] }) {
  const stacks = stacksOf(days);
  const of = areWeekly(days) ? "week" : "day";
  const scale = countLines(Math.max(...stacks.map((one) => one.succeeded + one.failed + one.other)));
  const first = stacks.map((stack) => stack.first);
  return (
    <section aria-label={`Runs a ${of}`}>
      <SectionHead title={`Runs a ${of}`}>
        {KINDS.map(({ key, word, sign }) => (
          <span key={key} className="legend">
            <i className={sign} aria-hidden="true" />
            {word.toLowerCase()}
          </span>
        ))}
      </SectionHead>
      <Plot
        name={`Runs a ${of}`}
        of={of}
        scale={scale}
        scaleWord={formatNumber}
        marks={marksOf(first, days.length)}
        spots={stacks.map((stack) => ({
          title: stackWords(stack),
          lines: KINDS.map(({ key, word, sign }) => ({ sign, word, figure: formatNumber(stack[key]) })),
        }))}
      >
        {stacks.map((stack, at) => (
          <Bar key={stack.first} stack={stack} at={at} of={stacks.length} top={scale.at(-1) ?? 1} />
        ))}
      </Plot>
    </section>
  );
}

function Bar({ stack, at, of, top }: { stack: Stack; at: number; of: number; top: number }) {
  const broad = Math.min(BROAD, BROAD_OF_ALL * of);
  let under = 0;
  return STACKED.map((key) => {
    const high = (stack[key] / top) * 100;
    under += high;
    const width = key === "failed" ? broad * MORE : broad;
    return (
      high > 0 && (
        <rect key={key} x={at + 0.5 - width / 2} y={100 - under} width={width} height={high} className={`bar-${key}`} />
      )
    );
  });
}

const LINES = [
  { key: "median_run_millis", word: "Run time", end: "Run", sign: "sign-run", line: "line-run" },
  { key: "median_wait_millis", word: "Wait", end: "Wait", sign: "sign-wait", line: "line-wait" },
] as const;

type LineKey = (typeof LINES)[number]["key"];

/** So many days still show a dot for each. */
const MOST_DOTS = 31;
/** Words at the ends of lines stand so far apart, of the height of the field. */
const APART = 0.12;

/** How long runs took and waited, the median of each day. */
export function TimesChart({ days }: { days: readonly DayFigures[] }) {
  const known = days.flatMap((day) => LINES.flatMap(({ key }) => day[key] ?? []));
  const scale = timeLines(Math.max(SHORTEST, ...known));
  const top = scale.at(-1) ?? 1;
  return (
    <section aria-label="Times of runs a day">
      <SectionHead title="Times of runs a day" hint="median, minutes and seconds">
        {LINES.map(({ key, word, sign }) => (
          <span key={key} className="legend">
            <i className={sign} aria-hidden="true" />
            {word.toLowerCase()}
          </span>
        ))}
      </SectionHead>
      <Plot
        name="Times of runs a day"
        of="day"
        scale={scale}
        scaleWord={formatDuration}
        marks={marksOf(
          days.map(({ day }) => day),
          days.length,
        )}
        ends={endsOf(days, top)}
        spots={days.map((day) => ({
          title: formatDayYear(noonOf(day.day)),
          lines: LINES.map(({ key, word, sign }): SpotLine => {
            const millis = day[key];
            return { sign, word, figure: millis === null ? "none" : formatDuration(millis) };
          }),
        }))}
      >
        {LINES.map(({ key, line }) => (
          <g key={key} className={line}>
            <path d={pathOf(days, key, top)} className="plot-path" />
            <path d={dotsOf(days, key, top)} className="plot-dots" />
          </g>
        ))}
      </Plot>
    </section>
  );
}

/** The scale of times is never finer than this, in milliseconds. */
const SHORTEST = 4000;

const place = (at: number, millis: number, top: number): string =>
  `${at + 0.5} ${(100 - (millis / top) * 100).toFixed(2)}`;

/** A line through the days that have a time; one that has none parts it. */
function pathOf(days: readonly DayFigures[], key: LineKey, top: number): string {
  let joined = false;
  return days
    .map((day, at) => {
      const millis = day[key];
      const step = millis === null ? "" : `${joined ? "L" : "M"}${place(at, millis, top)}`;
      joined = millis !== null;
      return step;
    })
    .join("");
}

/** A dot for each day while there are few; of many for those alone that no line reaches. */
function dotsOf(days: readonly DayFigures[], key: LineKey, top: number): string {
  const has = (at: number) => (days[at]?.[key] ?? null) !== null;
  return days
    .map((day, at) => {
      const millis = day[key];
      const shown = days.length <= MOST_DOTS || !(has(at - 1) || has(at + 1));
      return millis !== null && shown ? `M${place(at, millis, top)}h0.0001` : "";
    })
    .join("");
}

/** The names of the lines at the height of their last point, moved apart where they would meet. */
function endsOf(days: readonly DayFigures[], top: number): { word: string; high: number }[] {
  const ends = LINES.flatMap(({ key, end }) => {
    const millis = days.findLast((day) => day[key] !== null)?.[key] ?? null;
    return millis === null ? [] : [{ word: end, high: millis / top }];
  }).sort((a, b) => a.high - b.high);
  const [low, high] = ends;
  if (low && high) {
    const missing = APART - (high.high - low.high);
    if (missing > 0) {
      low.high = Math.max(0, low.high - missing / 2);
      high.high = low.high + APART;
    }
  }
  return ends;
}
