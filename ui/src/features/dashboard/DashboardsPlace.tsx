import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate, useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useActions } from "@/app/actions";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { NEW } from "@/components/drafts";
import { Empty } from "@/components/Empty";
import { formatNumber, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { holdsWords, SearchField } from "@/components/SearchField";
import { asAppError } from "@/ipc";
import { queries } from "@/ipc/queries";
import { BackToList } from "./DashboardHead";
import { DashboardList } from "./DashboardList";
import { DashboardView } from "./DashboardView";
import { EMPTY } from "./draft";
import { forgetOpen, noteOpen, openLast } from "./open";

/** Saved views over kept results: all of them, or one. */
export function DashboardsPlace() {
  const path = useLocation({ select: (location) => location.pathname });
  const { id } = useParams({ strict: false });
  const navigate = useNavigate();
  const list = useCallback(() => {
    forgetOpen();
    void navigate({ to: "/dashboards" });
  }, [navigate]);
  return (
    <main className="place">
      {path === "/dashboards/new" ? (
        <DashboardView key={NEW} detail={EMPTY} onList={list} />
      ) : id === undefined ? (
        <Dashboards />
      ) : (
        <One key={id} id={id} onList={list} />
      )}
    </main>
  );
}

function One({ id, onList }: { id: string; onList: () => void }) {
  const client = useQueryClient();
  const dashboard = useQuery(queries.dashboard(id));
  useEffect(() => noteOpen(id), [id]);
  if (dashboard.data) return <DashboardView detail={dashboard.data} onList={onList} />;
  const name = client.getQueryData(queries.dashboards().queryKey)?.find((one) => one.id === id)?.name ?? "Dashboard";
  const error = dashboard.isError ? asAppError(dashboard.error) : null;
  return (
    <>
      <header className="place-head">
        <BackToList onList={onList} />
        <h1 className="cut">{name}</h1>
      </header>
      {error?.code === "not_found" ? (
        <Empty title="This dashboard is not there any more" why="It was deleted. The others are in the list.">
          <Button onClick={onList}>All dashboards</Button>
        </Empty>
      ) : error ? (
        <div className="p-4">
          <Problem error={error}>
            <Button size="s" disabled={dashboard.isFetching} onClick={() => void dashboard.refetch()}>
              Try again
            </Button>
            <Button size="s" look="quiet" onClick={onList}>
              All dashboards
            </Button>
          </Problem>
        </div>
      ) : (
        <>
          <div className="filter-bar" />
          <SkeletonRows rows={8} height={44} />
        </>
      )}
    </>
  );
}

function Dashboards() {
  const navigate = useNavigate();
  const dashboards = useQuery(queries.dashboards());
  const [text, setText] = useState("");
  const [last] = useState(openLast);
  const all = dashboards.data ?? [];
  const shown = text.trim() === "" ? all : all.filter(({ name }) => holdsWords(name, text));
  const open = useCallback((id: string) => void navigate({ to: "/dashboards/$id", params: { id } }), [navigate]);
  const write = () => void navigate({ to: "/dashboards/new" });
  useActions([{ word: "New dashboard", run: write }]);
  // The place opens with what was open last, as long as it is there.
  if (last !== "" && all.some(({ id }) => id === last))
    return <Navigate to="/dashboards/$id" params={{ id: last }} replace />;
  return (
    <>
      <header className="place-head">
        <h1>Dashboards</h1>
        {all.length > 0 && <span className="num cut text-hint">{plural(all.length, "dashboard")}</span>}
        <span className="flex-1" />
        <Button onClick={write}>
          <Plus size={14} aria-hidden />
          New dashboard
        </Button>
      </header>
      <div className="filter-bar">
        <SearchField className="w-60!" label="Find dashboards" placeholder="Name" value={text} onChange={setText} />
        <span className="flex-1" />
        {shown.length < all.length && (
          <span className="num text-t12 text-hint" role="status">
            {formatNumber(shown.length)} of {formatNumber(all.length)}
          </span>
        )}
      </div>
      <Answer of={dashboards} loading={<SkeletonRows rows={8} height={44} />}>
        {() =>
          all.length === 0 ? (
            <Empty
              title="No dashboard yet"
              why="A dashboard shows charts, tables and figures of kept results side by side. It reads them on this computer, and follows each new run by itself."
            >
              <Button look="primary" onClick={write}>
                New dashboard
              </Button>
            </Empty>
          ) : shown.length === 0 ? (
            <Empty title="No dashboard like that" why={`${plural(all.length, "dashboard")} in all.`}>
              <Button onClick={() => setText("")}>Clear the search</Button>
            </Empty>
          ) : (
            <DashboardList dashboards={shown} onOpen={open} />
          )
        }
      </Answer>
    </>
  );
}
