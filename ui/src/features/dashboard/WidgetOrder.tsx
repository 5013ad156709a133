import { ArrowDown, ArrowUp, ChartColumn, GripVertical, type LucideIcon, Table2, Type } from "lucide-react";
import { Button, IconButton } from "@/components/Button";
import { useRowDrag } from "@/features/execution/row_drag";
import type { Widget, WidgetKind } from "@/ipc";
import { KIND_WORDS, MOST_WIDGETS, moved, titleOf } from "./widgets";

const ICONS: Record<WidgetKind, LucideIcon> = { chart: ChartColumn, table: Table2, text: Type };
const KINDS: readonly WidgetKind[] = ["chart", "table", "text"];

interface OrderProps {
  widgets: readonly Widget[];
  onOrder: (widgets: Widget[]) => void;
  onChoose: (id: string) => void;
  onAdd: (kind: WidgetKind) => void;
}

/** The widgets in the order in which they are laid out, line by line; a drag or a button moves one. */
export function WidgetOrder({ widgets, onOrder, onChoose, onAdd }: OrderProps) {
  const place = (id: string) => widgets.findIndex((each) => each.id === id);
  const { drag, onPointerDown } = useRowDrag(({ id, over, behind }) => {
    const [from, at] = [place(id), place(over)];
    if (from < 0 || at < 0) return;
    const to = at + (behind ? 1 : 0);
    onOrder(moved(widgets, from, to > from ? to - 1 : to));
  });
  return (
    <section aria-label="Widgets in order">
      <div className="part-head">
        <h2>Widgets</h2>
        <span className="text-hint">as they stand, line by line</span>
      </div>
      {widgets.length > 0 && (
        <ul className="widget-order" onPointerDown={onPointerDown}>
          {widgets.map((widget, at) => {
            const { id, kind, width } = widget;
            const Icon = ICONS[kind];
            const title = titleOf(widget);
            return (
              <li
                key={id}
                data-row={id}
                data-dragged={drag?.id === id || undefined}
                data-drop={drag && drag.over === id && drag.id !== id ? (drag.behind ? "behind" : "before") : undefined}
              >
                <GripVertical size={14} className="flex-none text-hint" aria-hidden />
                <Icon size={14} className="flex-none text-label" role="img" aria-label={KIND_WORDS[kind]} />
                <button
                  type="button"
                  className="cut flex-1 text-left"
                  title={`Edit ${title}`}
                  onClick={() => onChoose(id)}
                >
                  {title}
                </button>
                <span className="num flex-none text-t12 text-hint" title="Columns of twelve">
                  {width}
                </span>
                <IconButton
                  label={`Move ${title} earlier`}
                  disabled={at === 0}
                  onClick={() => onOrder(moved(widgets, at, at - 1))}
                >
                  <ArrowUp size={14} aria-hidden />
                </IconButton>
                <IconButton
                  label={`Move ${title} later`}
                  disabled={at === widgets.length - 1}
                  onClick={() => onOrder(moved(widgets, at, at + 1))}
                >
                  <ArrowDown size={14} aria-hidden />
                </IconButton>
              </li>
            );
          })}
        </ul>
      )}
      <fieldset className="widget-add" aria-label="Add a widget">
        {KINDS.map((kind) => (
          <Button key={kind} size="s" disabled={widgets.length >= MOST_WIDGETS} onClick={() => onAdd(kind)}>
            Add a {KIND_WORDS[kind].toLowerCase()}
          </Button>
        ))}
      </fieldset>
      {widgets.length >= MOST_WIDGETS && <p className="hint mt-2">{MOST_WIDGETS} widgets at most.</p>}
    </section>
  );
}
