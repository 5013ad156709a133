// From where a list of values is taken: a column of a table, a brand, or a column of a kept result.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Choose } from "@/components/Choose";
import { formatNumber, formatWhen, plural, shortWindow } from "@/components/format";
import type { Brand, ExecutionSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { type Cells, columnOf, distinct, leftOut, widthOf } from "./lists";

interface SourceProps {
  already: string[];
  /** Takes values, with what else there is to say of them. */
  onTake: (values: string[], note?: string) => void;
  onLeave: () => void;
}

/** Where the keys go on: the first thing that is chosen. */
function useFirst() {
  const first = useRef<HTMLSelectElement>(null);
  useEffect(() => first.current?.focus(), []);
  return first;
}

/** The values that would be taken, and the taking of them. */
function Taking({ values, note, already, onTake, onLeave }: SourceProps & { values: string[]; note?: string }) {
  const taken = distinct(values, already);
  const said = [note, leftOut(taken)].filter(Boolean).join(", ");
  return (
    <>
      <p className="mono cut text-hint">{taken.values.slice(0, 4).join(", ") || "no value that is new"}</p>
      {said !== "" && <p className="text-label">{said}</p>}
      <div className="flex items-center gap-2">
        <Button size="s" disabled={taken.values.length === 0} onClick={() => onTake(values, note)}>
          Take {plural(taken.values.length, "value")}
        </Button>
        <Button look="quiet" size="s" onClick={onLeave}>
          Cancel
        </Button>
      </div>
    </>
  );
}

/** There is nothing to take from. */
function Nothing({ onLeave, children }: { onLeave: () => void; children: ReactNode }) {
  return (
    <>
      <p className="text-label">{children}</p>
      <Button look="quiet" size="s" className="-ml-2 justify-self-start" onClick={onLeave}>
        Cancel
      </Button>
    </>
  );
}

/** Asks which column of a table the values stand in. */
export function FromCells({ cells, from, ...rest }: SourceProps & { cells: Cells; from: string }) {
  const width = widthOf(cells);
  const [column, setColumn] = useState(0);
  const [header, setHeader] = useState(width > 1);
  const heads = Array.from({ length: width }, (_, i) => {
    const first = cells[0]?.[i]?.trim();
    return header && first ? first : `Column ${i + 1}${first ? `: ${first}` : ""}`;
  });
  return (
    <fieldset className="list-columns" aria-label={`Values from ${from}`}>
      <p className="cut text-label" title={from}>
        From {from}
      </p>
      {width > 1 && (
        <Choose
          label="Column with the values"
          value={String(column)}
          options={heads.map((word, i) => ({ value: String(i), word }))}
          onChange={(next) => setColumn(Number(next))}
        />
      )}
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={header} onChange={(event) => setHeader(event.target.checked)} />
        The first line names the columns
      </label>
      <Taking values={columnOf(cells, column, header)} {...rest} />
    </fieldset>
  );
}

type Part = "products" | "campaigns" | "patterns";

const partsOf = (brand: Brand): Record<Part, string[]> => ({
  products: brand.products.map(({ asin }) => asin),
  campaigns: brand.campaigns,
  patterns: brand.campaign_patterns,
});

const PARTS: readonly { part: Part; one: string; many?: string }[] = [
  { part: "products", one: "ASIN of its products", many: "ASINs of its products" },
  { part: "campaigns", one: "campaign" },
  { part: "patterns", one: "campaign pattern" },
];

/** Asks which brand, and what of it. */
export function FromBrand(props: SourceProps & { name: string }) {
  const brands = useQuery(queries.brands());
  return (
    <fieldset className="list-columns" aria-label="Values from a brand">
      <p className="text-label">From a brand</p>
      <Answer of={brands} inset="" loading={null}>
        {(all) =>
          all.length === 0 ? (
            <Nothing onLeave={props.onLeave}>
              There is no brand yet. <Link to="/brands/new">Begin one</Link>
            </Nothing>
          ) : (
            <OfBrand brands={all} {...props} />
          )
        }
      </Answer>
    </fieldset>
  );
}

function OfBrand({ brands, name, ...rest }: SourceProps & { brands: Brand[]; name: string }) {
  const first = useFirst();
  const [id, setId] = useState(brands[0]?.id ?? "");
  const brand = brands.find((one) => one.id === id) ?? brands[0];
  const [part, setPart] = useState<Part>(
    /pattern/i.test(name) ? "patterns" : /campaign/i.test(name) ? "campaigns" : "products",
  );
  if (!brand) return null;
  const parts = partsOf(brand);
  return (
    <>
      <Choose
        label="Brand"
        select={first}
        value={brand.id}
        options={brands.map((one) => ({ value: one.id, word: one.name }))}
        onChange={setId}
      />
      <Choose
        label="What of the brand"
        value={part}
        options={PARTS.map(({ part: value, one, many }) => ({ value, word: plural(parts[value].length, one, many) }))}
        onChange={setPart}
      />
      <Taking values={parts[part]} {...rest} />
    </>
  );
}

const hasRows = (run: ExecutionSummary): boolean => (run.row_count ?? 0) > 0;

/** Asks which kept result, and which of its columns. */
export function FromResult(props: SourceProps & { name: string }) {
  const runs = useQuery(queries.executions());
  return (
    <fieldset className="list-columns" aria-label="Values from a kept result">
      <p className="text-label">From a kept result</p>
      <Answer of={runs} inset="" loading={null}>
        {(all) => {
          const kept = all.filter(hasRows).sort((a, b) => b.created_at - a.created_at);
          return kept.length === 0 ? (
            <Nothing onLeave={props.onLeave}>No result with rows is kept yet.</Nothing>
          ) : (
            <OfResult runs={kept} {...props} />
          );
        }}
      </Answer>
    </fieldset>
  );
}

const stem = (name: string) => name.toLowerCase().replace(/s$/, "");

function OfResult({ runs, name, ...rest }: SourceProps & { runs: ExecutionSummary[]; name: string }) {
  const first = useFirst();
  const [id, setId] = useState(runs[0]?.id ?? "");
  const [chosen, setChosen] = useState<number | null>(null);
  const run = useQuery(queries.execution(id));
  const columns = run.data?.result?.columns ?? [];
  // What is called as the parameter is meant most often.
  const alike = Math.max(
    0,
    columns.findIndex((column) => stem(column.name) === stem(name)),
  );
  const column = chosen ?? alike;
  const values = useQuery({ ...queries.columnValues(id, column), enabled: columns.length > 0 });
  return (
    <>
      <Choose
        label="Kept result"
        select={first}
        value={id}
        options={runs.map((one) => ({
          value: one.id,
          word: `${one.name}, ${one.instance_name}, ${shortWindow(one.window_words)}, run ${formatWhen(one.created_at)}`,
        }))}
        onChange={(next) => {
          setId(next);
          setChosen(null);
        }}
      />
      <Answer of={run} inset="" loading={null}>
        {() => (
          <Choose
            label="Column of the result"
            value={String(column)}
            options={columns.map(({ name: word }, i) => ({ value: String(i), word }))}
            onChange={(next) => setChosen(Number(next))}
          />
        )}
      </Answer>
      <Answer of={values} inset="" loading={<p className="text-hint">Reading the column</p>}>
        {({ values: read, total }) => (
          <Taking
            values={read}
            {...(total > read.length && {
              note: `the first ${formatNumber(read.length)} of ${formatNumber(total)} different values`,
            })}
            {...rest}
          />
        )}
      </Answer>
    </>
  );
}
