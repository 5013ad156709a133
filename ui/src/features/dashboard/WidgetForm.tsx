import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useMemo } from "react";
import { Button } from "@/components/Button";
import { Segments } from "@/components/Segments";
import { useSettled } from "@/components/settled";
import { ChartSettings } from "@/features/chart/ChartSettings";
import type { ChartSpec } from "@/features/chart/spec";
import { gridColumns } from "@/features/result/columns";
import { Choice, Labelled, TextField } from "@/features/schedule/form/fields";
import type { Widget, WidgetKind, WidgetRows } from "@/ipc";
import { queries } from "@/ipc/queries";
import { SourceField } from "./SourceField";
import {
  chartText,
  drawnAs,
  HEIGHTS,
  isChosen,
  isFigures,
  KIND_WORDS,
  sizesWith,
  titleOf,
  viewIn,
  WIDTHS,
  widgetFault,
} from "./widgets";

interface FormProps {
  widget: Widget;
  rows: WidgetRows | undefined;
  /** Whether the rows are those of its query as it is written now. */
  same: boolean;
  tried: boolean;
  onChange: (widget: Widget) => void;
  onRemove: () => void;
}

const KINDS = (["chart", "table", "text"] as const).map((value) => ({ value, word: KIND_WORDS[value] }));

/** One widget: what it is, what it shows, and how large it stands. */
export function WidgetForm({ widget, rows, same, tried, onChange, onRemove }: FormProps) {
  const { kind, title, sql, text, chart, width, height } = widget;
  const change = (part: Partial<Widget>) => onChange({ ...widget, ...part });
  const fault = tried ? (widgetFault(widget) ?? undefined) : undefined;
  return (
    <>
      <Segments<WidgetKind>
        label="Kind of widget"
        wide
        value={kind}
        options={KINDS}
        onChange={(next) => change({ kind: next, ...(next === "text" ? { sql: "", chart: null } : { text: "" }) })}
      />
      <TextField
        label="Title"
        hint={kind === "text" ? "if any" : "else that of its table"}
        placeholder={kind === "text" ? "" : titleOf({ ...widget, title: "" })}
        value={title}
        onChange={(next) => change({ title: next })}
      />
      {kind === "text" ? (
        <Labelled label="Words" hint="a blank line begins a paragraph" fault={fault}>
          {({ id, describedBy, invalid }) => (
            <textarea
              id={id}
              className="field"
              value={text}
              aria-invalid={invalid}
              aria-describedby={describedBy}
              onChange={(event) => change({ text: event.target.value })}
            />
          )}
        </Labelled>
      ) : (
        <SourceField sql={sql} fault={fault} onChange={(next) => change({ sql: next })} />
      )}
      {kind === "chart" && sql.trim() !== "" && (
        <Drawing
          widget={widget}
          rows={same ? rows : undefined}
          onChange={(spec) => sized(spec, widget, rows, onChange)}
          onReset={isChosen(chart) ? () => change({ chart: chartText(null, viewIn(chart)) }) : null}
        />
      )}
      <div className="grid grid-cols-2 gap-3">
        <Choice
          label="Width"
          value={String(width)}
          options={sizesWith(WIDTHS, width).map((size) => ({ value: String(size), word: `${size} of 12 columns` }))}
          onChange={(next) => change({ width: Number(next) })}
        />
        <Choice
          label="Height"
          value={String(height)}
          options={sizesWith(HEIGHTS, height).map((size) => ({ value: String(size), word: `${size} rows` }))}
          onChange={(next) => change({ height: Number(next) })}
        />
      </div>
      <Button look="quiet" size="s" className="-ml-2 self-start" onClick={onRemove}>
        <Trash2 size={14} aria-hidden />
        Remove the widget
      </Button>
    </>
  );
}

/** Figures stand low, pictures need room: the height follows until a person chose another one. */
function sized(spec: ChartSpec, widget: Widget, rows: WidgetRows | undefined, onChange: (widget: Widget) => void) {
  const next = { ...widget, chart: chartText(spec, viewIn(widget.chart)) };
  const [before, after] = [isFigures(widget, rows), isFigures(next, rows)];
  const usual = before ? 3 : 12;
  onChange(before !== after && widget.height === usual ? { ...next, height: after ? 3 : 12 } : next);
}

interface DrawingProps {
  widget: Widget;
  rows: WidgetRows | undefined;
  onChange: (spec: ChartSpec) => void;
  onReset: (() => void) | null;
}

/** How the rows are drawn. Their columns are known as soon as the query is found to be right. */
function Drawing({ widget: { sql, chart }, rows, onChange, onReset }: DrawingProps) {
  const settled = useSettled(sql);
  const check = useQuery({
    ...queries.keptCheck(settled),
    enabled: !rows?.result && settled.trim() !== "",
    placeholderData: keepPreviousData,
  }).data;
  const known = rows?.result?.columns ?? (check?.error ? undefined : check?.columns);
  const columns = useMemo(() => (known ? gridColumns(known) : null), [known]);
  const spec = useMemo(
    () => (columns ? drawnAs(chart, columns, rows?.result?.row_count ?? 2) : null),
    [chart, columns, rows?.result?.row_count],
  );
  if (!columns || !spec) return null;
  return <ChartSettings spec={spec} columns={columns} onChange={onChange} onReset={onReset} />;
}
