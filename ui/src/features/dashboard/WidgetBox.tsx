import { Clock } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatNumber } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { gridColumns } from "@/features/result/columns";
import { AppError, type DashboardFilter, type ResultSummary, type Widget, type WidgetRows } from "@/ipc";
import { fittedFilters } from "./filters";
import { WidgetChart } from "./WidgetChart";
import { useWidgetPage, WidgetTable } from "./WidgetTable";
import { titleOf } from "./widgets";
import { type Stamp, stampOf, withoutWords } from "./words";

export interface BoxProps {
  widget: Widget;
  rows: WidgetRows | undefined;
  filters: readonly DashboardFilter[];
  /** Whether its query is running anew. */
  pending: boolean;
  chosen: boolean;
  menu: ReactNode;
  onRefresh: () => void;
}

/** A part of a dashboard: its title, how far its rows can be trusted, and the rows. */
export function WidgetBox(props: BoxProps) {
  const { widget, rows, chosen, pending } = props;
  const narrow = widget.width <= 2 ? 4 : widget.width <= 4 ? 6 : 12;
  return (
    <section
      className="widget"
      aria-label={titleOf(widget)}
      aria-busy={pending}
      data-kind={widget.kind}
      data-widget={widget.id}
      data-low={widget.height <= 4 || undefined}
      data-chosen={chosen || undefined}
      style={{ "--w": widget.width, "--w-narrow": narrow, "--h": widget.height } as React.CSSProperties}
    >
      {widget.kind === "text" ? (
        <Text {...props} />
      ) : rows?.result && rows.rows_id ? (
        <Rows {...props} rows={rows} rowsId={rows.rows_id} result={rows.result} />
      ) : (
        <Bare {...props} />
      )}
    </section>
  );
}

interface HeadProps {
  title: string;
  sub?: string;
  stamp?: Stamp | null;
  without?: readonly string[];
  menu: ReactNode;
}

function Head({ title, sub = "", stamp, without = [], menu }: HeadProps) {
  const said = withoutWords(without);
  return (
    <header>
      <h2 className="cut" title={title}>
        {title}
      </h2>
      <span className="widget-sub cut" title={[sub, said].filter(Boolean).join(", ")}>
        {[sub, said].filter(Boolean).join(", ")}
      </span>
      {stamp && (
        <span className="widget-stamp" title={stamp.title} data-growing={stamp.growing || undefined}>
          {stamp.growing && <Clock size={12} className="text-amber" aria-hidden />}
          <span className="widget-stamp-long">
            {stamp.far}
            <span className="widget-stamp-read">
              {stamp.far && ", "}
              {stamp.read}
            </span>
          </span>
          <span className="widget-stamp-short" aria-hidden>
            {said ? "not filtered" : stamp.short}
          </span>
        </span>
      )}
      {menu}
    </header>
  );
}

function Text({ widget, menu }: BoxProps) {
  const lines = widget.text.split(/\n\s*\n/).filter((each) => each.trim() !== "");
  return (
    <>
      {widget.title.trim() !== "" ? (
        <Head title={widget.title} menu={menu} />
      ) : (
        <div className="widget-corner">{menu}</div>
      )}
      {/* What scrolls has to scroll by keys. */}
      <div className="widget-text" role="region" aria-label={`Words of ${titleOf(widget)}`} tabIndex={0}>
        {lines.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs have nothing else to tell them apart
          <p key={at}>{each}</p>
        ))}
      </div>
    </>
  );
}

/** Why the last refresh failed. */
function Failed({
  rows,
  pending,
  onRefresh,
  stays,
}: Pick<BoxProps, "pending" | "onRefresh"> & { rows: WidgetRows; stays: boolean }) {
  if (!rows.error) return null;
  return (
    <div className="widget-failed">
      <Problem
        error={new AppError(rows.error)}
        tone={stays ? "warn" : "danger"}
        {...(stays && { about: "The rows below are those of the refresh before." })}
      >
        <Button size="s" disabled={pending} onClick={onRefresh}>
          {pending ? "Refreshing" : "Try again"}
        </Button>
      </Problem>
    </div>
  );
}

function Bare({ widget, rows, pending, menu, onRefresh }: BoxProps) {
  return (
    <>
      <Head title={titleOf(widget)} menu={menu} />
      <div className="widget-body">
        {rows?.error ? (
          <Failed rows={rows} pending={pending} onRefresh={onRefresh} stays={false} />
        ) : widget.sql.trim() === "" ? (
          <Empty title="Nothing chosen yet" why="Choose the table that it shows at the right, or write SQL." />
        ) : pending || rows === undefined || rows.outdated ? (
          <SkeletonRows rows={3} />
        ) : (
          <Empty title="Not read yet" why="Refresh the dashboard, and its rows are read." />
        )}
      </div>
    </>
  );
}

interface RowsProps extends BoxProps {
  rows: WidgetRows;
  rowsId: string;
  result: ResultSummary;
}

function Rows({ widget, rows, rowsId, result, filters: all, menu, pending, onRefresh }: RowsProps) {
  const columns = useMemo(() => gridColumns(result.columns), [result.columns]);
  const { filters, without } = useMemo(() => fittedFilters(all, columns), [all, columns]);
  const stamp = stampOf(rows);
  const title = titleOf(widget);
  const failed = <Failed rows={rows} pending={pending} onRefresh={onRefresh} stays />;
  if (widget.kind === "table") {
    return (
      <Table {...{ widget, rowsId, result, columns, filters, title, failed }}>
        {(sub) => <Head title={title} sub={sub} stamp={stamp} without={without} menu={menu} />}
      </Table>
    );
  }
  return (
    <>
      <Head title={title} stamp={stamp} without={without} menu={menu} />
      <div className="widget-body">
        {failed}
        <WidgetChart widget={widget} rowsId={rowsId} result={result} columns={columns} filters={filters} />
      </div>
    </>
  );
}

interface TableProps {
  widget: Widget;
  rowsId: string;
  result: ResultSummary;
  columns: ReturnType<typeof gridColumns>;
  filters: ReturnType<typeof fittedFilters>["filters"];
  title: string;
  failed: ReactNode;
  children: (sub: string) => ReactNode;
}

function Table({ widget, rowsId, result, columns, filters, title, failed, children }: TableProps) {
  const pages = useWidgetPage(rowsId, filters);
  const total = pages.page?.totalRows ?? result.row_count;
  const shown = Math.min(pages.page?.rows.length ?? total, 100);
  const sub = shown < total ? `${formatNumber(shown)} of ${formatNumber(total)} rows` : "";
  return (
    <>
      {children(sub)}
      <div className="widget-body">
        {failed}
        <WidgetTable
          widget={widget}
          columns={columns}
          title={title}
          pages={pages}
          filtered={filters.length > 0}
          all={result.row_count}
        />
      </div>
    </>
  );
}
