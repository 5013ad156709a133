import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSettled } from "@/components/settled";
import { summaryOf } from "@/features/query/kept_runs";
import { useWorkedOut } from "@/features/result/worked_out";
import { api, asCommandError, type KeptAnswer, type WidgetRows } from "@/ipc";
import { queries } from "@/ipc/queries";
import { type BoxProps, WidgetBox } from "./WidgetBox";

/** A query is run once nothing was typed for so long, in milliseconds. */
const PAUSE = 700;

type PreviewProps = Omit<BoxProps, "rows" | "pending">;

/** A widget whose query is not kept yet, with the rows that it would bring. */
export function Preview(props: PreviewProps) {
  const sql = useSettled(props.widget.sql, PAUSE);
  const check = useQuery({ ...queries.keptCheck(sql), enabled: sql.trim() !== "" });
  if (sql.trim() === "") return <Box {...props} change={{ outdated: false }} />;
  const error = check.data?.error ?? null;
  if (error) return <Box {...props} onRefresh={() => void check.refetch()} change={{ error }} />;
  return check.data ? <Run key={sql} {...props} sql={sql} /> : <Box {...props} change={{}} />;
}

function Run({ sql, ...props }: PreviewProps & { sql: string }) {
  const answer = useWorkedOut<KeptAnswer>(`widget ${sql}`, (id) => api.runKept(id, sql));
  const data = answer.data;
  const result = useMemo(() => (data ? summaryOf(data) : null), [data]);
  const error = answer.isError ? asCommandError(answer.error) : null;
  return (
    <Box
      {...props}
      onRefresh={() => void answer.refetch()}
      change={{ rows_id: data?.id ?? null, result, results: data?.results ?? 0, error, outdated: !data }}
    />
  );
}

const NONE: Omit<WidgetRows, "widget_id"> = {
  rows_id: null,
  result: null,
  error: null,
  read_at: null,
  results: 0,
  first_day: null,
  last_day: null,
  grows_until: null,
  run_at: null,
  outdated: true,
};

const Box = ({ change, ...props }: PreviewProps & { change: Partial<WidgetRows> }) => (
  <WidgetBox {...props} pending={false} rows={{ ...NONE, widget_id: props.widget.id, ...change }} />
);
