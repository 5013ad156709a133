import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Plus, SquareTerminal, TriangleAlert } from "lucide-react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatDuration, formatNumber, plural } from "@/components/format";
import { keyName } from "@/components/keys";
import { SkeletonRows } from "@/components/Loading";
import { RowsTable, SectionHead } from "@/components/RowsTable";
import { isFailed, isUnderWay, needsLook, State } from "@/components/State";
import { useToast } from "@/components/Toast";
import { WhenCell } from "@/features/execution/cells";
import { useNow } from "@/features/execution/now";
import { KeychainNote } from "@/features/profile/KeychainNote";
import { EXAMPLE } from "@/features/query/example";
import { openTab } from "@/features/query/open_tab";
import { useNewTab } from "@/features/query/tabs";
import type { ExecutionSummary, Instance, Profile, QueryTab } from "@/ipc";
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
  const open = runs.filter((run) => isUnderWay(run.state) && run.state !== "unknown");
  const now = useNow(open.length > 0);
  const trouble = runs.filter((run) => needsYou(run, now));
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
            <Answer of={executions} loading={<SkeletonRows rows={10} />}>
              {() => (
                <>
                  <Lead trouble={trouble.length + lost.length} open={open.length} runs={runs} now={now} />
                  {trouble.length + lost.length > 0 && <Trouble profiles={lost} runs={trouble} now={now} />}
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
              )}
            </Answer>
          </div>
        </section>
        <section className="pane pane-grey" aria-label="Profiles and instances">
          <div className="scroll">
            {status && <KeychainNote keychain={status.keychain} className="m-4" />}
            <Profiles profiles={profiles} instances={instances.data} />
            {instances.data && <Instances instances={instances.data} />}
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

const TROUBLES = [
  { word: "State", width: 44 },
  { word: "Run" },
  { word: "At", width: 136 },
  { word: "Next", width: 104 },
];

function Trouble({ profiles, runs, now }: { profiles: Profile[]; runs: ExecutionSummary[]; now: number }) {
  const more = runs.length - 8;
  return (
    <>
      <SectionHead title="Needs you" hint={runs.length + profiles.length}>
        {more > 0 && (
          <Link to="/executions" className="text-t12">
            {more} more
          </Link>
        )}
      </SectionHead>
      <RowsTable label="Needs you" columns={TROUBLES} head={false} className="rows-two">
        {profiles.map((profile) => (
          <tr key={profile.id} data-row>
            <td>
              <TriangleAlert size={16} className="text-amber" role="img" aria-label="Not signed in" />
            </td>
            <td>
              <span className="cut block leading-[18px]">{profile.name} is not signed in</span>
              <span className="cut block text-t12 text-hint">
                Its runs wait until you sign in. Results on this computer stay readable.
              </span>
            </td>
            <td />
            <td className="num">
              <Link to="/settings" className="btn btn-s">
                Sign in
              </Link>
            </td>
          </tr>
        ))}
        {runs.slice(0, 8).map((run) => (
          <tr key={run.id} data-row>
            <td>
              <State state={run.state} iconOnly />
            </td>
            <td>
              <span className="cut block leading-[18px]">
                {run.name}, {run.instance_name}
              </span>
              <span className="cut block text-t12 text-hint">{troubleWords(run)}</span>
            </td>
            <WhenCell at={run.finished_at ?? run.created_at} now={now} />
            <td className="num">
              <Link to="/executions/$id" params={{ id: run.id }} className="btn btn-s">
                See why
              </Link>
            </td>
          </tr>
        ))}
      </RowsTable>
    </>
  );
}

function troubleWords(run: ExecutionSummary): string {
  if (run.state === "unknown") return "Amazon did not answer. The run is looked for; nothing is sent twice.";
  if (run.state === "needs_review") return "Amazon did not answer, and which of its runs this is only you can say.";
  return `${run.state === "rejected" ? "Amazon refused it" : "It failed"}. No rows for ${run.window_words}.`;
}

const IN_WORK = [{ word: "State", width: 132 }, { word: "Run" }, { word: "Took", width: 96 }];

function InWork({ runs, now }: { runs: ExecutionSummary[]; now: number }) {
  return (
    <>
      <SectionHead title="In work" hint={runs.length}>
        <Link to="/executions" className="text-t12">
          Executions
        </Link>
      </SectionHead>
      <RowsTable label="In work" columns={IN_WORK} head={false}>
        {runs.slice(0, 12).map((run) => (
          <tr key={run.id} data-row>
            <td>
              <State state={run.state} />
            </td>
            <td>
              <Link to="/executions/$id" params={{ id: run.id }} className="row-link">
                {run.name}, {run.instance_name}
              </Link>
            </td>
            <td className="num text-label">{formatDuration(now - run.created_at)}</td>
          </tr>
        ))}
      </RowsTable>
    </>
  );
}

const RESULTS = [
  { word: "State", width: 44, quiet: true },
  { word: "Result" },
  { word: "From", width: 180 },
  { word: "Rows", width: 84, num: true },
  { word: "Took", width: 72, num: true },
  { word: "At", width: 136, num: true },
];

function NewResults({ runs, now }: { runs: ExecutionSummary[]; now: number }) {
  return (
    <>
      <SectionHead title="New results" hint="kept on this computer">
        <Link to="/executions" className="text-t12">
          All results
        </Link>
      </SectionHead>
      <RowsTable label="New results" columns={RESULTS}>
        {runs.map((run) => (
          <tr key={run.id} data-row>
            <td>
              <State state={run.state} iconOnly />
            </td>
            <td>
              <Link to="/executions/$id" params={{ id: run.id }} className="row-link">
                {run.name}
              </Link>
            </td>
            <td className="text-label">{run.instance_name}</td>
            <td className="num">{run.row_count === null ? "" : formatNumber(run.row_count)}</td>
            <td className="num text-label">
              {run.finished_at ? formatDuration(run.finished_at - run.created_at) : ""}
            </td>
            <WhenCell at={run.finished_at ?? run.created_at} now={now} />
          </tr>
        ))}
      </RowsTable>
    </>
  );
}

const TABS = [{ word: "Query" }, { word: "Edited", width: 136 }];

function CarryOn({ tabs, now }: { tabs: QueryTab[]; now: number }) {
  return (
    <>
      <SectionHead title="Carry on" hint="queries as you left them" />
      <RowsTable label="Open queries" columns={TABS} head={false}>
        {tabs.slice(0, 6).map((tab) => (
          <tr key={tab.id} data-row>
            <td>
              <Link to="/query" className="row-link" onClick={() => openTab(tab.id)}>
                <SquareTerminal size={16} className="mr-3 inline text-hint" aria-hidden />
                {tab.title}
              </Link>
            </td>
            <WhenCell at={tab.updated_at} now={now} />
          </tr>
        ))}
      </RowsTable>
    </>
  );
}

function Profiles({ profiles, instances }: { profiles: Profile[]; instances: Instance[] | undefined }) {
  return (
    <>
      <SectionHead title="Profiles">
        <Link to="/settings" className="text-t12">
          Settings
        </Link>
      </SectionHead>
      <ul className="px-4">
        {profiles.map((profile) => {
          const count = instances?.filter((instance) => instance.profile_id === profile.id).length;
          return (
            <li key={profile.id} className="flex min-h-7 items-center gap-2">
              {profile.kind === "sandbox" && <span className="sandbox-badge">Sandbox</span>}
              <span className="cut">{profile.name === "Sandbox" ? "On this computer" : profile.name}</span>
              <span className="flex-1" />
              {profile.state === "signed_in" ? (
                <span className="text-t12 text-label">{count !== undefined && plural(count, "instance")}</span>
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
