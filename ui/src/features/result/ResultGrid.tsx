import { useVirtualizer } from "@tanstack/react-virtual";
import { ListFilter } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { Button } from "@/components/Button";
import { copyText } from "@/components/Copy";
import { Empty } from "@/components/Empty";
import { formatNumber, groupDigits, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { asAppError, type ResultSort, type ResultSummary } from "@/ipc";
import { GridFoot } from "./GridFoot";
import { type GridColumn, GridHead } from "./GridHead";
import { fetchRows, usePageClient, usePages } from "./pages";
import { boxOf, contains, edgesOf, moved, type Selection, toTsv } from "./selection";
import { filterFault, nextSort, toFilters } from "./sorting";

const ROW = 28;
const NUMBERS = 48;
const MOST_COPIED = 200_000;

interface ResultGridProps {
  executionId: string;
  result: ResultSummary;
}

const NUMERIC = /^(LONG|INT|BIGINT|SMALLINT|TINYINT|DOUBLE|FLOAT|REAL|DECIMAL|NUMERIC|UINT)/i;

/** The rows of a kept result. Only what is in sight exists; sorting and filtering happen in the host. */
export function ResultGrid({ executionId, result }: ResultGridProps) {
  const id = useId();
  const client = usePageClient();
  const toast = useToast();
  const scroller = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState<ResultSort[]>([]);
  const [filtering, setFiltering] = useState(false);
  const [texts, setTexts] = useState<ReadonlyMap<number, string>>(new Map());
  const settled = useSettled(texts);
  const [widths, setWidths] = useState<ReadonlyMap<number, number>>(new Map());
  const [selection, setSelection] = useState<Selection | null>(null);

  const columns = useMemo<GridColumn[]>(
    () => result.columns.map((column) => ({ ...column, numeric: NUMERIC.test(column.data_type) })),
    [result.columns],
  );
  const filters = useMemo(() => {
    const sound = [...settled].filter(([i, text]) => filterFault(text, columns[i]?.numeric ?? false) === null);
    return toFilters(new Map(sound));
  }, [settled, columns]);
  const wanted = useMemo(() => ({ executionId, sort, filters }), [executionId, sort, filters]);

  const [total, setTotal] = useState(result.row_count);
  const headHeight = filtering ? 72 : 44;
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    scrollPaddingStart: headHeight,
  });
  const widthOf = useCallback(
    (i: number) => widths.get(i) ?? firstWidth(columns[i]?.name ?? "", columns[i]?.numeric ?? false),
    [widths, columns],
  );
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: widthOf,
    overscan: 3,
    paddingStart: NUMBERS,
    scrollPaddingStart: NUMBERS,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when a width changes
  useEffect(() => across.measure(), [widths, across]);

  const items = rows.getVirtualItems();
  const pages = usePages(wanted, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  const known = pages.page?.totalRows;
  useEffect(() => {
    if (known !== undefined) setTotal(known);
  }, [known]);

  const cells = across.getVirtualItems();
  const width = across.getTotalSize();
  const box = selection ? boxOf(selection) : null;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === "c" && box) {
      event.preventDefault();
      void copy();
      return;
    }
    if (event.key === "Escape" && selection) return setSelection(null);
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
    const next = moved(
      selection,
      { key: event.key, ctrl, shift: event.shiftKey },
      { rows: total, columns: columns.length, page },
    );
    if (!next) return;
    event.preventDefault();
    setSelection(next);
    rows.scrollToIndex(next.active.row, { align: "auto" });
    across.scrollToIndex(next.active.column, { align: "auto" });
  };
  const copy = async () => {
    if (!box) return;
    const count = (box.bottom - box.top + 1) * (box.right - box.left + 1);
    if (count > MOST_COPIED) {
      toast.show({
        text: `${plural(count, "cell")} are too many for the clipboard. Export the result instead.`,
        tone: "danger",
      });
      return;
    }
    try {
      const found = await fetchRows(client, wanted, box.top, box.bottom);
      await copyText(toTsv(found.map((row) => row.slice(box.left, box.right + 1))));
      toast.show({ text: `${plural(count, "cell")} copied` });
    } catch (thrown) {
      toast.fail(thrown);
    }
  };
  const choose = (event: PointerEvent) => {
    const cell = (event.target as Element).closest<HTMLElement>("[data-cell]");
    if (!cell || event.button !== 0) return;
    const at = { row: Number(cell.dataset["row"]), column: Number(cell.dataset["cell"]) };
    setSelection((now) => ({ anchor: event.shiftKey && now ? now.anchor : at, active: at }));
  };
  const extend = (event: PointerEvent) => {
    if (event.buttons !== 1) return;
    const cell = (event.target as Element).closest<HTMLElement>("[data-cell]");
    if (!cell) return;
    const at = { row: Number(cell.dataset["row"]), column: Number(cell.dataset["cell"]) };
    setSelection((now) => now && { anchor: now.anchor, active: at });
  };
  const changeFilter = (column: number, text: string) => {
    setTexts((now) => new Map(now).set(column, text));
    setSelection(null);
  };
  const clear = () => {
    setTexts(new Map());
    setSelection(null);
  };

  if (pages.error && !pages.page) {
    return (
      <div className="p-3">
        <Problem error={asAppError(pages.error)}>
          <Button size="s" onClick={pages.refetch}>
            Try again
          </Button>
        </Problem>
      </div>
    );
  }
  if (result.row_count === 0) {
    return (
      <Empty
        title="The run succeeded, and has no rows"
        why="Nothing matched in these dates, or every row fell under Amazon's threshold of users. Longer dates or coarser groups often help."
      />
    );
  }
  return (
    <>
      <div
        ref={scroller}
        className="grid-scroll"
        role="grid"
        aria-label="Rows of the result"
        aria-rowcount={total + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={selection ? `${id}-${selection.active.row}-${selection.active.column}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={choose}
        onPointerMove={extend}
      >
        <GridHead
          columns={columns}
          cells={cells}
          width={width}
          sort={sort}
          filtering={filtering}
          texts={texts}
          onSort={(column, more) => setSort((now) => nextSort(now, column, more))}
          onFilter={changeFilter}
          onResize={(column, size) => setWidths((now) => new Map(now).set(column, size))}
          corner={
            <button
              type="button"
              className="grid h-full w-full place-items-center text-hint hover:text-read"
              aria-label="Filter"
              aria-pressed={filtering}
              title="Filter"
              onClick={() => setFiltering(!filtering)}
            >
              <ListFilter size={14} className={filters.length > 0 ? "text-link" : undefined} aria-hidden />
            </button>
          }
        />
        {total > 0 && (
          <div className="grid-body" role="rowgroup" style={{ height: rows.getTotalSize(), width }}>
            {items.map((item) => {
              const row = pages.at(item.index);
              return (
                <div
                  key={item.key}
                  className="grid-row"
                  role="row"
                  aria-rowindex={item.index + 2}
                  style={{ height: ROW, width, transform: `translateY(${item.start}px)` }}
                >
                  <span className="grid-number" role="rowheader">
                    {formatNumber(item.index + 1)}
                  </span>
                  {cells.map((cell) => {
                    const column = columns[cell.index];
                    const inside = box !== null && contains(box, item.index, cell.index);
                    const active = selection?.active.row === item.index && selection.active.column === cell.index;
                    return (
                      <span
                        key={cell.key}
                        id={`${id}-${item.index}-${cell.index}`}
                        className="grid-cell"
                        role="gridcell"
                        aria-colindex={cell.index + 2}
                        aria-selected={inside}
                        data-numeric={column?.numeric}
                        data-row={item.index}
                        data-cell={cell.index}
                        data-in={inside || undefined}
                        data-active={active || undefined}
                        data-edges={inside ? edgesOf(box, item.index, cell.index) : undefined}
                        style={{ left: cell.start, width: cell.size }}
                      >
                        {row ? (
                          <CellText text={row[cell.index] ?? null} column={column} />
                        ) : (
                          <span className="skeleton mt-2 w-1/2" />
                        )}
                      </span>
                    );
                  })}
                </div>
              );
            })}
          </div>
        )}
        {total === 0 && !pages.page && <SkeletonRows />}
        {total === 0 && pages.page && (
          <div className="sticky left-0 w-fit">
            <Empty title="No row passes the filters" why={`${formatNumber(result.row_count)} rows in all.`}>
              <Button size="s" onClick={clear}>
                Clear the filters
              </Button>
            </Empty>
          </div>
        )}
      </div>
      <GridFoot
        total={total}
        all={result.row_count}
        filtered={filters.length > 0}
        box={box}
        columns={columns}
        rowAt={pages.at}
        sort={sort}
        onCopy={() => void copy()}
        onClear={clear}
      />
    </>
  );
}

/** Ids are names made of digits: grouping them would make them unreadable elsewhere. */
const isId = (name: string) => /(^|_)id(s)?$/i.test(name);

function CellText({ text, column }: { text: string | null; column: GridColumn | undefined }) {
  if (text === null) return <span className="grid-null">NULL</span>;
  if (column?.numeric && !isId(column.name)) return groupDigits(shortened(text, column));
  return text;
}

/** Fractions are read to four places; the cell's copy and export keep all. */
function shortened(text: string, column: GridColumn): string {
  if (/^DECIMAL/i.test(column.data_type) || !/^-?\d+\.\d{5,}$/.test(text)) return text;
  return Number(text).toFixed(Math.abs(Number(text)) < 0.001 ? 8 : 4);
}

function firstWidth(name: string, numeric: boolean): number {
  const least = isId(name) ? 172 : numeric ? 96 : 176;
  return Math.max(least, Math.min(260, name.length * 7.4 + 36));
}

/** A text is looked for once typing has paused. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), 180);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled;
}
