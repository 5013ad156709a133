import { ChevronDown, ChevronRight, Table2 } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { MiddleCut } from "@/components/MiddleCut";

/** One tree with a roving tab stop: arrows move, right and left open and close, Enter takes. */
export function Tree({ label, children }: { label: string; children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  // Exactly one row can be reached by Tab, also after rows came and went.
  useEffect(() => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[role=treeitem]") ?? [])];
    const stop = rows.find((row) => row.tabIndex === 0) ?? rows[0];
    for (const row of rows) row.tabIndex = row === stop ? 0 : -1;
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[role=treeitem]") ?? [])];
    const at = rows.indexOf(event.target as HTMLElement);
    const row = rows[at];
    if (!row) return;
    const level = Number(row.getAttribute("aria-level"));
    const expanded = row.getAttribute("aria-expanded");
    let next: HTMLElement | undefined;
    if (event.key === "ArrowDown") next = rows[at + 1];
    else if (event.key === "ArrowUp") next = rows[at - 1];
    else if (event.key === "Home") next = rows[0];
    else if (event.key === "End") next = rows.at(-1);
    else if (event.key === "ArrowRight" && expanded === "false") row.click();
    else if (event.key === "ArrowRight" && expanded === "true") next = rows[at + 1];
    else if (event.key === "ArrowLeft" && expanded === "true") row.click();
    else if (event.key === "ArrowLeft") {
      next = rows
        .slice(0, at)
        .reverse()
        .find((other) => Number(other.getAttribute("aria-level")) < level);
    } else if (event.key === "Enter" || event.key === " ") row.click();
    else return;
    event.preventDefault();
    if (next) {
      for (const other of rows) other.tabIndex = other === next ? 0 : -1;
      next.focus();
    }
  };
  return (
    <div ref={list} className="tree" role="tree" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      {children}
    </div>
  );
}

interface RowProps {
  level: number;
  expanded?: boolean;
  /** Shown, but of no use here. */
  dim?: boolean;
  /** Another place led to it. */
  sought?: boolean;
  title?: string;
  onClick: () => void;
  /** What Shift and Enter do, where a click does something else. */
  onInsert?: () => void;
  children: ReactNode;
}

/** One row of a tree. */
export function Row({ level, expanded, dim, sought, title, onClick, onInsert, children }: RowProps) {
  return (
    <button
      type="button"
      role="treeitem"
      className={dim ? "tree-row text-hint" : "tree-row"}
      aria-level={level}
      {...(expanded === undefined ? {} : { "aria-expanded": expanded })}
      aria-selected={false}
      data-sought={sought || undefined}
      tabIndex={-1}
      title={title}
      onClick={onClick}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !event.shiftKey || !onInsert) return;
        event.preventDefault();
        event.stopPropagation();
        onInsert();
      }}
    >
      {children}
    </button>
  );
}

interface TableRowProps {
  name: string;
  title: string;
  open: boolean;
  dim?: boolean;
  sought?: boolean;
  /** What stands at the end of the line. */
  end: ReactNode;
  onToggle: () => void;
  onInsert: () => void;
}

/** The row of a table, whose columns it shows and hides; beside it a button that puts its name into the query. */
export function TableRow({ name, title, open, dim, sought = false, end, onToggle, onInsert }: TableRowProps) {
  return (
    <div className="group relative" role="none">
      <Row
        level={2}
        expanded={open}
        dim={dim ?? false}
        sought={sought}
        title={title}
        onClick={onToggle}
        onInsert={onInsert}
      >
        {open ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />}
        <Table2 size={14} aria-hidden />
        <MiddleCut text={name} />
        {end}
      </Row>
      <button
        type="button"
        tabIndex={-1}
        className="btn btn-s absolute top-0.5 right-1 hidden h-5 px-1.5 group-hover:inline-flex"
        aria-hidden="true"
        onClick={onInsert}
      >
        Insert
      </button>
    </div>
  );
}
