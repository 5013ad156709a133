import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight, Table2 } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { plural } from "@/components/format";
import { Kind, ThresholdMark } from "@/components/Kind";
import { SkeletonRows } from "@/components/Loading";
import { MiddleCut } from "@/components/MiddleCut";
import { SearchField } from "@/components/SearchField";
import type { CatalogField, CatalogTable, FieldMatch } from "@/ipc";
import { queries } from "@/ipc/queries";
import { AskAgain, WhoseTables } from "./DataSourceLists";
import { isAhead, type Sought, useReach, useSought } from "./sought";
import { Row, TableRow, Tree } from "./Tree";

/** A person's own tables, then the order in which Amazon's documentation lists the groups; others follow by name. */
const ORDER = [
  "Your data",
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
  /** The instances whose tables are shown; without any, all that Amazon documents. */
  instances: string[];
  /** Puts a name into the query at the caret. */
  onInsert: (name: string) => void;
}

/** Tables and fields of AMC: to look up, and to put into the query by a click. */
export function SchemaTree({ instances, onInsert }: TreeProps) {
  const tables = useQuery({ ...queries.tables(instances), placeholderData: keepPreviousData });
  const [text, setText] = useState("");
  const wanted = useSought("amazon");
  useEffect(() => {
    if (wanted) setText("");
  }, [wanted]);
  const total = tables.data?.reduce((sum, table) => sum + table.field_count, 0) ?? 0;
  const sought = useDeferredValue(text.trim());
  return (
    <section className="pane pane-grey" aria-label="Data sources">
      <div className="bar border-b-0">
        <span className="text-t12 font-strong">Data sources</span>
        <span className="flex-1" />
        {instances.length > 0 && <AskAgain instances={instances} />}
      </div>
      <WhoseTables instances={instances} />
      <div className="p-2">
        <SearchField
          label="Search fields"
          placeholder={total > 0 ? `Search ${plural(total, "field")}` : "Search fields"}
          value={text}
          onChange={setText}
        />
      </div>
      <div className="scroll">
        <Answer of={tables} inset="px-2" loading={<SkeletonRows rows={10} height={24} />}>
          {(known) =>
            sought.length >= 2 ? (
              <Hits text={sought} instances={instances} onInsert={onInsert} onClear={() => setText("")} />
            ) : (
              <Categories
                tables={known}
                current={!tables.isPlaceholderData}
                wanted={wanted}
                instances={instances}
                onInsert={onInsert}
              />
            )
          }
        </Answer>
      </div>
    </section>
  );
}

interface CategoriesProps extends TreeProps {
  tables: CatalogTable[];
  /** False while the tables are still those of the instances before. */
  current: boolean;
  wanted: Sought | null;
}

function Categories({ tables, current, wanted, instances, onInsert }: CategoriesProps) {
  const groups = useMemo(() => {
    const found = new Map<string, CatalogTable[]>();
    for (const table of tables) found.set(table.category, [...(found.get(table.category) ?? []), table]);
    return [...found].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
  }, [tables]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const table = isAhead(wanted) && tables.find(({ name }) => name === wanted.table);
    if (!table) return;
    setClosed((now) => without(now, table.category));
    setOpen((now) => new Set([...now, table.name]));
  }, [wanted, tables]);
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
                  current={current}
                  wanted={wanted?.table === table.name ? wanted : null}
                  instances={instances}
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

const without = (set: ReadonlySet<string>, name: string): ReadonlySet<string> =>
  new Set([...set].filter((other) => other !== name));

interface TableRowsProps extends TreeProps {
  table: CatalogTable;
  current: boolean;
  /** What another place led to, if it is this table or in it. */
  wanted: Sought | null;
  open: boolean;
  onToggle: () => void;
}

function TableRows({ table, current, wanted, instances, open, onToggle, onInsert }: TableRowsProps) {
  const fields = useQuery({ ...queries.fields(table.name, instances), enabled: open && current });
  const absent = "The chosen instance does not offer it.";
  const [asked, setAsked] = useState(false);
  const all = asked || Boolean(wanted?.column);
  useReach(wanted, open && (wanted?.column === null || (all && fields.data !== undefined)));
  const shown = all ? fields.data : fields.data?.slice(0, FIRST);
  const more = (fields.data?.length ?? 0) - (shown?.length ?? 0);
  return (
    <>
      <TableRow
        name={table.name}
        title={[
          table.name,
          table.description,
          table.available ? null : absent,
          "Shift Enter puts the name into the query.",
        ]
          .filter(Boolean)
          .join("\n")}
        open={open}
        dim={!table.available}
        sought={wanted?.column === null}
        end={
          !table.available ? (
            <span className="tree-end">not here</span>
          ) : (
            table.paid && <span className="tree-end">paid</span>
          )
        }
        onToggle={onToggle}
        onInsert={() => onInsert(table.name)}
      />
      {open && (
        <Answer
          of={fields}
          inset="py-1 pl-7"
          loading={<SkeletonRows rows={Math.min(table.field_count, 8)} height={24} />}
        >
          {() =>
            shown?.map((field) => (
              <FieldRow key={field.name} field={field} sought={wanted?.column === field.name} onInsert={onInsert} />
            ))
          }
        </Answer>
      )}
      {open && more > 0 && (
        <Row level={3} onClick={() => setAsked(true)}>
          <span className="pl-5.5 text-hint">{more} more</span>
        </Row>
      )}
    </>
  );
}

interface FieldRowProps {
  field: CatalogField;
  sought?: boolean;
  onInsert: (name: string) => void;
}

function FieldRow({ field, sought = false, onInsert }: FieldRowProps) {
  return (
    <Row level={3} sought={sought} title={`${field.name}\n${field.description}`} onClick={() => onInsert(field.name)}>
      <Kind kind={field.kind} />
      <MiddleCut text={field.name} />
      <ThresholdMark threshold={field.threshold} />
      <span className="tree-end">{field.data_type}</span>
    </Row>
  );
}

interface HitsProps extends TreeProps {
  text: string;
  onClear: () => void;
}

function Hits({ text, instances, onInsert, onClear }: HitsProps) {
  const hits = useQuery({ ...queries.searchFields(text, instances), placeholderData: keepPreviousData });
  return (
    <Answer of={hits} inset="px-2" loading={<SkeletonRows rows={6} height={24} />}>
      {(found) =>
        found.length === 0 ? (
          <Empty title="No field like that" why={`Nothing in the catalogue matches "${text}".`}>
            <Button size="s" onClick={onClear}>
              Clear the search
            </Button>
          </Empty>
        ) : (
          <Found matches={found} onInsert={onInsert} />
        )
      }
    </Answer>
  );
}

function Found({ matches, onInsert }: Pick<TreeProps, "onInsert"> & { matches: FieldMatch[] }) {
  const groups = useMemo(() => {
    const found = new Map<string, CatalogField[]>();
    for (const hit of matches) found.set(hit.table, [...(found.get(hit.table) ?? []), hit.field]);
    return [...found];
  }, [matches]);
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
