import type { EditorView } from "@codemirror/view";
import { Braces, History as HistoryIcon } from "lucide-react";
import { useRef, useState } from "react";
import { useActions } from "@/app/actions";
import { Answer } from "@/components/Answer";
import { Button, IconButton } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { keyName, useKeys } from "@/components/keys";
import { SkeletonRows } from "@/components/Loading";
import { useRemembered } from "@/components/remember";
import { useToast } from "@/components/Toast";
import { KeptTree } from "@/features/catalog/KeptTree";
import { SchemaTree } from "@/features/catalog/SchemaTree";
import type { BelowView } from "./Below";
import { EditorTabs } from "./EditorTabs";
import { EXAMPLE } from "./example";
import { KeptWorkbench } from "./KeptWorkbench";
import { SaveDialog } from "./SaveDialog";
import { useEdited } from "./saved";
import { useSaving } from "./saving";
import { TabList } from "./TabList";
import { useTabActions } from "./tab_actions";
import { useFlushOnHide, useNewTab, useTabs } from "./tabs";
import { Workbench } from "./Workbench";

const NONE: string[] = [];

const historyKeys = (): string => keyName("Shift H");

/** Where queries are written, checked and run. */
export function QueryPlace() {
  const all = useTabs();
  const { query, tabs, current, update, failure } = all;
  const newTab = useNewTab();
  const toast = useToast();
  const [inspector, setInspector] = useRemembered<boolean>("query.inspector", true);
  const [below, setBelow] = useState<BelowView>("result");
  const [listed, setListed] = useState(false);
  const view = useRef<EditorView | null>(null);
  const on = useTabActions(all, () => setListed(true));
  const saving = useSaving(all);
  const edited = useEdited(tabs);
  useFlushOnHide();
  const kept = current?.target === "kept";
  const toggle = (next: BelowView) => setBelow(below === next ? "result" : next);
  useKeys({ "mod+shift+h": () => toggle("history") });
  useActions([
    { word: "History of statements", keys: historyKeys(), run: () => setBelow("history") },
    { word: "Snippets", run: () => setBelow("snippets") },
  ]);

  const insert = (name: string) => {
    const editor = view.current;
    if (!editor) return;
    editor.dispatch(editor.state.replaceSelection(name));
    editor.focus();
  };

  const head = (
    <EditorTabs
      tabs={tabs}
      current={current?.id ?? null}
      inspector={inspector}
      on={on}
      saving={saving}
      edited={edited}
      onInspector={kept ? null : () => setInspector(!inspector)}
    >
      {current && (
        <>
          <IconButton
            label="History"
            keys={historyKeys()}
            size="m"
            className="self-center"
            aria-pressed={below === "history"}
            onClick={() => toggle("history")}
          >
            <HistoryIcon size={16} aria-hidden />
          </IconButton>
          <IconButton
            label="Snippets"
            size="m"
            className="self-center"
            aria-pressed={below === "snippets"}
            onClick={() => toggle("snippets")}
          >
            <Braces size={16} aria-hidden />
          </IconButton>
        </>
      )}
    </EditorTabs>
  );

  return (
    <main className="place">
      <h1 className="sr-only">Query</h1>
      <div className="panes query-panes" data-inspector={inspector && current && !kept ? "open" : "folded"}>
        {kept ? (
          <KeptTree onInsert={insert} />
        ) : (
          <SchemaTree instances={current?.instance_ids ?? NONE} onInsert={insert} />
        )}
        {current && kept ? (
          <KeptWorkbench
            key={current.id}
            tab={current}
            head={head}
            below={below}
            onBelow={setBelow}
            onSave={() => saving.save(current.id)}
            view={view}
            update={(change) => update(current.id, change)}
            failure={failure}
          />
        ) : current ? (
          <Workbench
            tab={current}
            head={head}
            inspector={inspector}
            below={below}
            onBelow={setBelow}
            edited={edited.has(current.id)}
            onSave={() => saving.save(current.id)}
            view={view}
            update={(change) => update(current.id, change)}
            failure={failure}
          />
        ) : (
          <section className="pane" aria-label="Editor">
            {head}
            <Answer of={query} loading={<SkeletonRows rows={8} height={20} />}>
              {() => (
                <Empty title="No query is open" why="Queries you write are kept here as you type, also over a crash.">
                  <div className="flex gap-2">
                    <Button look="primary" onClick={() => void newTab({}).catch(toast.fail)}>
                      New query
                    </Button>
                    <Button onClick={() => void newTab(EXAMPLE).catch(toast.fail)}>Start from an example</Button>
                  </div>
                </Empty>
              )}
            </Answer>
          </section>
        )}
      </div>
      <SaveDialog saving={saving} />
      <TabList open={listed} tabs={tabs} on={on} onClose={() => setListed(false)} />
    </main>
  );
}
