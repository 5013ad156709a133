import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { LayoutDashboard } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/Button";
import { Popover } from "@/components/Popover";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { chosenSpec, specOf } from "@/features/chart/spec";
import type { RowsView } from "@/features/chart/ViewSegments";
import { gridColumns } from "@/features/result/columns";
import { viewOf } from "@/features/result/view";
import { Choice, TextField } from "@/features/schedule/form/fields";
import { api, asAppError, type ExecutionSummary, type ResultSummary, type Widget } from "@/ipc";
import { queries } from "@/ipc/queries";
import { forgetDashboards } from "./changes";
import { allOf, chartText, latestOf, MOST_WIDGETS, newWidget, specPart } from "./widgets";

/** Where rows are to be read from: a query, or what is kept of the query of a run. */
type Source = { sql: string } | Pick<ExecutionSummary, "name" | "workflow_id">;

interface AddProps {
  /** The query's name, under which its grid and its chart are remembered. */
  query: string;
  source: Source;
  result: ResultSummary;
  view: RowsView;
}

/** What is shown of a result, as a widget: its chart as it is drawn, or its rows as they are laid out. */
export function widgetOf({ query, result, view }: Omit<AddProps, "source">, sql: string): Widget {
  const columns = viewOf(query);
  const shown = { ...columns, widths: {}, frozen: 0 };
  if (view === "rows") return newWidget("table", { title: query, sql, chart: chartText(null, shown) });
  const spec = specOf(chosenSpec(query), gridColumns(result.columns), result.row_count);
  return newWidget("chart", {
    title: query,
    sql,
    chart: chartText(spec, { ...shown, order: [], hidden: [] }),
    ...(spec.kind === "number" && { height: 3 }),
  });
}

/** A button that puts what is shown on a dashboard, one that is there or a new one. */
export function AddToDashboard(props: AddProps) {
  const [at, setAt] = useState<DOMRect | null>(null);
  return (
    <>
      <Button size="s" onClick={(event) => setAt(event.currentTarget.getBoundingClientRect())}>
        <LayoutDashboard size={14} aria-hidden />
        Add to a dashboard…
      </Button>
      {at && <Pane {...props} at={at} onClose={() => setAt(null)} />}
    </>
  );
}

/** The same of a run: the widget reads the newest results of its query, this run and those that will follow it. */
export const AddRunToDashboard = ({
  run: { name, workflow_id },
  ...shown
}: Pick<AddProps, "result" | "view"> & { run: ExecutionSummary }) => (
  <AddToDashboard query={name} source={{ name, workflow_id }} {...shown} />
);

/** A kept table goes by the name that its workflow has today. */
function useSql(source: Source): string | null {
  const { data: tables, isLoading } = useQuery({ ...queries.keptTables(), enabled: !("sql" in source) });
  if ("sql" in source) return source.sql;
  if (isLoading) return null;
  const { name, workflow_id } = source;
  const of = tables?.find(
    (table) => table.schema === "latest" && workflow_id !== null && table.workflow_id === workflow_id,
  );
  return of ? allOf(of.sql_name) : latestOf(name);
}

function Pane({ at, onClose, ...shown }: AddProps & { at: DOMRect; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const all = useQuery(queries.dashboards()).data ?? [];
  const sql = useSql(shown.source);
  const [chosen, setChosen] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [title, setTitle] = useState(shown.query);
  const [tried, setTried] = useState(false);
  const id = chosen ?? all[0]?.id ?? "";
  const fault = id === "" && name.trim() === "" ? "A name is needed" : undefined;
  const add = useMutation({
    mutationFn: async () => {
      const widget = { ...widgetOf(shown, sql ?? ""), title: title.trim() };
      if (id === "") {
        const made = { name: name.trim(), widgets: [widget], filters: [] };
        return { id: await api.saveDashboard(null, made, null), name: made.name };
      }
      const now = await api.getDashboard(id);
      await api.saveDashboard(id, { ...specPart(now), widgets: [...now.widgets, widget] }, now.changed_at);
      return { id, name: now.name };
    },
    onSuccess: ({ id: saved, name: of }) => {
      void forgetDashboards(client);
      void client.invalidateQueries({ queryKey: queries.dashboard(saved).queryKey });
      const run = () => void navigate({ to: "/dashboards/$id", params: { id: saved } });
      toast.show({ text: `Added to ${of}`, action: { word: "Open", run } });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault === undefined) add.mutate();
  };
  const full = (all.find((one) => one.id === id)?.widgets ?? 0) >= MOST_WIDGETS;
  return (
    <Popover title="Add to a dashboard" at={at} width={320} onClose={onClose}>
      <form className="grid gap-3 px-3 pb-3" onSubmit={submit}>
        <Choice
          label="Dashboard"
          value={id}
          options={[...all.map((one) => ({ value: one.id, word: one.name })), { value: "", word: "A new dashboard" }]}
          onChange={setChosen}
        />
        {id === "" && (
          <TextField
            label="Name"
            placeholder="Such as Kestrel Outdoor, weekly"
            value={name}
            fault={tried ? fault : undefined}
            onChange={setName}
          />
        )}
        <TextField label="Title of the widget" value={title} onChange={setTitle} />
        <p className="hint">
          {full
            ? `It has ${MOST_WIDGETS} widgets, as many as there can be.`
            : `Added as ${shown.view === "chart" ? "a chart" : "a table"}, as it is shown here.`}
        </p>
        {add.isError && <Problem error={asAppError(add.error)} about="Nothing was changed." />}
        <div className="flex justify-end">
          <Button look="primary" type="submit" disabled={add.isPending || full || sql === null}>
            {add.isPending ? "Adding" : "Add the widget"}
          </Button>
        </div>
      </form>
    </Popover>
  );
}
