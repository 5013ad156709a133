import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { plural } from "@/components/format";
import { keyName } from "@/components/keys";
import { SkeletonRows } from "@/components/Loading";
import { isFailed, isUnderWay, needsLook } from "@/components/State";
import { useToast } from "@/components/Toast";
import { useNow } from "@/features/execution/now";
import { KeychainNote } from "@/features/profile/KeychainNote";
import { EXAMPLE } from "@/features/query/example";
import { useNewTab } from "@/features/query/tabs";
import type { ExecutionSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { AwaySection } from "./AwaySection";
import { Instances, Profiles } from "./HomeAside";
import { CarryOn, InWork, NewResults, Trouble } from "./HomeSections";
import { NextSlots } from "./NextSlots";

const DAY = 86_400_000;

/** What ran, what failed, what goes on, and where one left off. */
export function HomePlace() {
  const navigate = useNavigate();
  const newTab = useNewTab();
  const toast = useToast();
  const executions = useQuery(queries.executions());
  const profiles = useQuery(queries.profiles()).data ?? [];
  const instances = useQuery(queries.instances());
  const tabs = useQuery(queries.tabs()).data ?? [];
  const status = useQuery(queries.status()).data;
  const schedules = useQuery(queries.schedules());
  const away = useQuery(queries.away());
  const next = useQuery(queries.nextSlots());
  const runs = executions.data ?? [];
  const open = runs.filter((run) => isUnderWay(run.state) && run.state !== "unknown");
  const now = useNow(open.length > 0);
  const trouble = runs.filter((run) => needsYou(run, now));
  const results = runs.filter((run) => run.state === "succeeded").slice(0, 8);
  const write = (given = {}) =>
    newTab(given)
      .then(() => navigate({ to: "/query" }))
      .catch(toast.fail);
  const lost = profiles.filter((profile) => profile.state !== "signed_in");
  const stopped = (schedules.data ?? []).filter(({ state, pause }) => state === "paused" && pause !== null);
  const troubles = trouble.length + lost.length + stopped.length;
  return (
    <main className="place">
      <header className="place-head">
        <h1>Home</h1>
        <span className="flex-1" />
        <Button onClick={() => void write()}>
          <Plus size={14} aria-hidden />
          New query
          <kbd aria-hidden="true">{keyName("N")}</kbd>
        </Button>
      </header>
      <div className="panes home-panes">
        <section className="pane" aria-label="Work">
          <div className="scroll">
            <Answer of={executions} loading={<SkeletonRows rows={10} />}>
              {() =>
                // Both stand above the rest, which they would move if they came after it.
                schedules.isPending ? (
                  <SkeletonRows rows={10} />
                ) : (
                  <>
                    <Lead trouble={troubles} open={open.length} runs={runs} now={now} />
                    {troubles > 0 && <Trouble profiles={lost} schedules={stopped} runs={trouble} now={now} />}
                    {open.length > 0 && <InWork runs={open} now={now} />}
                    {results.length > 0 && <NewResults runs={results} now={now} />}
                    {runs.length === 0 && (
                      <Empty title="Nothing has run yet" why="Write a query, choose instances and dates, and run it.">
                        <div className="flex gap-2">
                          <Button look="primary" onClick={() => void write(EXAMPLE)}>
                            Start from an example
                          </Button>
                          <Button onClick={() => void write()}>Write a query</Button>
                        </div>
                      </Empty>
                    )}
                    {tabs.length > 0 && <CarryOn tabs={tabs} now={now} />}
                  </>
                )
              }
            </Answer>
          </div>
        </section>
        <section className="pane pane-grey" aria-label="Plan, profiles and instances">
          <div className="scroll">
            {status && <KeychainNote keychain={status.keychain} className="m-4" />}
            {schedules.isPending || away.isPending || next.isPending ? (
              <SkeletonRows rows={6} />
            ) : (
              <>
                {away.data && away.data.slots.length > 0 && <AwaySection away={away.data} now={now} />}
                {next.data && schedules.data && schedules.data.length > 0 && <NextSlots slots={next.data} />}
                <Profiles profiles={profiles} instances={instances.data} />
                {instances.data && <Instances instances={instances.data} />}
              </>
            )}
          </div>
        </section>
      </div>
    </main>
  );
}

/** What a person should look at: lately failed, or in a state that does not resolve by itself. */
const needsYou = (run: ExecutionSummary, now: number): boolean =>
  needsLook(run.state) && !(isFailed(run.state) && now - run.created_at >= 3 * DAY);

function Lead({ trouble, open, runs, now }: { trouble: number; open: number; runs: ExecutionSummary[]; now: number }) {
  const lately = runs.filter((run) => now - run.created_at < DAY);
  const done = lately.filter((run) => run.state === "succeeded").length;
  const failed = lately.filter((run) => isFailed(run.state)).length;
  const first =
    trouble > 0
      ? `${trouble === 1 ? "One thing needs" : `${trouble} things need`} you.`
      : open > 0
        ? `${plural(open, "run")} under way.`
        : runs.length === 0
          ? "Ready for your first query."
          : "Nothing needs you.";
  return (
    <div className="px-4 pt-4 pb-3">
      <p className="text-t16 font-medium">{first}</p>
      <p className="text-label">
        {lately.length === 0
          ? "Nothing ran in the last 24 hours."
          : `In the last 24 hours: ${done} succeeded, ${failed} failed, ${lately.length - done - failed} other.`}
      </p>
    </div>
  );
}
