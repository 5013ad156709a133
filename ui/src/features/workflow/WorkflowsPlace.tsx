import { useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { Plus, Upload } from "lucide-react";
import { useCallback, useRef } from "react";
import { useActions } from "@/app/actions";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { plural } from "@/components/format";
import { useRemembered } from "@/components/remember";
import { Segments } from "@/components/Segments";
import { useSlowNow } from "@/components/slow_now";
import { useAsked } from "./asked";
import { EditPane, NewPane } from "./FormPane";
import { ImportPane } from "./ImportPane";
import { useImport } from "./importing";
import { ListView } from "./ListView";
import { useFirstPage } from "./pages";
import { WorkflowDetailPane } from "./WorkflowDetailPane";

type View = "list" | "grid";

const VIEWS: readonly { value: View; word: string; label: string }[] = [
  { value: "list", word: "List", label: "List of workflows" },
  { value: "grid", word: "Grid", label: "Grid of workflows" },
];

/** All workflows as rows or as cards, and one of them in full or being written. */
export function WorkflowsPlace() {
  const { id } = useParams({ strict: false });
  const path = useLocation({ select: (location) => location.pathname });
  const navigate = useNavigate();
  const now = useSlowNow();
  const asked = useAsked();
  const page = useFirstPage(asked);
  const [view, setView] = useRemembered<View>("workflows.view", "list");
  const files = useRef<HTMLInputElement>(null);
  const imports = useImport();
  const writing = path === "/workflows/new" ? "new" : path.endsWith("/edit") ? "edit" : null;
  const chosen = id ?? page.data?.workflows[0]?.id ?? null;
  const all = page.data?.all ?? 0;

  const open = useCallback(
    (next: string) => {
      imports.close();
      void navigate({ to: "/workflows/$id", params: { id: next } });
    },
    [navigate, imports.close],
  );
  const write = () => {
    imports.close();
    void navigate({ to: "/workflows/new" });
  };
  const choose = () => files.current?.click();
  useActions([
    { word: "New workflow", run: write },
    { word: "Import workflows", run: choose },
    ...VIEWS.filter(({ value }) => value !== view).map(({ value, label }) => ({
      word: `Show the ${label.charAt(0).toLowerCase()}${label.slice(1)}`,
      run: () => setView(value),
    })),
  ]);
  return (
    <main className="place">
      <div className="panes workflow-panes" data-dropping={imports.dropping} {...imports.drop}>
        <section className="pane" aria-label={VIEWS.find(({ value }) => value === view)?.label}>
          <header className="place-head workflow-head">
            <h1>Workflows</h1>
            {page.data && all > 0 && <span className="num cut text-hint">{plural(all, "workflow")}</span>}
            <span className="flex-1" />
            <Segments label="View of the workflows" value={view} options={VIEWS} onChange={setView} />
            <Button onClick={choose} disabled={imports.busy}>
              <Upload size={14} aria-hidden />
              <span className="head-word">Import</span>
            </Button>
            <Button onClick={write}>
              <Plus size={14} aria-hidden />
              <span className="head-word">New workflow</span>
            </Button>
            <input
              ref={files}
              type="file"
              multiple
              accept=".sql"
              className="sr-only"
              tabIndex={-1}
              aria-label="Files to import"
              onChange={(event) => {
                imports.take([...(event.target.files ?? [])]);
                event.target.value = "";
              }}
            />
          </header>
          <ListView
            as={view}
            page={page}
            asked={asked}
            chosen={chosen}
            now={now}
            onOpen={open}
            none={
              <Empty
                title="No workflow yet"
                why="A workflow is a saved query: its SQL with parameters, instances and dates, in versions. It can be run, scheduled, and saved at Amazon."
              >
                <div className="flex gap-2">
                  <Button look="primary" onClick={write}>
                    New workflow
                  </Button>
                  <Button onClick={choose}>Import .sql files</Button>
                </div>
              </Empty>
            }
          />
        </section>
        {imports.result ? (
          <ImportPane result={imports.result} onOpen={open} onClose={imports.close} />
        ) : writing === "new" ? (
          <NewPane />
        ) : writing === "edit" && id ? (
          <EditPane key={id} id={id} />
        ) : chosen ? (
          <WorkflowDetailPane key={chosen} id={chosen} now={now} />
        ) : (
          <section className="pane pane-grey" aria-label="Workflow">
            {page.data && (
              <Empty
                title="No workflow chosen"
                why="Its query, its runs, its versions and how it stands at Amazon show here."
              />
            )}
          </section>
        )}
        {imports.dropping && (
          <p className="drop-note" role="status">
            Drop .sql files to import them as workflows
          </p>
        )}
      </div>
    </main>
  );
}
