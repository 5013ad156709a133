import { ChevronDown, PanelRight, Pin, Plus, X } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { IconButton } from "@/components/Button";
import { keyName } from "@/components/keys";
import { MiddleCut, tailOf } from "@/components/MiddleCut";
import type { QueryTab } from "@/ipc";
import type { Saving } from "./saving";
import { TabMenu, type TabMenuAt } from "./TabMenu";
import { listKeys, type TabActions } from "./tab_actions";
import { useTabDrag } from "./tab_drag";

interface EditorTabsProps {
  tabs: QueryTab[];
  current: string | null;
  inspector: boolean;
  on: TabActions;
  saving: Saving;
  /** Ids of those that differ from what is saved. */
  edited: ReadonlySet<string>;
  /** None where there is no inspector. */
  onInspector: (() => void) | null;
  children?: ReactNode;
}

/** The open queries. Arrows move, F2 or a double click renames, Delete closes; more is in the menu of each. */
export function EditorTabs({ tabs, current, inspector, on, saving, edited, onInspector, children }: EditorTabsProps) {
  const [renaming, setRenaming] = useState<string | null>(null);
  const [menu, setMenu] = useState<TabMenuAt | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const tail = useMemo(() => tailOf(tabs.map((tab) => tab.title)), [tabs]);
  const place = (id: string) => tabs.findIndex((tab) => tab.id === id);
  const { drag, onPointerDown } = useTabDrag(({ id, over, behind }) => {
    const [from, to] = [place(id), place(over)];
    // Taken out of its place, it leaves those behind it one place further in front.
    on.move(id, to + (behind ? 1 : 0) - (from < to ? 1 : 0));
  });
  // The open one is in sight, also among many.
  useEffect(() => {
    if (current) list.current?.querySelector(`[data-tab="${current}"]`)?.scrollIntoView?.({ inline: "nearest" });
  }, [current]);
  const onKeyDown = (event: KeyboardEvent, tab: QueryTab, at: number) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (next) {
      on.open(next.id);
      list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
    } else if (event.key === "F2") setRenaming(tab.id);
    else if (event.key === "Delete") on.close(tab.id);
    else return;
    event.preventDefault();
  };
  const onMenu = (event: MouseEvent<HTMLElement>, id: string) => {
    event.preventDefault();
    // Below the tab, so that it covers no name.
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    setMenu({ id, x: event.clientX === 0 ? left : event.clientX, y: bottom });
  };
  const side = (id: string) =>
    drag && drag.over === id && drag.id !== id ? (drag.behind ? "after" : "before") : undefined;
  return (
    <div className="editor-tabs">
      <div ref={list} role="tablist" aria-label="Open queries" onPointerDown={onPointerDown}>
        {tabs.map((tab, i) => {
          const active = tab.id === current;
          return (
            <div
              key={tab.id}
              className="editor-tab"
              role="none"
              data-active={active}
              data-pinned={tab.pinned}
              data-edited={edited.has(tab.id)}
              data-drop={side(tab.id)}
              onContextMenu={(event) => onMenu(event, tab.id)}
            >
              {renaming === tab.id ? (
                <Rename
                  title={tab.title}
                  onDone={(title) => {
                    setRenaming(null);
                    if (title) on.rename(tab.id, title);
                  }}
                />
              ) : (
                <button
                  type="button"
                  role="tab"
                  data-tab={tab.id}
                  aria-selected={active}
                  aria-description={described(tab, edited)}
                  tabIndex={active ? 0 : -1}
                  title={`${tab.title}. F2 renames, Delete closes, a right click or Shift F10 opens the menu.`}
                  onClick={() => on.open(tab.id)}
                  onDoubleClick={() => setRenaming(tab.id)}
                  onAuxClick={(event) => event.button === 1 && on.close(tab.id)}
                  onKeyDown={(event) => onKeyDown(event, tab, i)}
                >
                  {tab.pinned && <Pin size={12} aria-hidden />}
                  <MiddleCut text={tab.title} tail={tail} />
                  {edited.has(tab.id) && <span className="tab-dot" aria-hidden="true" />}
                </button>
              )}
              {renaming !== tab.id && !tab.pinned && (
                <button
                  type="button"
                  className="tab-close"
                  tabIndex={-1}
                  aria-hidden="true"
                  data-close={tab.title}
                  onClick={() => on.close(tab.id)}
                >
                  <X size={14} aria-hidden />
                </button>
              )}
            </div>
          );
        })}
      </div>
      <IconButton label="New query" keys={keyName("N")} size="m" className="ml-1 self-center" onClick={on.create}>
        <Plus size={16} aria-hidden />
      </IconButton>
      <IconButton
        label="Open and closed queries"
        keys={listKeys()}
        size="m"
        className="self-center"
        onClick={on.showList}
      >
        <ChevronDown size={16} aria-hidden />
      </IconButton>
      <span className="flex-1" />
      {children}
      {onInspector && (
        <IconButton
          label={inspector ? "Fold the inspector" : "Open the inspector"}
          size="m"
          className="mr-1 self-center"
          aria-expanded={inspector}
          onClick={onInspector}
        >
          <PanelRight size={16} aria-hidden />
        </IconButton>
      )}
      <TabMenu at={menu} tabs={tabs} on={on} saving={saving} onRename={setRenaming} onClose={() => setMenu(null)} />
    </div>
  );
}

function described(tab: QueryTab, edited: ReadonlySet<string>): string | undefined {
  const words = [tab.pinned && "pinned", edited.has(tab.id) && "edited since it was saved"].filter(Boolean);
  return words.length > 0 ? words.join(", ") : undefined;
}

function Rename({ title, onDone }: { title: string; onDone: (title: string | null) => void }) {
  const [text, setText] = useState(title);
  const input = useRef<HTMLInputElement>(null);
  // After the menu, where it was asked for there, has given the focus back.
  useEffect(() => {
    const timer = window.setTimeout(() => {
      input.current?.focus();
      input.current?.select();
    });
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <input
      ref={input}
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
