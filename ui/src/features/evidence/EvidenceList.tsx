import { useRef } from "react";
import { formatDay, formatExact, formatNumber, shortWindow } from "@/components/format";
import { useNarrow } from "@/components/narrow";
import { RowsTable } from "@/components/RowsTable";
import { rowKeys } from "@/components/row_keys";
import type { EvidenceSummary } from "@/ipc";

interface EvidenceListProps {
  evidence: readonly EvidenceSummary[];
  chosen: string | null;
  onOpen: (id: string) => void;
}

const COLUMNS = [
  { word: "Run" },
  { word: "Window", width: 132 },
  { word: "Rows", width: 76, num: true },
  { word: "Made", width: 96, num: true },
  { word: "Opened", width: 104, num: true },
];

/** Evidence, the newest first. Arrows move and open. */
export function EvidenceList({ evidence, chosen, onOpen }: EvidenceListProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const narrow = useNarrow(1180);
  const onKeyDown = rowKeys(body, onOpen, true);
  const columns = narrow ? COLUMNS.filter(({ word }) => word !== "Window") : COLUMNS;
  const stop = evidence.find(({ id }) => id === chosen)?.id ?? evidence[0]?.id;
  return (
    <RowsTable label="Evidence" columns={columns} className="rows-two" body={{ ref: body, onKeyDown }}>
      {evidence.map((one) => (
        <tr
          key={one.id}
          data-row={one.id}
          aria-selected={one.id === chosen}
          tabIndex={one.id === stop ? 0 : -1}
          onClick={() => onOpen(one.id)}
        >
          <td>
            <span className="cut block" title={one.name}>
              {one.name}
            </span>
            <span className="cut block text-t12 text-label">{one.instance_name}</span>
          </td>
          {!narrow && (
            <td className="text-label" title={one.window_words}>
              {shortWindow(one.window_words)}
            </td>
          )}
          <td className="num">{formatNumber(one.row_count)}</td>
          <td className="num text-label" title={formatExact(one.made_at)}>
            {formatDay(one.made_at)}
          </td>
          <td className="num text-label" title={formatExact(one.opened_at)}>
            {formatDay(one.opened_at)}
          </td>
        </tr>
      ))}
    </RowsTable>
  );
}
