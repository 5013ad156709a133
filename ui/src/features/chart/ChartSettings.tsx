import {
  AreaChart,
  Blend,
  ChartCandlestick,
  ChartColumn,
  ChartColumnBig,
  ChartLine,
  ChartPie,
  ChartScatter,
  Filter,
  Grid3x3,
  Hash,
  type LucideIcon,
  Map as MapIcon,
  Waypoints,
} from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/Button";
import { Pick } from "@/components/Pick";
import { Segments } from "@/components/Segments";
import type { GridColumn } from "@/features/result/columns";
import { adaptSpec } from "./adapt";
import { KeyFields } from "./KeyFields";
import { type ChartKind, hasPart, KINDS, MADE } from "./kinds";
import { numbersOf } from "./measures";
import { type ChartSpec, type Sort, TOPS } from "./spec";
import { isFlag } from "./suggest";
import { ValueFields } from "./ValueFields";

const ICONS: Record<ChartKind, LucideIcon> = {
  line: ChartLine,
  area: AreaChart,
  bar: ChartColumn,
  scatter: ChartScatter,
  pie: ChartPie,
  histogram: ChartColumnBig,
  box: ChartCandlestick,
  heat: Grid3x3,
  funnel: Filter,
  sankey: Waypoints,
  overlap: Blend,
  map: MapIcon,
  number: Hash,
};

interface ChartSettingsProps {
  spec: ChartSpec;
  columns: readonly GridColumn[];
  onChange: (spec: ChartSpec) => void;
  /** Back to what is suggested; none where that is shown. */
  onReset: (() => void) | null;
}

/** How the rows are drawn. */
export function ChartSettings({ spec, columns, onChange, onReset }: ChartSettingsProps) {
  const { kind } = spec;
  const change = (part: Partial<ChartSpec>) => onChange({ ...spec, ...part });
  const made = MADE[kind];
  const offered = kind === "overlap" ? columns.filter(isFlag) : numbersOf(columns);
  const time = columns.find(({ name }) => name === spec.x)?.kind === "day";
  return (
    <aside className="chart-settings" aria-label="Chart settings">
      <fieldset className="chart-kinds" aria-label="Kind of chart">
        {KINDS.map((each) => {
          const Icon = ICONS[each];
          return (
            <button
              key={each}
              type="button"
              aria-pressed={each === kind}
              onClick={() => onChange(adaptSpec(spec, each, columns))}
            >
              <Icon size={16} strokeWidth={1.5} aria-hidden />
              {MADE[each].word}
            </button>
          );
        })}
      </fieldset>
      {hasPart(kind, "x") && (
        <KeyFields
          label={made.x ?? "X"}
          column={spec.x}
          unit={spec.unit}
          columns={columns.filter(({ name }) => name !== spec.series)}
          none={made.free ? "None" : null}
          units={kind !== "histogram"}
          onChange={(x, unit) => change({ x, unit })}
        />
      )}
      {hasPart(kind, "series") && (
        <KeyFields
          label={made.series ?? "Series"}
          column={spec.series}
          unit={null}
          columns={columns.filter(({ name }) => name !== spec.x)}
          none={kind === "heat" ? null : "None"}
          units={false}
          onChange={(series) => change({ series })}
        />
      )}
      {hasPart(kind, "second") && spec.second && (
        <ValueFields
          label="To the right"
          value={spec.second}
          columns={columns}
          measured={spec.x !== null}
          onChange={(second) => change({ second })}
        />
      )}
      {hasPart(kind, "value") && !(kind === "funnel" && spec.x === null) && (
        <ValueFields
          label={kind === "scatter" ? "Upwards" : "Value"}
          value={spec.value}
          columns={columns}
          measured={kind !== "box" && !(kind === "scatter" && spec.x === null)}
          onChange={(value) => change({ value })}
        />
      )}
      {hasPart(kind, "columns") && spec.x === null && offered.length > 0 && (
        <Part label={kind === "overlap" ? "Sets" : kind === "funnel" ? "Steps" : "Figures"}>
          <div className="chart-picks">
            {offered.map(({ name }) => {
              const picked = spec.columns.includes(name);
              const columnsNow = picked ? spec.columns.filter((each) => each !== name) : [...spec.columns, name];
              const turn = () => change({ columns: columnsNow });
              return (
                <div key={name}>
                  <Pick label={name} state={picked ? "all" : "none"} onChange={turn} />
                  <button type="button" className="cut" tabIndex={-1} aria-hidden onClick={turn}>
                    {name}
                  </button>
                </div>
              );
            })}
          </div>
        </Part>
      )}
      {hasPart(kind, "stacked") && spec.series !== null && (
        <Part label="Series stand">
          <Segments
            label="Series stand"
            size="s"
            wide
            value={spec.stacked ? "stacked" : "beside"}
            options={[
              { value: "beside", word: kind === "area" ? "In front" : "Side by side" },
              { value: "stacked", word: "Stacked" },
            ]}
            onChange={(how) => change({ stacked: how === "stacked" })}
          />
        </Part>
      )}
      {hasPart(kind, "sort") && !time && (
        <Part label="Order">
          <Segments<Sort>
            label="Order"
            size="s"
            wide
            value={spec.sort}
            options={[
              { value: "value", word: "Greatest first" },
              { value: "name", word: "By name" },
            ]}
            onChange={(sort) => change({ sort })}
          />
        </Part>
      )}
      {hasPart(kind, "top") && !time && (
        <Part label="At most">
          <select
            className="field"
            aria-label="At most"
            value={spec.top}
            onChange={(event) => change({ top: Number(event.target.value) })}
          >
            {TOPS.map((top) => (
              <option key={top} value={top}>
                {top} {kind === "sankey" ? "paths" : kind === "overlap" ? "combinations" : "values"}
              </option>
            ))}
          </select>
        </Part>
      )}
      {onReset && (
        <Button size="s" look="quiet" className="-ml-2 justify-self-start" onClick={onReset}>
          Back to the suggestion
        </Button>
      )}
    </aside>
  );
}

export function Part({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <p className="label">{label}</p>
      {children}
    </div>
  );
}
