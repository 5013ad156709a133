import { Link } from "@tanstack/react-router";
import { CirclePause, SquareTerminal, TriangleAlert } from "lucide-react";
import { formatDuration, formatNumber, plural } from "@/components/format";
import { RowsTable, SectionHead } from "@/components/RowsTable";
import { State } from "@/components/State";
import { WhenCell } from "@/features/execution/cells";
import { openTab } from "@/features/query/open_tab";
import type { ExecutionSummary, Profile, QueryTab, ScheduleSummary } from "@/ipc";

const TROUBLES = [
  { word: "State", width: 44 },
  { word: "What" },
  { word: "At", width: 136 },
  { word: "Next", width: 104 },
];

const MOST_RUNS = 8;
const MOST_SCHEDULES = 5;

interface TroubleProps {
  profiles: Profile[];
  /** Those that are paused for a reason. */
  schedules: ScheduleSummary[];
  runs: ExecutionSummary[];
  now: number;
}

export function Trouble({ profiles, schedules, runs, now }: TroubleProps) {
  const moreSchedules = schedules.length - MOST_SCHEDULES;
  const moreRuns = runs.length - MOST_RUNS;
  return (
    <>
      <SectionHead title="Needs you" hint={profiles.length + schedules.length + runs.length}>
        {moreSchedules > 0 && (
          <Link to="/schedules" className="text-t12">
            {plural(moreSchedules, "more schedule")}
          </Link>
        )}
        {moreRuns > 0 && (
          <Link to="/executions" className="text-t12">
            {plural(moreRuns, "more run")}
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
        {schedules.slice(0, MOST_SCHEDULES).map(({ id, name, pause, paused_at }) => (
          <tr key={id} data-row>
            <td>
              <CirclePause size={16} className="text-red" role="img" aria-label="Paused" />
            </td>
            <td title={pause?.message}>
              <span className="cut block leading-[18px]">{name} is paused</span>
              <span className="cut block text-t12 text-hint">{pause?.message}</span>
            </td>
            {paused_at === null ? <td /> : <WhenCell at={paused_at} now={now} />}
            <td className="num">
              <Link to="/schedules/$id" params={{ id }} className="btn btn-s">
                See why
              </Link>
            </td>
          </tr>
        ))}
        {runs.slice(0, MOST_RUNS).map((run) => (
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

export function InWork({ runs, now }: { runs: ExecutionSummary[]; now: number }) {
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

export function NewResults({ runs, now }: { runs: ExecutionSummary[]; now: number }) {
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

export function CarryOn({ tabs, now }: { tabs: QueryTab[]; now: number }) {
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
