import type { EditorView } from "@codemirror/view";
import * as Menu from "@radix-ui/react-dropdown-menu";
import { CalendarClock, ListTree } from "lucide-react";
import { type ReactNode, type RefObject, useRef, useState } from "react";
import { Button } from "@/components/Button";
import { keyName, useKeys } from "@/components/keys";
import { useToast } from "@/components/Toast";
import { api, type QueryPart, type QueryTab, type QueryTarget } from "@/ipc";
import { FORMAT_KEYS } from "./editor/actions";
import { ask } from "./editor/ask";
import { goTo } from "./editor/findings";
import { formatText } from "./editor/layout";
import { rangeOf } from "./editor/place";
import type { VimMode } from "./editor/vim";
import { useWorkflow } from "./saved";
import { Target } from "./Target";

export const outlineKeys = (): string => keyName("Shift O");

/** The parts of the query and its layout, above the text. */
export function EditorBar({
  view,
  outline,
  mode,
  tab,
  edited,
  atAmazon,
  onTarget,
  children,
}: {
  view: RefObject<EditorView | null>;
  outline: Outline;
  /** How Vim's keys are in the moment; null where they are off. */
  mode: VimMode | null;
  tab: QueryTab;
  /** It differs from the workflow that it is saved as. */
  edited: boolean;
  /** What can be done only with a query for Amazon: it is saved, or opens a new schedule that is filled from it. */
  atAmazon: { onSave: () => void; onSchedule: () => void } | null;
  onTarget: (target: QueryTarget) => void;
  children?: ReactNode;
}) {
  return (
    <div className="editor-bar">
      <Target value={tab.target ?? "amazon"} onChange={onTarget} />
      <OutlineMenu view={view} outline={outline} />
      {atAmazon && <SavedAs tab={tab} edited={edited} />}
      {mode !== null && (
        <output className="chip mono" aria-label="Vim">
          {mode.toUpperCase()}
        </output>
      )}
      <span className="flex-1" />
      {atAmazon && (
        <>
          <Button look="quiet" size="s" onClick={atAmazon.onSchedule}>
            <CalendarClock size={14} aria-hidden />
            Schedule this
          </Button>
          <Button look="quiet" size="s" title={`Save as a workflow, ${keyName("S")}`} onClick={atAmazon.onSave}>
            Save<kbd aria-hidden="true">{keyName("S")}</kbd>
          </Button>
        </>
      )}
      <Button
        look="quiet"
        size="s"
        title={`Format, ${FORMAT_KEYS}`}
        onClick={() => view.current && formatText(view.current)}
      >
        Format
      </Button>
      {children}
    </div>
  );
}

/** The workflow that the query is, with its version and tags. */
function SavedAs({ tab, edited }: { tab: QueryTab; edited: boolean }) {
  const workflow = useWorkflow(tab.workflow_id);
  if (!workflow) return null;
  const behind = tab.workflow_version !== null && tab.workflow_version < workflow.version;
  return (
    <p className="flex min-w-0 items-center gap-2 overflow-hidden pl-1 text-t12 text-label">
      <span className="mono cut">{workflow.id}</span>
      <span className="cut">
        version {tab.workflow_version ?? workflow.version}
        {behind ? `, version ${workflow.version} is newer` : edited ? ", edited" : ""}
      </span>
      {workflow.tags.slice(0, 3).map((tag) => (
        <span key={tag} className="chip">
          {tag}
        </span>
      ))}
    </p>
  );
}

export interface Outline {
  /** The parts while the list is open, in the order of the text. */
  parts: QueryPart[] | null;
  /** Whether it was asked for from within the text, which then has the focus back. */
  fromText: boolean;
  open: () => void;
  close: () => void;
}

/** The common table expressions and final queries of the text, asked for when they are to be shown. */
export function useOutline(view: RefObject<EditorView | null>): Outline {
  const toast = useToast();
  const [parts, setParts] = useState<QueryPart[] | null>(null);
  const [fromText, setFromText] = useState(false);
  const open = () => {
    if (!view.current) return;
    setFromText(view.current.hasFocus);
    ask(view.current, (sql) => api.outlineSql(sql)).then((found) => found && setParts(found), toast.fail);
  };
  useKeys({ "mod+shift+o": open });
  return { parts, fromText, open, close: () => setParts(null) };
}

function OutlineMenu({ view, outline }: { view: RefObject<EditorView | null>; outline: Outline }) {
  const gone = useRef(false);
  const outside = useRef(false);
  const { parts } = outline;
  const here = partAt(parts ?? [], view.current);
  const go = (part: QueryPart) => {
    const editor = view.current;
    if (!editor) return;
    gone.current = true;
    goTo(editor, rangeOf(editor.state.doc, part.range));
  };
  return (
    <Menu.Root modal={false} open={parts !== null} onOpenChange={(next) => (next ? outline.open() : outline.close())}>
      <Menu.Trigger asChild>
        <Button look="quiet" size="s" title={`Outline, ${outlineKeys()}`}>
          <ListTree size={14} aria-hidden />
          Outline
        </Button>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          className="floating menu outline-menu"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Outline"
          onInteractOutside={() => {
            outside.current = true;
          }}
          onCloseAutoFocus={(event) => {
            // Where one went, or came from, has the focus then.
            if (!outside.current && (gone.current || outline.fromText)) {
              event.preventDefault();
              view.current?.focus();
            }
            gone.current = false;
            outside.current = false;
          }}
        >
          {parts?.length === 0 && <p className="px-3 py-1 text-label">Nothing to go to yet.</p>}
          {parts?.map((part) => (
            <Menu.Item
              key={`${part.range.line}:${part.range.column}`}
              className="menu-item"
              ref={part === here ? highlight : undefined}
              aria-current={part === here ? "location" : undefined}
              textValue={part.name}
              onSelect={() => go(part)}
            >
              <span className={part.kind === "query" ? "tok-keyword mono cut" : "mono cut"}>{part.name}</span>
              <span className="flex-1" />
              <span className="hint">
                {part.kind === "query" && "final query, "}line {part.range.line}
              </span>
            </Menu.Item>
          ))}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** Begins the list where the caret stands; after the list itself has taken the focus. */
const highlight = (item: HTMLElement | null): void => {
  if (item) requestAnimationFrame(() => item.focus());
};

/** The part in which the caret stands: the last one that begins before it. */
export function partAt(parts: readonly QueryPart[], view: EditorView | null): QueryPart | null {
  if (!view) return null;
  const { doc, selection } = view.state;
  return parts.findLast((part) => rangeOf(doc, part.range).from <= selection.main.head) ?? null;
}
