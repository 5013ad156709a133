import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useState,
} from "react";
import { useActions } from "@/app/actions";
import { SkeletonRows } from "@/components/Loading";
import type { Page, ResultSort, ResultSummary } from "@/ipc";
import { ColumnsMenu } from "./ColumnsMenu";
import { gridColumns, lookOf } from "./columns";
import { FilterBar } from "./FilterBar";
import { FindBar } from "./FindBar";
import { GridFoot } from "./GridFoot";
import { GridHead, HEAD } from "./GridHead";
import { GridPanes, type Pane } from "./GridPanes";
import { GridRows } from "./GridRows";
import { Grouped } from "./Grouped";
import { GroupPopover } from "./GroupPopover";
import { NoRows, NotPassed, NotRead } from "./NoRows";
import { usePages } from "./pages";
import { usePlaces } from "./places";
import { pointing } from "./pointing";
import { boxOf, type Cell, moved, type Selection } from "./selection";
import { useSight } from "./sight";
import { nextSort } from "./sorting";
import { useCopy } from "./use_copy";
import { useFigures } from "./use_figures";
import { useFilters } from "./use_filters";
import { useFind } from "./use_find";
import { useGroups } from "./use_groups";
import { formatOf, useView, withMoved, withShown } from "./view";

const ROW = 28;
const NUMBERS = 48;

interface ResultGridProps {
  executionId: string;
  /** The query's name, under which the layout of its columns is remembered. */
  query: string;
  result: ResultSummary;
  /** What helps when the rows cannot be read. */
  remedy?: ReactNode;
  /** Whether its rows can be taken together. */
  groupable?: boolean;
  /** How many columns stay in sight until a person chooses. */
  frozen?: number;
}

/** The rows of a kept result. Only what is in sight exists; sorting, filtering, finding and counting happen in the host. */
export function ResultGrid({ executionId, query, result, remedy, groupable = true, frozen = 0 }: ResultGridProps) {
  const id = useId();
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [sort, setSort] = useState<ResultSort[]>([]);
  const [filters, setFilters] = useFilters(executionId);
  const [selection, setSelection] = useState<Selection | null>(null);
  const [pane, setPane] = useState<Pane | null>(null);
  const [view, changeView] = useView(query, frozen);

  const columns = useMemo(() => gridColumns(result.columns), [result.columns]);
  const places = usePlaces(columns, view);
  const wanted = useMemo(() => ({ executionId, sort, filters }), [executionId, sort, filters]);
  const [total, setTotal] = useState(result.row_count);
  const sight = useSight(scroller, total, ROW, HEAD);
  const pages = usePages(wanted, sight.first, sight.last);
  const first = useFirst(pages.page);
  // Fitted to the rows that came first, once: what is read later moves nothing.
  const looks = useMemo(
    () =>
      columns.map((column, i) =>
        lookOf(
          column,
          (first?.rows ?? []).map((row) => row[i] ?? null),
          formatOf(view, column),
        ),
      ),
    [columns, first, view],
  );
  const widthOf = useCallback(
    (place: number) =>
      view.widths[places.columns[place]?.name ?? ""] ?? looks[places.indices[place] ?? -1]?.width ?? 120,
    [view.widths, looks, places],
  );
  const kept = useMemo(() => places.indices.slice(0, places.frozen).map((_, place) => place), [places]);
  const across = useVirtualizer({
    horizontal: true,
    count: places.columns.length,
    getScrollElement: () => scroller,
    estimateSize: widthOf,
    overscan: 3,
    paddingStart: NUMBERS,
    scrollPaddingStart: NUMBERS + kept.reduce((sum, place) => sum + widthOf(place), 0),
    rangeExtractor: (range) => [...new Set([...kept, ...defaultRangeExtractor(range)])],
  });
  // Before the columns are drawn, so that none is seen to move.
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when a width changes
  useLayoutEffect(() => across.measure(), [widthOf, across]);

  const known = pages.page?.totalRows;
  useEffect(() => {
    if (known !== undefined) setTotal(known);
  }, [known]);

  const cells = across.getVirtualItems();
  const width = across.getTotalSize();
  const box = selection ? boxOf(selection) : null;
  const show = (next: Selection) => {
    setSelection(next);
    if (scroller) scroller.scrollTop = sight.scrollTo(next.active.row);
    across.scrollToIndex(next.active.column, { align: "auto" });
  };
  const at = (cell: Cell): Selection => ({ anchor: cell, active: cell });
  const find = useFind(wanted, places.indices, selection?.active ?? { row: 0, column: 0 }, (cell) => show(at(cell)));
  const copy = useCopy(wanted, box, places);
  const figures = useFigures(wanted, box, places);
  const groups = useGroups({ executionId, query, columns, filters, total });
  useActions(groups.shown ? [] : [{ word: "Find in the rows", run: find.start }]);

  const onKeyDown = (event: KeyboardEvent) => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === "f") {
      event.preventDefault();
      return find.start();
    }
    if (event.target !== scroller) return;
    if (ctrl && event.key.toLowerCase() === "c" && box) {
      event.preventDefault();
      return void copy(event.shiftKey ? "named" : "tsv");
    }
    if (event.key === "Escape" && selection) return setSelection(null);
    const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / ROW) - 2);
    const size = { rows: total, columns: places.columns.length, page };
    const next = moved(selection, { key: event.key, ctrl, shift: event.shiftKey }, size);
    if (!next) return;
    event.preventDefault();
    show(next);
  };
  /** What stands where changes: the chosen cells would be others. */
  const afresh =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      setSelection(null);
      set(value);
    };
  const filterBy = afresh(setFilters);
  const sortBy = afresh(setSort);
  const layOut = afresh(changeView);
  const name = (column: number) => columns[column]?.name ?? "";

  if (result.row_count === 0) return <NoRows />;
  if (!pages.page && pages.error) {
    return (
      <NotRead error={pages.error} onAgain={pages.refetch} onClear={filters.length > 0 ? () => filterBy([]) : null}>
        {remedy}
      </NotRead>
    );
  }
  const grouping = groups.pane && (
    <GroupPopover columns={columns} {...groups.pane} work={groups.work} onClose={groups.close} />
  );
  if (groups.shown) {
    const { id: shown, result: groupsOf } = groups.shown.answer;
    return (
      <Grouped {...groups.shown} onEdit={groups.open} onLeave={groups.leave}>
        <ResultGrid key={shown} executionId={shown} query={`${query}, grouped`} result={groupsOf} groupable={false} />
        {grouping}
      </Grouped>
    );
  }
  return (
    <>
      {find.open && (
        <FindBar
          text={find.text}
          found={find.found}
          looking={find.looking}
          onText={find.type}
          onNext={find.next}
          onClose={() => {
            find.close();
            scroller?.focus();
          }}
        />
      )}
      {filters.length > 0 && (
        <FilterBar
          columns={columns}
          filters={filters}
          onChange={(which, place) =>
            setPane({ kind: "filter", column: filters[which]?.column ?? 0, which, at: place })
          }
          onRemove={(which) => filterBy(filters.filter((_, i) => i !== which))}
          onClear={() => filterBy([])}
        />
      )}
      <div
        ref={setScroller}
        className="grid-scroll"
        role="grid"
        aria-label="Rows of the result"
        aria-rowcount={total + 1}
        aria-colcount={places.columns.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={selection ? `${id}-${selection.active.row}-${selection.active.column}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        {...pointing(setSelection)}
      >
        {first && (
          <GridHead
            places={places}
            cells={cells}
            width={width}
            sort={sort}
            filtered={new Set(filters.map((filter) => filter.column))}
            onSort={(column, more) => sortBy(nextSort(sort, column, more))}
            onResize={(column, size) =>
              changeView((now) => ({ ...now, widths: { ...now.widths, [name(column)]: size } }))
            }
            actions={{
              sort: (column, descending) => sortBy([{ column, descending }]),
              filter: (column, place) => setPane({ kind: "filter", column, which: null, at: place }),
              profile: (column, place) => setPane({ kind: "profile", column, at: place }),
              group: groupable ? (column, place) => columns[column] && groups.openBy(columns[column], place) : null,
              format: (column, format) =>
                changeView((now) => ({ ...now, formats: { ...now.formats, [name(column)]: format } })),
              move: (from, to) => layOut((now) => withMoved(columns, now, from, to)),
              freeze: (frozen) => layOut((now) => ({ ...now, frozen })),
              hide: (column) => layOut((now) => withShown(columns, now, name(column), false)),
            }}
            corner={<ColumnsMenu columns={columns} view={view} onChange={layOut} />}
          />
        )}
        {first && total > 0 && (
          <GridRows
            id={id}
            sight={sight}
            height={ROW}
            width={width}
            places={places}
            cells={cells}
            looks={looks}
            rowAt={pages.at}
            selection={selection}
            box={box}
          />
        )}
        {!pages.page && <SkeletonRows rows={10} />}
        {total === 0 && pages.page && (
          <div className="sticky left-0 w-fit" role="row">
            <div role="gridcell" aria-colspan={places.columns.length + 1}>
              <NotPassed all={result.row_count} onClear={() => filterBy([])} />
            </div>
          </div>
        )}
      </div>
      <GridFoot
        total={total}
        all={result.row_count}
        filtered={filters.length > 0 && pages.page !== undefined}
        box={box}
        figures={figures}
        columns={columns}
        places={places}
        sort={sort}
        unread={pages.page !== undefined && pages.error !== null}
        onRead={pages.refetch}
        onCopy={(form) => void copy(form)}
        onGroup={groupable && total > 0 ? groups.open : null}
      />
      {grouping}
      <GridPanes
        pane={pane}
        wanted={wanted}
        columns={columns}
        view={view}
        onFilters={(next) => {
          filterBy(next);
          setPane(null);
        }}
        onClose={() => setPane(null)}
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
