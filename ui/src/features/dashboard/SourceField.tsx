import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Segments } from "@/components/Segments";
import { useKeptCheck } from "@/features/query/kept_check";
import { Labelled } from "@/features/schedule/form/fields";
import { SqlField } from "@/features/schedule/form/SqlField";
import type { KeptTable } from "@/ipc";
import { queries } from "@/ipc/queries";
import { allOf, tableIn } from "./widgets";

interface SourceProps {
  sql: string;
  fault: string | undefined;
  onChange: (sql: string) => void;
}

const SCHEMAS = [
  { schema: "latest", word: "The newest result of each instance" },
  { schema: "runs", word: "All results, run by run" },
] as const;

const WAYS = [
  { value: "table" as const, word: "A kept table" },
  { value: "sql" as const, word: "SQL of its own" },
];

/** Where the rows come from: a kept table as it is, or a query over kept results. */
export function SourceField({ sql, fault, onChange }: SourceProps) {
  const tables = useQuery(queries.keptTables()).data;
  const table = tableIn(sql);
  const [way, setWay] = useState<"table" | "sql">(sql.trim() === "" || table !== null ? "table" : "sql");
  const checked = useKeptCheck(sql);
  return (
    <>
      <div>
        <p className="label">Rows from</p>
        <Segments label="Rows from" wide value={way} options={WAYS} onChange={setWay} />
      </div>
      {way === "sql" ? (
        <SqlField
          sql={sql}
          hint="over kept results"
          report={checked.sql === sql ? checked.report : null}
          fault={fault}
          onChange={onChange}
        />
      ) : (
        <Labelled
          label="Table"
          hint={
            tables?.length === 0
              ? "no result is kept yet"
              : sql.trim() !== "" && table === null
                ? "takes the place of its SQL"
                : "of kept results"
          }
          fault={fault}
        >
          {({ id, describedBy, invalid }) => (
            <select
              id={id}
              className="field"
              value={table ?? ""}
              aria-invalid={invalid}
              aria-describedby={describedBy}
              onChange={(event) => event.target.value !== "" && onChange(allOf(event.target.value))}
            >
              <option value="" disabled>
                Choose a table
              </option>
              <Options tables={tables ?? []} own={table} />
            </select>
          )}
        </Labelled>
      )}
    </>
  );
}

function Options({ tables, own }: { tables: readonly KeptTable[]; own: string | null }) {
  const known = useMemo(() => new Set(tables.map(({ sql_name }) => sql_name)), [tables]);
  return (
    <>
      {own !== null && !known.has(own) && <option value={own}>{own}, not kept any more</option>}
      {SCHEMAS.map(({ schema, word }) => {
        const of = tables.filter((table) => table.schema === schema);
        return (
          of.length > 0 && (
            <optgroup key={schema} label={word}>
              {of.map(({ sql_name, name }) => (
                <option key={sql_name} value={sql_name}>
                  {name}
                </option>
              ))}
            </optgroup>
          )
        );
      })}
    </>
  );
}
