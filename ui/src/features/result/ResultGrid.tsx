import { useVirtualizer } from "@tanstack/react-virtual";
import { ListFilter } from "lucide-react";
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useState,
} from "react";
import { Button } from "@/components/Button";
import { copyText } from "@/components/Copy";
import { Empty } from "@/components/Empty";
import { plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { asAppError, type Page, type ResultSort, type ResultSummary } from "@/ipc";
import { gridColumns, lookOf } from "./columns";
import { GridFoot } from "./GridFoot";
import { GridHead } from "./GridHead";
import { GridRows } from "./GridRows";
import { fetchRows, usePageClient, usePages } from "./pages";
import { boxOf, moved, type Selection, toTsv } from "./selection";
import { useSight } from "./sight";
import { filterFault, nextSort, toFilters } from "./sorting";

const ROW = 28;
const NUMBERS = 48;
const MOST_COPIED = 200_000;

interface ResultGridProps {
  executionId: string;
  result: ResultSummary;
  /** What helps when the rows cannot be read. */
  remedy?: ReactNode;
}

/** The rows of a kept result. Only what is in sight exists; sorting and filtering happen in the host. */
export function ResultGrid({ executionId, result, remedy }: ResultGridProps) {
  const id = useId();
  const client = usePageClient();
  const toast = useToast();
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [sort, setSort] = useState<ResultSort[]>([]);
  const [filtering, setFiltering] = useState(false);
  const [texts, setTexts] = useState<ReadonlyMap<number, string>>(new Map());
  const settled = useSettled(texts);
  const [widths, setWidths] = useState<ReadonlyMap<number, number>>(new Map());
  const [selection, setSelection] = useState<Selection | null>(null);

  const columns = useMemo(() => gridColumns(result.columns), [result.columns]);
  const filters = useMemo(() => {
    const sound = [...settled].filter(([i, text]) => filterFault(text, columns[i]?.numeric ?? false) === null);
    return toFilters(new Map(sound));
  }, [settled, columns]);
  const wanted = useMemo(() => ({ executionId, sort, filters }), [executionId, sort, filters]);

  const [total, setTotal] = useState(result.row_count);
  const headHeight = filtering ? 72 : 44;
  const sight = useSight(scroller, total, ROW, headHeight);
  const pages = usePages(wanted, sight.first, sight.last);
  const first = useFirst(pages.page);
  // Fitted to the rows that came first, once: what is read later moves nothing.
  const looks = useMemo(
    () =>
      columns.map((column, i) =>
        lookOf(
          column,
          (first?.rows ?? []).map((row) => row[i] ?? null),
        ),
      ),
    [columns, first],
  );
  const widthOf = useCallback((i: number) => widths.get(i) ?? looks[i]?.width ?? 120, [widths, looks]);
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller,
    estimateSize: widthOf,
    overscan: 3,
    paddingStart: NUMBERS,
    scrollPaddingStart: NUMBERS,
  });
  // Before the columns are drawn, so that none is seen to move.
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when a width changes
  useLayoutEffect(() => across.measure(), [widthOf, across]);

  const known = pages.page?.totalRows;
  useEffect(() => {
    if (known !== undefined) setTotal(known);
  }, [known]);

  const fault = useMemo(() => {
    for (const [i, text] of texts) {
      const wrong = filterFault(text, columns[i]?.numeric ?? false);
      if (wrong) return `${columns[i]?.name}: ${wrong}`;
    }
    return null;
  }, [texts, columns]);
  const cells = across.getVirtualItems();
  const width = across.getTotalSize();
  const box = selection ? boxOf(selection) : null;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === "c" && box) {
      event.preventDefault();
      void copy(event.shiftKey);
      return;
    }
    if (event.key === "Escape" && selection) return setSelection(null);
    const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / ROW) - 2);
    const next = moved(
      selection,
      { key: event.key, ctrl, shift: event.shiftKey },
      { rows: total, columns: columns.length, page },
    );
    if (!next) return;
    event.preventDefault();
    setSelection(next);
    if (scroller) scroller.scrollTop = sight.scrollTo(next.active.row);
    across.scrollToIndex(next.active.column, { align: "auto" });
  };
  const copy = async (named: boolean) => {
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
      const cut = found.map((row) => row.slice(box.left, box.right + 1));
      const names = columns.slice(box.left, box.right + 1).map((column) => column.name);
      await copyText(toTsv(named ? [names, ...cut] : cut));
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

  if (result.row_count === 0) {
    return (
      <Empty
        title="The run succeeded, and has no rows"
        why="Nothing matched in these dates, or every row fell under Amazon's threshold of users. Longer dates or coarser groups often help."
      />
    );
  }
  if (!pages.page && pages.error) {
    return (
      <div className="p-3">
        <Problem error={asAppError(pages.error)}>
          <Button size="s" onClick={pages.refetch}>
            Try again
          </Button>
          {remedy}
        </Problem>
      </div>
    );
  }
  return (
    <>
      <div
        ref={setScroller}
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
        {first && (
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
        )}
        {first && total > 0 && (
          <GridRows
            id={id}
            sight={sight}
            height={ROW}
            width={width}
            columns={columns}
            cells={cells}
            looks={looks}
            rowAt={pages.at}
            selection={selection}
            box={box}
          />
        )}
        {!pages.page && <SkeletonRows rows={10} />}
        {total === 0 && pages.page && (
          <div className="sticky left-0 w-fit">
            <Empty title="No row passes the filters" why={`${plural(result.row_count, "row")} in all.`}>
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
        fault={fault}
        unread={pages.page !== undefined && pages.error !== null}
        onRead={pages.refetch}
        onCopy={() => void copy(false)}
        onClear={clear}
      />
    </>
  );
}

/** The page that came first; another sort or filter does not change it. */
function useFirst(page: Page | undefined): Page | undefined {
  const [first, setFirst] = useState(page);
  if (first === undefined && page !== undefined) setFirst(page);
  return first ?? page;
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
