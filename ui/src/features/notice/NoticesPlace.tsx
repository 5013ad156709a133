import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CheckCheck } from "lucide-react";
import { useState } from "react";
import { useActions } from "@/app/actions";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatNumber, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { useRemembered } from "@/components/remember";
import { Segments } from "@/components/Segments";
import { useSlowNow } from "@/components/slow_now";
import type { Notice } from "@/ipc";
import { NOTICE_LIMIT, queries } from "@/ipc/queries";
import { NoticeList } from "./NoticeList";
import { useReading } from "./reading";
import { byDay, type Show, targetOf } from "./words";

const NONE: ReadonlySet<string> = new Set();

/** What schedules and runs had to tell, the newest first. */
export function NoticesPlace() {
  const navigate = useNavigate();
  const now = useSlowNow();
  const query = useQuery(queries.notices());
  const { read, unread, all } = useReading();
  const [chosen, setChosen] = useState<Show | null>(null);
  // What was read here stays in the list of what was not, so that it can be taken back in its place.
  const [kept, setKept] = useState(NONE);
  const [, setView] = useRemembered<string>("schedules.view", "list");
  const notices = query.data ?? [];
  const count = notices.filter((notice) => !notice.read).length;
  const show = chosen ?? (count > 0 ? "unread" : "all");
  // Once the answer is a fresh one, what is read here does not change the view.
  if (chosen === null && query.data && !query.isFetching) setChosen(show);
  const choose = (next: Show) => {
    setChosen(next);
    setKept(NONE);
  };
  const shown = show === "all" ? notices : notices.filter(({ id, read }) => !read || kept.has(id));
  const keep = ({ id }: Notice) => setKept((now) => new Set(now).add(id));
  const toggle = (notice: Notice) => {
    keep(notice);
    (notice.read ? unread : read).mutate([notice.id]);
  };
  const open = (notice: Notice) => {
    if (!notice.read) read.mutate([notice.id]);
    // Budgets stand beside the costs.
    if (notice.kind === "budget") setView("costs");
    void navigate(targetOf(notice));
  };
  const readAll = () => {
    setKept(NONE);
    all.mutate();
  };
  const idle = count === 0 || all.isPending;
  useActions([{ word: "Mark all notices read", disabled: idle, run: readAll }]);
  return (
    <main className="place">
      <header className="place-head">
        <h1>Notices</h1>
        {query.data && <span className="num text-hint">{count > 0 && `${formatNumber(count)} unread`}</span>}
        <span className="flex-1" />
        <Segments
          label="Show"
          value={show}
          options={[
            { value: "unread", word: "Unread" },
            { value: "all", word: "All" },
          ]}
          onChange={choose}
        />
        <Button disabled={idle} onClick={readAll}>
          <CheckCheck size={14} aria-hidden />
          Mark all read
        </Button>
      </header>
      <div className="scroll">
        <Answer of={query} loading={<SkeletonRows rows={10} height={44} />}>
          {() =>
            notices.length === 0 ? (
              <Empty title="No notices yet" why="What schedules and runs have to tell is listed here." />
            ) : shown.length === 0 ? (
              <Empty title="Nothing new" why={`${plural(notices.length, "notice")} in all, and all of them read.`}>
                <Button onClick={() => choose("all")}>Show all</Button>
              </Empty>
            ) : (
              <>
                <NoticeList days={byDay(shown, now)} onOpen={open} onToggle={toggle} />
                {notices.length >= NOTICE_LIMIT && (
                  <p className="px-4 py-2 text-t12 text-hint">The newest {NOTICE_LIMIT} are listed.</p>
                )}
              </>
            )
          }
        </Answer>
      </div>
    </main>
  );
}
