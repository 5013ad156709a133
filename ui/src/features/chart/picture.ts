// The chart of a kept result as a file, drawn without being shown.
import type { QueryClient } from "@tanstack/react-query";
import { gridColumns } from "@/features/result/columns";
import { viewOf } from "@/features/result/view";
import type { ResultSummary } from "@/ipc";
import { askOf, chartData } from "./ask";
import { drawnOf } from "./draw";
import { missing } from "./kinds";
import { readPalette } from "./palette";
import { chosenSpec, specOf } from "./spec";

const SIZE = { width: 960, height: 540 };

const shown = new Set<string>();

/** A query's chart was looked at, if only as it was suggested. */
export const noteShown = (query: string): void => void shown.add(query);

/** The text of an SVG, of all rows whatever is filtered; none where the query has no chart that somebody chose or looked at, or it has no picture. */
export async function pictureOf(
  client: QueryClient,
  executionId: string,
  query: string,
  result: ResultSummary,
): Promise<string | null> {
  const chosen = chosenSpec(query);
  if (chosen === "" && !shown.has(query)) return null;
  const columns = gridColumns(result.columns);
  const spec = specOf(chosen, columns, result.row_count);
  if (missing(spec, columns) !== null) return null;
  const { enabled: _asked, ...figures } = chartData(executionId, askOf(spec, columns), columns, true);
  const data = await client.fetchQuery(figures);
  const palette = readPalette();
  const drawn = drawnOf({ spec, data, columns, palette, view: viewOf(query) });
  if (!drawn) return null;
  const { svgOf } = await import("./engine");
  return svgOf(drawn.option, SIZE, palette.surface, drawn.map);
}
