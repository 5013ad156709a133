import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/Button";
import { DateRange } from "@/components/DateRange";
import { Problem } from "@/components/Problem";
import { RowsTable } from "@/components/RowsTable";
import { useRemembered } from "@/components/remember";
import { Segments } from "@/components/Segments";
import { asAppError, type ScheduleSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { areWhole, compare, type Days, daysWords, lastDays } from "./periods";
import { cityOf, dayOn } from "./words";

type Span = "7" | "30" | "90" | "custom";

const SPANS: readonly { value: Span; word: string }[] = [
  { value: "7", word: "7 days" },
  { value: "30", word: "30 days" },
  { value: "90", word: "90 days" },
  { value: "custom", word: "Custom" },
];

const COLUMNS = [
  { word: "Figure" },
  { word: "This period", width: 96, num: true },
  { word: "Before", width: 96, num: true },
  { word: "Change", width: 132, num: true },
];

/** The figures of some days beside those of the days before. */
export function Periods({ schedule }: { schedule: ScheduleSummary }) {
  const { id, time_zone } = schedule;
  const [span, setSpan] = useRemembered<Span>("schedules.period", "30");
  const today = dayOn(Date.now(), time_zone);
  const [own, setOwn] = useState<[Days, Days]>(() => lastDays(30, today));
  const [now, before] = span === "custom" ? own : lastDays(Number(span), today);
  const asked = areWhole(now) && areWhole(before);
  const here = useQuery({ ...queries.periodFigures(id, now.first, now.last), enabled: asked });
  const there = useQuery({ ...queries.periodFigures(id, before.first, before.last), enabled: asked });
  const currency = useQuery(queries.settings()).data?.rates?.currency ?? null;
  const year = Number(today.slice(0, 4));
  const error = asked ? (here.error ?? there.error) : null;
  const choose = (next: Span) => {
    // Custom days begin as those that were shown.
    if (next === "custom" && span !== "custom") setOwn([now, before]);
    setSpan(next);
  };
  return (
    <section aria-label="Two periods" className="periods">
      <div className="section-head">
        <h3>Compare</h3>
        <span className="cut text-t12 text-hint">{cityOf(time_zone)} time</span>
        <span className="flex-1" />
        <Segments label="Period" size="s" value={span} options={SPANS} onChange={choose} />
      </div>
      {span !== "custom" ? (
        <p className="px-4 pb-2 text-t12 text-label">
          Full days: {daysWords(now, year)}; before, {daysWords(before, year)}
        </p>
      ) : (
        <div className="flex flex-wrap gap-x-6 gap-y-2 px-4 pb-3">
          <DateRange name="This period" days={now} onChange={(days) => setOwn([days, before])} />
          <DateRange name="Before" days={before} onChange={(days) => setOwn([now, days])} />
        </div>
      )}
      {error ? (
        <div className="px-4 pb-3">
          <Problem error={asAppError(error)}>
            <Button
              size="s"
              onClick={() => {
                for (const one of [here, there]) if (one.isError) void one.refetch();
              }}
            >
              Try again
            </Button>
          </Problem>
        </div>
      ) : asked ? (
        <RowsTable label="Two periods" columns={COLUMNS}>
          {compare(here.data ?? NOTHING, there.data ?? NOTHING, currency).map((row) => (
            <tr key={row.name}>
              <td title={row.hint ? `${row.name}, ${row.hint}` : undefined}>
                {row.name}
                {row.hint && <span className="text-hint"> {row.hint}</span>}
              </td>
              {here.data && there.data ? (
                <>
                  <td className="num">{row.now}</td>
                  <td className="num text-label">{row.before}</td>
                  <td className="num">
                    {row.verdict && (
                      <span className={`text-t12 ${row.verdict === "better" ? "text-good" : "text-amber"}`}>
                        {row.verdict}{" "}
                      </span>
                    )}
                    <span className={row.change === "no change" ? "text-hint" : undefined}>{row.change}</span>
                  </td>
                </>
              ) : (
                <td colSpan={3} />
              )}
            </tr>
          ))}
        </RowsTable>
      ) : (
        <p className="px-4 pb-3 text-label">
          {[now, before].some(({ first, last }) => first === "" || last === "")
            ? "The figures show as soon as all four days are there."
            : "A last day comes before its first. Exchange the two."}
        </p>
      )}
    </section>
  );
}

/** Its rows are there before the figures are. */
const NOTHING = {
  first: "2000-01-01",
  last: "2000-01-01",
  succeeded: 0,
  failed: 0,
  without: 0,
  executions: 0,
  median_millis: null,
  delay_millis: null,
  rows_a_run: null,
  cost: 0,
};
