import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useDeferredValue, useEffect, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatWhen, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { MiddleCut } from "@/components/MiddleCut";
import { holdsWords, SearchField } from "@/components/SearchField";
import type { KeptTable, ResultColumn } from "@/ipc";
import { queries } from "@/ipc/queries";
import { columnName, runsBehind } from "./kept";
import { isAhead, useReach, useSought } from "./sought";
import { Row, TableRow, Tree } from "./Tree";

const SCHEMAS = [
  { schema: "latest", hint: "newest runs" },
  { schema: "runs", hint: "all runs" },
] as const;

interface KeptTreeProps {
  /** Puts a name into the query at the caret. */
  onInsert: (name: string) => void;
}

/** Tables of kept results and their columns: to look up, and to put into the query by a click. */
export function KeptTree({ onInsert }: KeptTreeProps) {
  const tables = useQuery(queries.keptTables());
  const [text, setText] = useState("");
  const sought = useDeferredValue(text.trim());
  const wanted = useSought("kept");
  useEffect(() => {
    if (wanted) setText("");
  }, [wanted]);
  const results = tables.data?.filter((table) => table.schema === "latest").length ?? 0;
  return (
    <section className="pane pane-grey" aria-label="Kept results">
      <div className="bar border-b-0">
        <span className="text-t12 font-strong">Kept results</span>
      </div>
      <p className="cut px-3 text-t12 text-hint">On this computer, without Amazon</p>
      <div className="p-2">
        <SearchField
          label="Search kept results"
          placeholder={results > 0 ? `Search ${plural(results, "result")} and columns` : "Search kept results"}
          value={text}
          onChange={setText}
        />
      </div>
      <div className="scroll">
        <Answer of={tables} inset="px-2" loading={<SkeletonRows rows={10} height={24} />}>
          {(known) =>
            known.length === 0 ? (
              <Empty title="No result is kept yet" why="Run a query at Amazon first." />
            ) : (
              <Schemas tables={known} sought={sought} onInsert={onInsert} onClear={() => setText("")} />
            )
          }
        </Answer>
      </div>
    </section>
  );
}

interface Hit {
  table: KeptTable;
  columns: ResultColumn[];
  /** Found by its columns, which are shown. */
  open: boolean;
}

/** A table whose name is sought is shown with all columns, another one with those that are sought. */
function hitOf(table: KeptTable, sought: string): Hit | null {
  if (holdsWords(table.name, sought)) return { table, columns: table.columns, open: false };
  const columns = table.columns.filter((column) => holdsWords(column.name, sought));
  return columns.length > 0 ? { table, columns, open: true } : null;
}

interface SchemasProps extends KeptTreeProps {
  tables: KeptTable[];
  sought: string;
  onClear: () => void;
}

function Schemas({ tables, sought, onInsert, onClear }: SchemasProps) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const wanted = useSought("kept");
  useEffect(() => {
    const table = isAhead(wanted) && tables.find(({ sql_name }) => sql_name === wanted.table);
    if (!table) return;
    // Of schemas it holds those that are closed, of tables those that are open.
    setToggled((now) => new Set([...[...now].filter((name) => name !== table.schema), table.sql_name]));
  }, [wanted, tables]);
  const toggle = (name: string) => {
    const next = new Set(toggled);
    if (!next.delete(name)) next.add(name);
    setToggled(next);
  };
  const hits = tables.flatMap((table) => hitOf(table, sought) ?? []);
  if (hits.length === 0) {
    return (
      <Empty title="No kept result like that" why={`No name or column holds "${sought}".`}>
        <Button size="s" onClick={onClear}>
          Clear the search
        </Button>
      </Empty>
    );
  }
  return (
    <Tree label="Kept results and columns">
      {SCHEMAS.map(({ schema, hint }) => {
        const members = hits.filter(({ table }) => table.schema === schema);
        if (members.length === 0) return null;
        const shown = !toggled.has(schema);
        return (
          <div key={schema} role="none">
            <Row level={1} expanded={shown} onClick={() => toggle(schema)}>
              {shown ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />}
              <span className="font-medium">{schema}</span>
              <span className="tree-end">{hint}</span>
            </Row>
            {shown &&
              members.map((hit) => (
                <TableRows
                  key={hit.table.sql_name}
                  hit={hit}
                  open={hit.open !== toggled.has(hit.table.sql_name)}
                  onToggle={() => toggle(hit.table.sql_name)}
                  onInsert={onInsert}
                />
              ))}
          </div>
        );
      })}
    </Tree>
  );
}

interface TableRowsProps extends KeptTreeProps {
  hit: Hit;
  open: boolean;
  onToggle: () => void;
}

function TableRows({ hit: { table, columns }, open, onToggle, onInsert }: TableRowsProps) {
  const wanted = useSought("kept");
  const here = wanted?.table === table.sql_name ? wanted : null;
  useReach(here, here?.column === null || open);
  const behind = `${runsBehind(table)}, newest ${formatWhen(table.at)}`;
  return (
    <>
      <TableRow
        name={table.name}
        title={`${table.sql_name}\n${plural(table.rows, "row")}, ${behind}\nShift Enter puts the name into the query.`}
        open={open}
        sought={here?.column === null}
        end={<span className="tree-end">{plural(table.rows, "row")}</span>}
        onToggle={onToggle}
        onInsert={() => onInsert(table.sql_name)}
      />
      {open && (
        <>
          <p className="cut py-0.5 pl-12 text-t11 text-hint" role="none">
            {behind}
          </p>
          {columns.map((column) => (
            <Row
              key={column.name}
              level={3}
              sought={here?.column === column.name}
              title={`${column.name}\n${column.data_type}`}
              onClick={() => onInsert(columnName(column.name))}
            >
              <span className="flex min-w-0 pl-5">
                <MiddleCut text={column.name} />
              </span>
              <span className="tree-end">{column.data_type}</span>
            </Row>
          ))}
        </>
      )}
    </>
  );
}
