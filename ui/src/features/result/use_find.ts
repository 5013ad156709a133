import { useEffect, useRef, useState } from "react";
import { useToast } from "@/components/Toast";
import { api, type FoundCell } from "@/ipc";
import type { Wanted } from "./pages";
import type { Cell } from "./selection";

/** Typing is over after so many milliseconds. */
const PAUSE = 180;

export interface Find {
  open: boolean;
  text: string;
  found: FoundCell | null | undefined;
  looking: boolean;
  start: () => void;
  close: () => void;
  type: (text: string) => void;
  next: (backward: boolean) => void;
}

/** Finding in all rows of the result, from the active cell on; the host looks, and `show` brings the cell into sight. */
export function useFind(wanted: Wanted, columns: readonly number[], from: Cell, show: (cell: Cell) => void): Find {
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [found, setFound] = useState<FoundCell | null>();
  const [looking, setLooking] = useState(false);
  // Of several questions only the newest one's answer counts.
  const asked = useRef(0);
  const latest = useRef({ wanted, columns, from, show, toast });
  latest.current = { wanted, columns, from, show, toast };

  const look = useRef(async (sought: string, here: boolean, backward: boolean) => {
    asked.current += 1;
    const mine = asked.current;
    const { wanted: order, columns: places, from: at } = latest.current;
    setLooking(true);
    try {
      const cell = await api.findInResult({
        execution_id: order.executionId,
        sort: order.sort,
        filters: order.filters,
        columns: [...places],
        text: sought,
        row: at.row,
        place: at.column,
        here,
        backward,
      });
      if (mine !== asked.current) return;
      setFound(cell);
      if (cell) latest.current.show({ row: cell.row, column: cell.place });
    } catch (thrown) {
      if (mine === asked.current) latest.current.toast.fail(thrown);
    } finally {
      if (mine === asked.current) setLooking(false);
    }
  });

  // Another order or other columns number the cells anew.
  const key = JSON.stringify([wanted, columns]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for anew when the order changes
  useEffect(() => {
    asked.current += 1;
    setFound(undefined);
    if (!open || text === "") return setLooking(false);
    const timer = window.setTimeout(() => void look.current(text, true, false), PAUSE);
    return () => window.clearTimeout(timer);
  }, [open, text, key]);

  return {
    open,
    text,
    found,
    looking,
    start: () => setOpen(true),
    close: () => setOpen(false),
    type: setText,
    next: (backward) => {
      if (text !== "") void look.current(text, found === undefined, backward);
    },
  };
}
