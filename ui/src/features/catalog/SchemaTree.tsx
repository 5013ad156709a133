import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, ChevronRight, RefreshCw, Search, Table2, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { plural } from "@/components/format";
import { Kind, ThresholdMark } from "@/components/Kind";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { asAppError, type CatalogField, type CatalogTable } from "@/ipc";
import { queries } from "@/ipc/queries";

/** The order in which Amazon's documentation lists the groups; others follow by name. */
const ORDER = [
  "DSP",
  "Sponsored Ads",
  "Attribution",
  "Conversion",
  "Brand Store",
  "Audience Segments",
  "Retail",
  "Prime Video Channels",
  "Amazon Live",
  "Vehicle",
  "Offline Sales",
];

const rank = (category: string) => (ORDER.includes(category) ? ORDER.indexOf(category) : ORDER.length);

/** Fields of a table that are shown before one asks for all. */
const FIRST = 40;

interface TreeProps {
  /** Puts a name into the query at the caret. */
  onInsert: (name: string) => void;
}

/** Tables and fields of AMC: to look up, and to put into the query by a click. */
export function SchemaTree({ onInsert }: TreeProps) {
  const client = useQueryClient();
  const tables = useQuery(queries.tables());
  const [text, setText] = useState("");
  const total = tables.data?.reduce((sum, table) => sum + table.field_count, 0) ?? 0;
  const sought = useDeferredValue(text.trim());
  return (
    <section className="pane pane-grey" aria-label="Data sources">
      <div className="bar border-b-0">
        <span className="text-t12 font-strong">Data sources</span>
        <span className="flex-1" />
        <IconButton
          label="Read the catalogue again"
          onClick={() => void client.invalidateQueries({ queryKey: ["catalog"] })}
        >
          <RefreshCw size={14} aria-hidden />
        </IconButton>
      </div>
      <div className="p-2">
        <div className="field field-s">
          <Search size={14} aria-hidden />
          <input
            aria-label="Search fields"
            placeholder={total > 0 ? `Search ${plural(total, "field")}` : "Search fields"}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {text && (
            <button type="button" aria-label="Clear the search" onClick={() => setText("")}>
              <X size={12} aria-hidden />
            </button>
          )}
        </div>
      </div>
      <div className="scroll">
        {tables.isError ? (
          <div className="px-2">
            <Problem error={asAppError(tables.error)}>
              <Button size="s" onClick={() => void tables.refetch()}>
                Try again
              </Button>
            </Problem>
          </div>
        ) : !tables.data ? (
          <SkeletonRows rows={10} height={24} />
        ) : sought.length >= 2 ? (
          <Hits text={sought} onInsert={onInsert} />
        ) : (
          <Categories tables={tables.data} onInsert={onInsert} />
        )}
      </div>
    </section>
  );
}

/** One tree with a roving tab stop: arrows move, right and left open and close, Enter inserts. */
function Tree({ label, children }: { label: string; children: ReactNode }) {
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

function Categories({ tables, onInsert }: { tables: CatalogTable[]; onInsert: (name: string) => void }) {
  const groups = useMemo(() => {
    const found = new Map<string, CatalogTable[]>();
    for (const table of tables) found.set(table.category, [...(found.get(table.category) ?? []), table]);
    return [...found].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
  }, [tables]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (set: ReadonlySet<string>, name: string) => {
    const next = new Set(set);
    if (!next.delete(name)) next.add(name);
    return next;
  };
  return (
    <Tree label="Tables and fields">
      {groups.map(([category, members]) => {
        const shown = !closed.has(category);
        return (
          <div key={category} role="none">
            <Row level={1} expanded={shown} onClick={() => setClosed(toggle(closed, category))}>
              {shown ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />}
              <span className="font-medium">{category}</span>
              <span className="tree-end">{members.length}</span>
            </Row>
            {shown &&
              members.map((table) => (
                <TableRows
                  key={table.name}
                  table={table}
                  open={open.has(table.name)}
                  onToggle={() => setOpen(toggle(open, table.name))}
                  onInsert={onInsert}
                />
              ))}
          </div>
        );
      })}
    </Tree>
  );
}

interface RowProps {
  level: number;
  expanded?: boolean;
  title?: string;
  onClick: () => void;
  children: ReactNode;
}

function Row({ level, expanded, title, onClick, children }: RowProps) {
  return (
    <button
      type="button"
      role="treeitem"
      className="tree-row"
      aria-level={level}
      {...(expanded === undefined ? {} : { "aria-expanded": expanded })}
      aria-selected={false}
      tabIndex={-1}
      title={title}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

interface TableRowsProps extends TreeProps {
  table: CatalogTable;
  open: boolean;
  onToggle: () => void;
}

function TableRows({ table, open, onToggle, onInsert }: TableRowsProps) {
  const fields = useQuery({ ...queries.fields(table.name), enabled: open });
  const [all, setAll] = useState(false);
  const shown = all ? fields.data : fields.data?.slice(0, FIRST);
  const more = (fields.data?.length ?? 0) - (shown?.length ?? 0);
  return (
    <>
      <div className="group relative" role="none">
        <Row level={2} expanded={open} title={`${table.name}\n${table.description}`} onClick={onToggle}>
          {open ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />}
          <Table2 size={14} aria-hidden />
          <MiddleCut text={table.name} />
          {table.paid && <span className="tree-end">paid</span>}
        </Row>
        <button
          type="button"
          tabIndex={-1}
          className="btn btn-s absolute top-0.5 right-1 hidden h-5 px-1.5 group-hover:inline-flex"
          aria-label={`Insert ${table.name}`}
          onClick={() => onInsert(table.name)}
        >
          Insert
        </button>
      </div>
      {open && fields.isError && <p className="py-1 pl-7 text-red">{asAppError(fields.error).message}</p>}
      {open && shown?.map((field) => <FieldRow key={field.name} field={field} onInsert={onInsert} />)}
      {open && more > 0 && (
        <Row level={3} onClick={() => setAll(true)}>
          <span className="pl-5.5 text-hint">{more} more</span>
        </Row>
      )}
    </>
  );
}

function FieldRow({ field, onInsert }: { field: CatalogField; onInsert: (name: string) => void }) {
  return (
    <Row level={3} title={`${field.name}\n${field.description}`} onClick={() => onInsert(field.name)}>
      <Kind kind={field.kind} />
      <MiddleCut text={field.name} />
      <ThresholdMark threshold={field.threshold} />
      <span className="tree-end">{field.data_type}</span>
    </Row>
  );
}

/** Long names differ at their ends, so they are cut in the middle. */
function MiddleCut({ text }: { text: string }) {
  const at = text.length > 22 ? text.length - 12 : text.length > 16 ? text.length - 8 : text.length;
  return (
    <span className="cut-middle">
      <span>{text.slice(0, at)}</span>
      {at < text.length && <span>{text.slice(at)}</span>}
    </span>
  );
}

function Hits({ text, onInsert }: { text: string; onInsert: (name: string) => void }) {
  const hits = useQuery({ ...queries.searchFields(text), placeholderData: (before) => before });
  const groups = useMemo(() => {
    const found = new Map<string, CatalogField[]>();
    for (const hit of hits.data ?? []) found.set(hit.table, [...(found.get(hit.table) ?? []), hit.field]);
    return [...found];
  }, [hits.data]);
  if (hits.isError) return <p className="px-4 text-red">{asAppError(hits.error).message}</p>;
  if (!hits.data) return <SkeletonRows rows={6} height={24} />;
  if (groups.length === 0)
    return <Empty title="No field like that" why={`Nothing in the catalogue matches "${text}".`} />;
  return (
    <Tree label="Fields found">
      {groups.map(([table, fields]) => (
        <div key={table} role="none">
          <Row level={1} title={table} onClick={() => onInsert(table)}>
            <Table2 size={14} aria-hidden />
            <MiddleCut text={table} />
            <span className="tree-end">{fields.length}</span>
          </Row>
          {fields.map((field) => (
            <FieldRow key={field.name} field={field} onInsert={onInsert} />
          ))}
        </div>
      ))}
    </Tree>
  );
}
