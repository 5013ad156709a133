import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { Pause, Plus, RotateCcw, Trash2, X } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button, IconButton } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { holdsWords, SearchField } from "@/components/SearchField";
import { Segments } from "@/components/Segments";
import type { ScheduleSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { meant, useChanges } from "./changes";
import { EditPane, NewPane } from "./FormPane";
import { NEW, useDraft } from "./form/drafts";
import { useOwnSlots } from "./form/NextSlots";
import { History } from "./History";
import { HourStrip } from "./HourStrip";
import { useSlowNow } from "./now";
import { PauseAll } from "./PauseAll";
import { ScheduleDetailPane } from "./ScheduleDetailPane";
import { ScheduleList } from "./ScheduleList";
import { SignInNote } from "./SignInNote";
import { cityOf, countWords, inOrder, SHOWN, type Show } from "./words";

const NONE: ReadonlySet<string> = new Set();

/** Schedules whose name, rule, zone or trouble hold every word of `text`. */
export const matching = (schedules: readonly ScheduleSummary[], text: string): ScheduleSummary[] =>
  schedules.filter(({ name, words, time_zone, pause }) =>
    holdsWords(`${name} ${words} ${cityOf(time_zone)} ${pause?.message ?? ""}`, text),
  );

/** All schedules, what became of their slots, and one of them in full or being written. */
export function SchedulesPlace() {
  const { id } = useParams({ strict: false });
  const path = useLocation({ select: (location) => location.pathname });
  const navigate = useNavigate();
  const now = useSlowNow();
  const scroll = useRef<HTMLDivElement>(null);
  const query = useQuery(queries.schedules());
  const [text, setText] = useState("");
  const [show, setShow] = useState<Show>("all");
  const [picked, setPicked] = useState(NONE);
  const changes = useChanges();
  const all = useMemo(() => inOrder(query.data ?? []), [query.data]);
  const shown = useMemo(() => matching(all.filter(SHOWN[show]), text), [all, show, text]);
  const chosen = id ?? shown[0]?.id ?? null;
  const history = all.find((schedule) => schedule.id === chosen);
  const several = all.filter((schedule) => picked.has(schedule.id));
  const writing = path === "/schedules/new" ? NEW : path.endsWith("/edit") && id ? id : null;
  const draft = useDraft(writing);
  const own = useOwnSlots(draft, now);
  const others = useMemo(() => all.filter((schedule) => schedule.id !== writing), [all, writing]);

  const open = useCallback((next: string) => void navigate({ to: "/schedules/$id", params: { id: next } }), [navigate]);
  const { apply } = changes;
  const turn = useCallback(
    (schedule: ScheduleSummary) => apply(schedule.state === "on" ? "pause" : "resume", [schedule]),
    [apply],
  );
  const write = () => void navigate({ to: "/schedules/new" });
  const clear = () => {
    setText("");
    setShow("all");
  };
  return (
    <main className="place">
      <div className="panes schedule-panes">
        <section className="pane" aria-label="List of schedules">
          <header className="place-head">
            <h1>Schedules</h1>
            {query.data && <span className="num cut text-hint">{all.length > 0 && countWords(all)}</span>}
            <span className="flex-1" />
            {all.length > 0 && <PauseAll schedules={all} />}
            <Button onClick={write}>
              <Plus size={14} aria-hidden />
              New schedule
            </Button>
          </header>
          <SignInNote schedules={all} />
          {all.length > 0 || query.isPending ? (
            <HourStrip
              schedules={others}
              now={now}
              own={draft ? { instants: own, runs: draft.instance_ids.length } : null}
            />
          ) : null}
          {several.length > 0 ? (
            <Several of={several} busy={changes.pending} onApply={apply} onDone={() => setPicked(NONE)} />
          ) : (
            <div className="filter-bar">
              <Segments
                label="Show"
                size="s"
                value={show}
                options={[
                  { value: "all", word: "All" },
                  { value: "on", word: "On" },
                  { value: "paused", word: "Paused" },
                  { value: "failing", word: "Failing" },
                ]}
                onChange={setShow}
              />
              <span className="flex-1" />
              {shown.length < all.length && (
                <span className="num text-t12 text-hint">
                  {shown.length} of {all.length}
                </span>
              )}
              <SearchField
                className="w-46!"
                label="Find schedules"
                placeholder="Name, rule, zone"
                value={text}
                onChange={setText}
              />
            </div>
          )}
          <div ref={scroll} className="scroll">
            <Answer of={query} loading={<SkeletonRows rows={10} height={44} />}>
              {() =>
                all.length === 0 ? (
                  <Empty
                    title="Nothing is scheduled yet"
                    why="A schedule runs a query at fixed times over dates that move along, also on many instances."
                  >
                    <Button look="primary" onClick={write}>
                      New schedule
                    </Button>
                  </Empty>
                ) : shown.length === 0 ? (
                  <Empty title="No schedule like that" why={`${plural(all.length, "schedule")} in all.`}>
                    <Button onClick={clear}>Clear the filters</Button>
                  </Empty>
                ) : (
                  <ScheduleList
                    schedules={shown}
                    chosen={chosen}
                    picked={picked}
                    now={now}
                    scroll={scroll}
                    onOpen={open}
                    onPick={setPicked}
                    onSwitch={turn}
                  />
                )
              }
            </Answer>
          </div>
          {history && <History key={history.id} schedule={history} />}
        </section>
        {writing === NEW ? (
          <NewPane />
        ) : writing ? (
          <EditPane key={writing} id={writing} />
        ) : chosen ? (
          <ScheduleDetailPane key={chosen} id={chosen} now={now} />
        ) : (
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

interface SeveralProps {
  of: ScheduleSummary[];
  busy: boolean;
  onApply: ReturnType<typeof useChanges>["apply"];
  onDone: () => void;
}

/** What can be done with several schedules at once, in the place of the filters. */
function Several({ of, busy, onApply, onDone }: SeveralProps) {
  const on = meant("pause", of).length;
  const paused = meant("resume", of).length;
  return (
    <div className="filter-bar" role="toolbar" aria-label="Several schedules">
      <span className="num font-medium">{plural(of.length, "schedule")} picked</span>
      <span className="flex-1" />
      {on > 0 && (
        <Button size="s" disabled={busy} onClick={() => onApply("pause", of)}>
          <Pause size={14} aria-hidden />
          Pause {on}
        </Button>
      )}
      {paused > 0 && (
        <Button size="s" disabled={busy} onClick={() => onApply("resume", of)}>
          <RotateCcw size={14} aria-hidden />
          Resume {paused}
        </Button>
      )}
      <Button
        size="s"
        disabled={busy}
        onClick={() => {
          onApply("delete", of);
          onDone();
        }}
      >
        <Trash2 size={14} aria-hidden />
        Delete {of.length}
      </Button>
      <IconButton label="Pick none" onClick={onDone}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
