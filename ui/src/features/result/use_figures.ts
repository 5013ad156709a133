import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Figures } from "@/ipc";
import { queries } from "@/ipc/queries";
import type { Wanted } from "./pages";
import type { Places } from "./places";
import type { Box } from "./selection";

/** While cells are being chosen nothing is worked out. */
const PAUSE = 150;

/** Figures of the chosen cells, which the host works out over all of them; none for a single cell. */
export function useFigures(wanted: Wanted, box: Box | null, places: Places): Figures | undefined {
  const key = box ? [box.top, box.bottom, box.left, box.right].join() : "";
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(key), PAUSE);
    return () => window.clearTimeout(timer);
  }, [key]);
  const chosen = box ? places.indices.slice(box.left, box.right + 1) : [];
  const numeric = chosen.filter((_, i) => box && places.columns[box.left + i]?.numeric);
  const several = box !== null && (box.top < box.bottom || box.left < box.right);
  const figures = useQuery({
    ...queries.figures({
      execution_id: wanted.executionId,
      sort: wanted.sort,
      filters: wanted.filters,
      columns: numeric,
      first: box?.top ?? 0,
      last: box?.bottom ?? 0,
    }),
    enabled: several && numeric.length > 0 && settled === key,
  });
  return several && settled === key ? figures.data : undefined;
}
