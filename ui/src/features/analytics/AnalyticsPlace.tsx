import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { useActions } from "@/app/actions";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { DateRange } from "@/components/DateRange";
import { Empty } from "@/components/Empty";
import { localZone } from "@/components/format";
import { SkeletonRows, useLate } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { useRemembered } from "@/components/remember";
import { Segments } from "@/components/Segments";
import { useSlowNow } from "@/components/slow_now";
import { type Days, daysWords } from "@/features/schedule/periods";
import { cityOf, dayOn } from "@/features/schedule/words";
import { asAppError, type Instance } from "@/ipc";
import { queries } from "@/ipc/queries";
import { RunsChart, TimesChart } from "./Charts";
import { Strip, StripComing } from "./Strip";
import { daysBefore, faultOf, lastDaysWith, SPANS, type Span } from "./span";
import { Tables } from "./Tables";
import { useFigures } from "./useFigures";

/** The days that are chosen, remembered; the last ones move on with the calendar. */
function useDays(today: string) {
  const [kept, setSpan] = useRemembered<Span>("analytics.period", "30");
  const [first, setFirst] = useRemembered<string>("analytics.first", "");
  const [last, setLast] = useRemembered<string>("analytics.last", "");
  const span = SPANS.some(({ value }) => value === kept) ? kept : "30";
  const days: Days = span === "custom" ? { first, last } : lastDaysWith(today, Number(span));
  const setOwn = (own: Days) => {
    setFirst(own.first);
    setLast(own.last);
  };
  const choose = (next: Span) => {
    // Custom days begin as those that were shown.
    if (next === "custom" && span !== "custom") setOwn(days);
    setSpan(next);
  };
  return { span, days, choose, setOwn };
}

/** Figures of all runs: how many, how well, how long, and where. */
export function AnalyticsPlace() {
  const navigate = useNavigate();
  const now = useSlowNow();
  const today = dayOn(now, localZone());
  const { span, days, choose, setOwn } = useDays(today);
  const instances = useQuery(queries.instances()).data;
  const [keptInstance, setInstance] = useRemembered<string>("analytics.instance", "");
  // One that is not there any more is not asked for.
  const instance = instances?.some(({ id }) => id === keptInstance) === false ? "" : keptInstance;
  const fault = faultOf(days);
  const figures = useFigures(days, instance || null, fault === null);
  useActions(SPANS.filter(({ value }) => value !== span).map(({ value, word }) => periodAction(value, word, choose)));
  return (
    <main className="place">
      <header className="place-head">
        <h1>Analytics</h1>
        {fault === null && (
          <span className="cut text-hint" title={periodWords(days, today)}>
            {periodWords(days, today)}
          </span>
        )}
        <span className="flex-1" />
        <InstanceChoice instances={instances ?? []} chosen={instance} onChange={setInstance} />
        <Segments label="Period" value={span} options={SPANS} onChange={choose} />
      </header>
      {span === "custom" && (
        <div className="filter-bar">
          <DateRange name="Days" days={days} onChange={setOwn} />
          {fault !== null && (
            <span role="status" className="text-label">
              {fault}
            </span>
          )}
        </div>
      )}
      <div className="scroll analytics">
        {fault === null && (
          <Answer of={figures.now} loading={<Coming />}>
            {(data) =>
              data.all.runs === 0 ? (
                <Empty
                  title="No runs in these days"
                  why={
                    instance
                      ? "How many runs this instance had, how they ended and how long they took would be here."
                      : "How many runs there were, how they ended and how long they took would be here."
                  }
                >
                  <Button onClick={() => void navigate({ to: "/query" })}>Open Query</Button>
                </Empty>
              ) : (
                <>
                  {figures.before.isError && (
                    <div className="px-4 pt-4">
                      <Problem
                        error={asAppError(figures.before.error)}
                        about="The figures below are whole; how they differ from the days before is not known."
                        tone="warn"
                      >
                        <Button
                          size="s"
                          disabled={figures.before.isFetching}
                          onClick={() => void figures.before.refetch()}
                        >
                          Try again
                        </Button>
                      </Problem>
                    </div>
                  )}
                  <Strip now={data} before={figures.before.data} />
                  <div className="charts">
                    <RunsChart days={data.days} />
                    <TimesChart days={data.days} />
                  </div>
                  <Tables of={data} now={now} />
                </>
              )
            }
          </Answer>
        )}
      </div>
    </main>
  );
}

const periodAction = (value: Span, word: string, choose: (span: Span) => void) => ({
  word: value === "custom" ? "Show figures of other days" : `Show figures of the last ${word}`,
  run: () => choose(value),
});

/** `4 Feb to 5 Mar, today so far; before, 5 Jan to 3 Feb; New York time`. */
function periodWords(days: Days, today: string): string {
  const year = Number(today.slice(0, 4));
  const soFar = days.last === today ? ", today so far" : "";
  return `${daysWords(days, year)}${soFar}; before, ${daysWords(daysBefore(days), year)}; ${cityOf(localZone())} time`;
}

interface InstanceChoiceProps {
  instances: readonly Instance[];
  chosen: string;
  onChange: (id: string) => void;
}

function InstanceChoice({ instances, chosen, onChange }: InstanceChoiceProps) {
  const inOrder = [...instances].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <div className="field relative w-44! flex-none">
      <select
        aria-label="Instance"
        className="absolute inset-0 h-full w-full cursor-default appearance-none truncate bg-transparent pr-7 pl-2 outline-none"
        value={chosen}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">All instances</option>
        {inOrder.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <span className="flex-1" />
      <ChevronDown size={14} aria-hidden />
    </div>
  );
}

/** Bars in the shape of what is being reckoned. */
function Coming() {
  const late = useLate(true);
  return (
    <>
      <StripComing late={late} />
      <div className="charts">
        {["runs", "times"].map((each) => (
          <section key={each}>
            <div className="section-head">
              <span className={late ? "skeleton w-24" : ""} />
            </div>
            <div className="plot" />
          </section>
        ))}
      </div>
      <SkeletonRows rows={8} />
    </>
  );
}
