import { Info } from "lucide-react";
import { Button } from "@/components/Button";
import { formatNumber, groupDigits, plural } from "@/components/format";
import { keyName } from "@/components/keys";
import type { ResultSort } from "@/ipc";
import type { GridColumn } from "./columns";
import type { Box } from "./selection";

interface GridFootProps {
  total: number;
  all: number;
  filtered: boolean;
  box: Box | null;
  columns: GridColumn[];
  rowAt: (row: number) => (string | null)[] | undefined;
  sort: ResultSort[];
  /** What is wrong with a filter that is being written. */
  fault: string | null;
  /** Whether some of the rows in sight could not be read. */
  unread: boolean;
  onRead: () => void;
  onCopy: () => void;
  onClear: () => void;
}

/** How many rows there are, and what is chosen of them. */
export function GridFoot({ total, all, filtered, box, columns, rowAt, sort, fault, unread, ...on }: GridFootProps) {
  const order = sort.map((entry) => `${columns[entry.column]?.name} ${entry.descending ? "falling" : "rising"}`);
  return (
    <div className="grid-foot" role="status">
      <Info size={14} className="flex-none text-hint" aria-hidden />
      {fault ? (
        <span className="text-red">{fault}</span>
      ) : unread ? (
        <span className="text-red">Some of these rows could not be read.</span>
      ) : box ? (
        <span>{chosenWords(box, columns, rowAt)}</span>
      ) : (
        <span>
          {filtered ? `${formatNumber(total)} of ${plural(all, "row")} pass the filters` : plural(all, "row")}
        </span>
      )}
      {unread && (
        <Button look="link" onClick={on.onRead}>
          Try again
        </Button>
      )}
      {box && (
        <Button look="link" title={`With the names of the columns: ${keyName("Shift C")}`} onClick={on.onCopy}>
          Copy<kbd aria-hidden="true">{keyName("C")}</kbd>
        </Button>
      )}
      {filtered && (
        <Button look="link" onClick={on.onClear}>
          Clear the filters
        </Button>
      )}
      <span className="flex-1" />
      {order.length > 0 && <span className="cut text-hint">by {order.join(", then ")}</span>}
    </div>
  );
}

/** Count and range of the chosen cells. No sum: of people counted once in each row a sum would be wrong. */
export function chosenWords(
  box: Box,
  columns: GridColumn[],
  rowAt: (row: number) => (string | null)[] | undefined,
): string {
  const count = (box.bottom - box.top + 1) * (box.right - box.left + 1);
  const words = plural(count, "cell");
  if (box.left !== box.right || !columns[box.left]?.numeric || box.bottom - box.top > 500 || count < 2) return words;
  let least: string | null = null;
  let most: string | null = null;
  for (let row = box.top; row <= box.bottom; row++) {
    const text = rowAt(row)?.[box.left];
    if (text === undefined) return words;
    if (text === null) continue;
    if (least === null || Number(text) < Number(least)) least = text;
    if (most === null || Number(text) > Number(most)) most = text;
  }
  return least === null || most === null ? words : `${words}, ${groupDigits(least)} to ${groupDigits(most)}`;
}
