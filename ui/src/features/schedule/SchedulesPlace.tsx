import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { useActions } from "@/app/actions";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatDay } from "@/components/format";
import { useRemembered } from "@/components/remember";
import { holdsWords } from "@/components/SearchField";
import { Segments } from "@/components/Segments";
import { useSlowNow } from "@/components/slow_now";
import type { ScheduleSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { BudgetNote } from "./BudgetNote";
import { Costs } from "./Costs";
import { Calendar } from "./calendar/Calendar";
import { DayPane } from "./calendar/DayPane";
import { dayOf, noonOf } from "./calendar/days";
import { EditPane, NewPane } from "./FormPane";
import { NEW } from "./form/drafts";
import { HourLoad } from "./hours/HourLoad";
import { ListView } from "./ListView";
import { PauseAll } from "./PauseAll";
import { ResumeProvider } from "./Resume";
import { ScheduleDetailPane } from "./ScheduleDetailPane";
import { SignInNote } from "./SignInNote";
import { cityOf, countWords, type Filter, inOrder, SHOWN } from "./words";

type View = "list" | "grid" | "calendar" | "hours" | "costs";

const VIEWS: readonly { value: View; word: string; label: string }[] = [
  { value: "list", word: "List", label: "List of schedules" },
  { value: "grid", word: "Grid", label: "Grid of schedules" },
  { value: "calendar", word: "Calendar", label: "Calendar of schedules" },
  { value: "hours", word: "Hour load", label: "Hour load of schedules" },
  { value: "costs", word: "Cost", label: "Cost of schedules" },
];

/** Schedules whose name, rule, zone or trouble hold every word of `text`. */
export const matching = (schedules: readonly ScheduleSummary[], text: string): ScheduleSummary[] =>
  schedules.filter(({ name, words, time_zone, pause }) =>
    holdsWords(`${name} ${words} ${cityOf(time_zone)} ${pause?.message ?? ""}`, text),
  );

/** All schedules in one of five views, and one of them in full or being written. */
export const SchedulesPlace = () => (
  <ResumeProvider>
    <Place />
  </ResumeProvider>
);

function Place() {
  const { id } = useParams({ strict: false });
  const path = useLocation({ select: (location) => location.pathname });
  const navigate = useNavigate();
  const now = useSlowNow();
  const query = useQuery(queries.schedules());
  const [view, setView] = useRemembered<View>("schedules.view", "list");
  const [filter, setFilter] = useState<Filter>({ text: "", show: "all" });
  const today = dayOf(now);
  const [picked, setDay] = useState<string | null>(null);
  const day = picked ?? today;
  const all = useMemo(() => inOrder(query.data ?? []), [query.data]);
  const shown = useMemo(() => matching(all.filter(SHOWN[filter.show]), filter.text), [all, filter]);
  const opened = id ?? null;
  const listed = view === "list" || view === "grid";
  const first = listed ? (shown[0]?.id ?? null) : null;
  const chosen = opened ?? first;
  const writing = path === "/schedules/new" ? NEW : path.endsWith("/edit") && id ? id : null;
  const nothing = query.data?.length === 0;

  const open = useCallback((next: string) => void navigate({ to: "/schedules/$id", params: { id: next } }), [navigate]);
  const write = () => void navigate({ to: "/schedules/new" });
  const close = () => void navigate({ to: "/schedules" });
  const choose = (next: string) => {
    setDay(next);
    if (opened !== null && writing === null) close();
  };
  useActions(
    VIEWS.filter(({ value }) => value !== view).map(({ value, label }) => ({
      word: `Show the ${label.charAt(0).toLowerCase()}${label.slice(1)}`,
      run: () => setView(value),
    })),
  );
  const back = { list: null, grid: null, calendar: formatDay(noonOf(day)), hours: "the hour load", costs: "the costs" }[
    view
  ];
  const none = (
    <Empty
      title="Nothing is scheduled yet"
      why="A schedule runs a query at fixed times over dates that move along, also on many instances."
    >
      <Button look="primary" onClick={write}>
        New schedule
      </Button>
    </Empty>
  );
  const full = writing !== null || nothing || listed;
  const side = full ? "schedule" : chosen !== null ? "beside" : view === "calendar" ? "day" : "none";
  return (
    <main className="place">
      <div className="panes schedule-panes" data-side={side} data-writing={writing !== null}>
        <section className="pane" aria-label={VIEWS.find(({ value }) => value === view)?.label}>
          <header className="place-head schedule-head">
            <h1>Schedules</h1>
            {query.data && <span className="num cut text-hint">{all.length > 0 && countWords(all)}</span>}
            <span className="flex-1" />
            {all.length > 0 && <PauseAll schedules={all} />}
            <Segments label="View of the schedules" value={view} options={VIEWS} onChange={setView} />
            <Button onClick={write}>
              <Plus size={14} aria-hidden />
              <span className="head-word">New schedule</span>
            </Button>
          </header>
          <SignInNote schedules={all} />
          {all.length > 0 && <BudgetNote />}
          {listed ? (
            <ListView
              as={view}
              query={query}
              all={all}
              shown={shown}
              filter={filter}
              onFilter={setFilter}
              chosen={chosen}
              writing={writing}
              now={now}
              onOpen={open}
              none={none}
            />
          ) : nothing ? (
            none
          ) : view === "calendar" ? (
            <Calendar
              day={day}
              today={today}
              opened={opened}
              onDay={choose}
              onOpen={(schedule, on) => {
                setDay(on);
                open(schedule);
              }}
            />
          ) : view === "hours" ? (
            <HourLoad />
          ) : (
            <Costs onOpen={open} />
          )}
        </section>
        {writing === NEW ? (
          <NewPane />
        ) : writing ? (
          <EditPane key={writing} id={writing} />
        ) : chosen ? (
          <ScheduleDetailPane
            key={chosen}
            id={chosen}
            now={now}
            back={back === null ? null : { to: back, run: close }}
          />
        ) : side === "day" ? (
          <DayPane day={day} today={today} />
        ) : side === "none" ? null : (
          <section className="pane pane-grey" aria-label="Schedule">
            {query.data && (
              <Empty title="No schedule chosen" why="When it runs, over which dates and what was changed show here." />
            )}
          </section>
        )}
      </div>
    </main>
  );
}
