import * as Tabs from "@radix-ui/react-tabs";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Pencil, Play, SquareTerminal } from "lucide-react";
import { useActions } from "@/app/actions";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { formatNumber, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { useRemembered } from "@/components/remember";
import type { WorkflowDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import { AmazonTab } from "./AmazonTab";
import { Status } from "./cells";
import { DatesTab } from "./DatesTab";
import { OverviewTab } from "./OverviewTab";
import { useOpenings } from "./openings";
import { RunsTab } from "./RunsTab";
import { SchedulesTab } from "./SchedulesTab";
import { VersionsTab } from "./VersionsTab";
import { WorkflowMenu } from "./WorkflowMenu";

/** One workflow: what it is, its runs and versions, what schedules it, and how it stands at Amazon. */
export function WorkflowDetailPane({ id, now }: { id: string; now: number }) {
  const workflow = useQuery(queries.workflow(id));
  return (
    <section className="pane pane-grey" aria-label="Workflow">
      <Answer of={workflow} inset="p-5" loading={<SkeletonRows rows={12} />}>
        {(data) => <Detail workflow={data} now={now} />}
      </Answer>
    </section>
  );
}

type Tab = "overview" | "runs" | "dates" | "versions" | "schedules" | "amazon";

function Detail({ workflow, now }: { workflow: WorkflowDetail; now: number }) {
  const { id, name, status, version, runs, schedules, spec } = workflow;
  const navigate = useNavigate();
  const openings = useOpenings();
  // The same side of the next workflow is looked at.
  const [tab, setTab] = useRemembered<Tab>("workflows.tab", "overview");
  const edit = () => void navigate({ to: "/workflows/$id/edit", params: { id } });
  useActions([
    { word: "Run the workflow", run: () => openings.run(id) },
    { word: "Open the workflow in Query", run: () => openings.open(id) },
    { word: "Edit the workflow", run: edit },
  ]);
  return (
    <>
      <div className="place-head pl-5!">
        <span className="chip">
          <Status status={status} size={12} />
        </span>
        <span className="flex-1" />
        <Button look="quiet" size="s" disabled={spec.sql.trim() === ""} onClick={() => openings.run(id)}>
          <Play size={14} aria-hidden />
          Run
        </Button>
        <Button look="quiet" size="s" onClick={() => openings.open(id)}>
          <SquareTerminal size={14} aria-hidden />
          Open in Query
        </Button>
        <Button size="s" onClick={edit}>
          <Pencil size={14} aria-hidden />
          Edit
        </Button>
        <WorkflowMenu workflow={workflow} />
      </div>
      <div className="px-5 pt-4 pb-2">
        <h2 className="page-title break-words">{name}</h2>
        <p className="text-label">
          Version {formatNumber(version)}, on {plural(spec.instance_ids.length, "instance")}
        </p>
      </div>
      <Tabs.Root value={tab} onValueChange={(next) => setTab(next as Tab)} className="contents">
        <Tabs.List className="tab-strip px-5!" aria-label="Of the workflow">
          <Tabs.Trigger value="overview">Overview</Tabs.Trigger>
          <Tabs.Trigger value="runs">
            Runs <Count of={runs} />
          </Tabs.Trigger>
          <Tabs.Trigger value="dates">Dates</Tabs.Trigger>
          <Tabs.Trigger value="versions">
            Versions <Count of={version} />
          </Tabs.Trigger>
          <Tabs.Trigger value="schedules">
            Schedules <Count of={schedules.length} />
          </Tabs.Trigger>
          <Tabs.Trigger value="amazon">Amazon</Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="overview" className="detail" tabIndex={-1}>
          <OverviewTab workflow={workflow} />
        </Tabs.Content>
        <Tabs.Content value="runs" className="scroll" tabIndex={-1}>
          <RunsTab workflow={workflow} now={now} />
        </Tabs.Content>
        <Tabs.Content value="dates" className="detail" tabIndex={-1}>
          <DatesTab key={id} workflow={id} now={now} />
        </Tabs.Content>
        <Tabs.Content value="versions" className="detail" tabIndex={-1}>
          <VersionsTab key={id} workflow={workflow} now={now} />
        </Tabs.Content>
        <Tabs.Content value="schedules" className="scroll" tabIndex={-1}>
          <SchedulesTab workflow={workflow} />
        </Tabs.Content>
        <Tabs.Content value="amazon" className="detail" tabIndex={-1}>
          <AmazonTab key={id} workflow={workflow} now={now} />
        </Tabs.Content>
      </Tabs.Root>
    </>
  );
}

const Count = ({ of }: { of: number }) =>
  of > 0 ? <span className="text-t12 text-hint">{formatNumber(of)}</span> : null;
