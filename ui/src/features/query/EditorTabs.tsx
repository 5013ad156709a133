import { PanelRight, Plus, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { IconButton } from "@/components/Button";
import { keyName } from "@/components/keys";
import { MiddleCut, tailOf } from "@/components/MiddleCut";
import type { QueryTab } from "@/ipc";

interface EditorTabsProps {
  tabs: QueryTab[];
  current: string | null;
  inspector: boolean;
  onOpen: (id: string) => void;
  onClose: (id: string) => void;
  onRename: (id: string, title: string) => void;
  onNew: () => void;
  onInspector: () => void;
}

/** The open queries. F2 or a double click renames, Delete closes, arrows move. */
export function EditorTabs({ tabs, current, inspector, ...on }: EditorTabsProps) {
  const [renaming, setRenaming] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const tail = useMemo(() => tailOf(tabs.map((tab) => tab.title)), [tabs]);
  // The open one is in sight, also among many.
  useEffect(() => {
    if (current) list.current?.querySelector(`[data-tab="${current}"]`)?.scrollIntoView?.({ inline: "nearest" });
  }, [current]);
  const onKeyDown = (event: KeyboardEvent, tab: QueryTab, at: number) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (next) {
      on.onOpen(next.id);
      list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
    } else if (event.key === "F2") setRenaming(tab.id);
    else if (event.key === "Delete") on.onClose(tab.id);
    else return;
    event.preventDefault();
  };
  return (
    <div className="editor-tabs">
      <div ref={list} role="tablist" aria-label="Open queries">
        {tabs.map((tab, i) => {
          const active = tab.id === current;
          return (
            <div key={tab.id} className="editor-tab" role="none" data-active={active}>
              {renaming === tab.id ? (
                <Rename
                  title={tab.title}
                  onDone={(title) => {
                    setRenaming(null);
                    if (title) on.onRename(tab.id, title);
                  }}
                />
              ) : (
                <button
                  type="button"
                  role="tab"
                  data-tab={tab.id}
                  aria-selected={active}
                  tabIndex={active ? 0 : -1}
                  title={`${tab.title}. F2 renames, Delete closes.`}
                  onClick={() => on.onOpen(tab.id)}
                  onDoubleClick={() => setRenaming(tab.id)}
                  onAuxClick={(event) => event.button === 1 && on.onClose(tab.id)}
                  onKeyDown={(event) => onKeyDown(event, tab, i)}
                >
                  <MiddleCut text={tab.title} tail={tail} />
                </button>
              )}
              {renaming !== tab.id && (
                <button
                  type="button"
                  className="tab-close"
                  tabIndex={-1}
                  aria-hidden="true"
                  data-close={tab.title}
                  onClick={() => on.onClose(tab.id)}
                >
                  <X size={14} aria-hidden />
                </button>
              )}
            </div>
          );
        })}
      </div>
      <IconButton label="New query" keys={keyName("N")} size="m" className="ml-1 self-center" onClick={on.onNew}>
        <Plus size={16} aria-hidden />
      </IconButton>
      <span className="flex-1" />
      <IconButton
        label={inspector ? "Fold the inspector" : "Open the inspector"}
        size="m"
        className="mr-1 self-center"
        aria-expanded={inspector}
        onClick={on.onInspector}
      >
        <PanelRight size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

function Rename({ title, onDone }: { title: string; onDone: (title: string | null) => void }) {
  const [text, setText] = useState(title);
  return (
    <input
      ref={(input) => {
        if (input && document.activeElement !== input) {
          input.focus();
          input.select();
        }
      }}
      aria-label="Name of the query"
      maxLength={120}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => onDone(text.trim() || null)}
      onKeyDown={(event) => {
        if (event.key === "Enter") onDone(text.trim() || null);
        if (event.key === "Escape") onDone(null);
      }}
    />
  );
}
