import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Plus, SquareTerminal } from "lucide-react";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatDuration, formatExact, formatNumber, formatWhen, plural } from "@/components/format";
import { keyName } from "@/components/keys";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { isFailed, isFinal, State } from "@/components/State";
import { useToast } from "@/components/Toast";
import { useNow } from "@/features/execution/now";
import { KeychainNote } from "@/features/profile/KeychainNote";
import { EXAMPLE } from "@/features/query/example";
import { openTab, useNewTab } from "@/features/query/tabs";
import { asAppError, type ExecutionSummary, type Instance, type Profile } from "@/ipc";
import { queries } from "@/ipc/queries";

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
  const runs = executions.data ?? [];
  const open = runs.filter((run) => !isFinal(run.state) && run.state !== "unknown" && run.state !== "needs_review");
  const now = useNow(open.length > 0);
  const trouble = runs.filter((run) => needsLook(run, now));
  const results = runs.filter((run) => run.state === "succeeded").slice(0, 8);
  const write = (given = {}) =>
    newTab(given)
      .then(() => navigate({ to: "/query" }))
      .catch(toast.fail);
  const lost = profiles.filter((profile) => profile.state !== "signed_in");
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
            {executions.isError ? (
              <div className="p-4">
                <Problem error={asAppError(executions.error)}>
                  <Button size="s" onClick={() => void executions.refetch()}>
                    Try again
                  </Button>
                </Problem>
              </div>
            ) : !executions.data ? (
              <SkeletonRows rows={10} />
            ) : (
              <>
                <Lead trouble={trouble.length + lost.length} open={open.length} runs={runs} now={now} />
                {trouble.length > 0 && <Trouble runs={trouble.slice(0, 8)} />}
                {open.length > 0 && <InWork runs={open} now={now} />}
                {results.length > 0 && <NewResults runs={results} />}
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
                {tabs.length > 0 && (
                  <>
                    <div className="section-head mt-1">
                      <h2>Carry on</h2>
                      <span className="text-t12 text-hint">queries as you left them</span>
                    </div>
                    <table className="rows" aria-label="Open queries">
                      <tbody>
                        {tabs.slice(0, 6).map((tab) => (
                          <tr key={tab.id} data-row>
                            <td>
                              <Link
                                to="/query"
                                className="text-read no-underline hover:underline"
                                onClick={() => openTab(tab.id)}
                              >
                                <SquareTerminal size={16} className="mr-3 inline text-hint" aria-hidden />
                                {tab.title}
                              </Link>
                            </td>
                            <td className="num text-label" title={formatExact(tab.updated_at)}>
                              {formatWhen(tab.updated_at, now)}
                            </td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </>
                )}
              </>
            )}
          </div>
        </section>
        <section className="pane pane-grey" aria-label="Profiles and instances">
          <div className="scroll">
            {status && <KeychainNote keychain={status.keychain} className="m-4" />}
            <Profiles profiles={profiles} instances={instances.data ?? []} />
            <Instances instances={instances.data ?? []} />
          </div>
        </section>
      </div>
    </main>
  );
}

/** What a person should look at: lately failed, or in a state that does not resolve by itself. */
function needsLook(run: ExecutionSummary, now: number): boolean {
  if (run.state === "unknown" || run.state === "needs_review") return true;
  return isFailed(run.state) && now - run.created_at < 3 * DAY;
}

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

function Trouble({ runs }: { runs: ExecutionSummary[] }) {
  return (
    <>
      <div className="section-head mt-1">
        <h2>Needs you</h2>
        <span className="text-t12 text-hint">{runs.length}</span>
      </div>
      <table className="rows rows-two" aria-label="Needs you">
        <colgroup>
          <col style={{ width: 44 }} />
          <col />
          <col style={{ width: 136 }} />
          <col style={{ width: 136 }} />
        </colgroup>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} data-row>
              <td>
                <State state={run.state} iconOnly />
              </td>
              <td>
                <span className="cut block leading-[18px]">
                  {run.name}, {run.instance_name}
                </span>
                <span className="cut block text-t12 text-hint">{run.window_words}</span>
              </td>
              <td className="num text-label" title={formatExact(run.created_at)}>
                {formatWhen(run.finished_at ?? run.created_at)}
              </td>
              <td className="num">
                <Link to="/executions/$id" params={{ id: run.id }} className="btn btn-s">
                  See why
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function InWork({ runs, now }: { runs: ExecutionSummary[]; now: number }) {
  return (
    <>
      <div className="section-head mt-1">
        <h2>In work</h2>
        <span className="text-t12 text-hint">{runs.length}</span>
        <span className="flex-1" />
        <Link to="/executions" className="text-t12">
          Executions
        </Link>
      </div>
      <table className="rows" aria-label="In work">
        <colgroup>
          <col style={{ width: 132 }} />
          <col />
          <col style={{ width: 96 }} />
        </colgroup>
        <tbody>
          {runs.slice(0, 12).map((run) => (
            <tr key={run.id} data-row>
              <td>
                <State state={run.state} />
              </td>
              <td>
                <Link to="/executions/$id" params={{ id: run.id }} className="text-read no-underline hover:underline">
                  {run.name}, {run.instance_name}
                </Link>
              </td>
              <td className="num text-label">{formatDuration(now - run.created_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function NewResults({ runs }: { runs: ExecutionSummary[] }) {
  return (
    <>
      <div className="section-head mt-1">
        <h2>New results</h2>
        <span className="text-t12 text-hint">kept on this computer</span>
        <span className="flex-1" />
        <Link to="/executions" className="text-t12">
          All results
        </Link>
      </div>
      <table className="rows" aria-label="New results">
        <colgroup>
          <col style={{ width: 44 }} />
          <col />
          <col style={{ width: 180 }} />
          <col style={{ width: 84 }} />
          <col style={{ width: 72 }} />
          <col style={{ width: 136 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">State</span>
            </th>
            <th scope="col">Result</th>
            <th scope="col">From</th>
            <th scope="col" className="num">
              Rows
            </th>
            <th scope="col" className="num">
              Took
            </th>
            <th scope="col" className="num">
              At
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} data-row>
              <td>
                <State state={run.state} iconOnly />
              </td>
              <td>
                <Link to="/executions/$id" params={{ id: run.id }} className="text-read no-underline hover:underline">
                  {run.name}
                </Link>
              </td>
              <td className="text-label">{run.instance_name}</td>
              <td className="num">{run.row_count === null ? "" : formatNumber(run.row_count)}</td>
              <td className="num text-label">
                {run.finished_at ? formatDuration(run.finished_at - run.created_at) : ""}
              </td>
              <td className="num text-label" title={formatExact(run.finished_at ?? run.created_at)}>
                {formatWhen(run.finished_at ?? run.created_at)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Profiles({ profiles, instances }: { profiles: Profile[]; instances: Instance[] }) {
  return (
    <>
      <div className="section-head mt-3">
        <h2>Profiles</h2>
        <span className="flex-1" />
        <Link to="/settings" className="text-t12">
          Settings
        </Link>
      </div>
      <ul className="px-4">
        {profiles.map((profile) => {
          const count = instances.filter((instance) => instance.profile_id === profile.id).length;
          return (
            <li key={profile.id} className="flex min-h-7 items-center gap-2">
              {profile.kind === "sandbox" && <span className="sandbox-badge">Sandbox</span>}
              <span className="cut">{profile.name === "Sandbox" ? "On this computer" : profile.name}</span>
              <span className="flex-1" />
              {profile.state === "signed_in" ? (
                <span className="text-t12 text-label">{plural(count, "instance")}</span>
              ) : (
                <Link to="/settings" className="text-t12 text-amber">
                  Sign in again
                </Link>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Instances({ instances }: { instances: Instance[] }) {
  const accounts = new Map<string, Instance[]>();
  for (const instance of instances) {
    accounts.set(instance.account_name, [...(accounts.get(instance.account_name) ?? []), instance]);
  }
  return (
    <>
      <div className="section-head mt-3 border-t border-line pt-2">
        <h2>Instances</h2>
        <span className="text-t12 text-hint">{formatNumber(instances.length)}</span>
      </div>
      {[...accounts].map(([account, members]) => (
        <div key={account} className="px-4 pb-2">
          <p className="label mb-0">
            <span>{account}</span>
            <span className="text-hint">
              {members[0]?.marketplace}, {members[0]?.currency}
            </span>
          </p>
          <p className="line-clamp-2" title={members.map((member) => member.name).join("\n")}>
            {members
              .slice(0, 4)
              .map((member) => member.name)
              .join(", ")}
            {members.length > 4 && <span className="text-hint"> and {members.length - 4} more</span>}
          </p>
        </div>
      ))}
    </>
  );
}
