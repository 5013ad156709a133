import * as Menu from "@radix-ui/react-dropdown-menu";
import { useQueryClient } from "@tanstack/react-query";
import { CopyPlus, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { type KeyboardEvent, type RefObject, useRef } from "react";
import { IconButton } from "@/components/Button";
import { formatExact, formatNumber, formatWhen } from "@/components/format";
import { focusRow, useInSight } from "@/components/in_sight";
import { RowGap } from "@/components/RowGap";
import { type Column, RowsTable } from "@/components/RowsTable";
import { useToast } from "@/components/Toast";
import type { DashboardSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { useDuplicate, useRemove } from "./changes";
import { begin, getDraft, isChanged, ofDashboard, useDraft } from "./draft";

const ROW = 28;

const COLUMNS: readonly Column[] = [
  { word: "Dashboard" },
  { word: "Widgets", width: 96, num: true },
  { word: "Refreshed", width: 176, num: true },
  { word: "Changed", width: 176, num: true },
  { word: "Actions", width: 56, quiet: true },
];

interface ListProps {
  dashboards: readonly DashboardSummary[];
  onOpen: (id: string) => void;
}

/** Dashboards by name. Arrows move, Enter opens. */
export function DashboardList({ dashboards, onOpen }: ListProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const { from, to, reach } = useInSight(dashboards.length, ROW, scroll);
  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.target as HTMLElement;
    const at = dashboards.findIndex(({ id }) => id === row.dataset["row"]);
    const one = dashboards[at];
    if (!one) return;
    if (event.key === "Enter") {
      event.preventDefault();
      return onOpen(one.id);
    }
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: dashboards.length - 1 }[event.key];
    const other = next === undefined ? undefined : dashboards[Math.max(0, Math.min(dashboards.length - 1, next))];
    if (!other) return;
    event.preventDefault();
    reach(dashboards.indexOf(other));
    focusRow(body.current, other.id);
  };
  return (
    <div ref={scroll} className="scroll">
      <RowsTable
        label="Dashboards"
        columns={COLUMNS}
        count={dashboards.length}
        body={{ ref: body as RefObject<HTMLTableSectionElement>, onKeyDown }}
      >
        {from > 0 && <RowGap height={from * ROW} />}
        {dashboards.slice(from, to).map((one, i) => (
          <Row key={one.id} one={one} at={from + i} stop={from + i === 0} onOpen={onOpen} />
        ))}
        {to < dashboards.length && <RowGap height={(dashboards.length - to) * ROW} />}
      </RowsTable>
    </div>
  );
}

interface RowProps {
  one: DashboardSummary;
  at: number;
  stop: boolean;
  onOpen: (id: string) => void;
}

function Row({ one, at, stop, onOpen }: RowProps) {
  const { id, name, widgets, refreshed_at, changed_at } = one;
  const unsaved = useDraft(id) !== null && isChanged(id);
  return (
    <tr data-row={id} aria-rowindex={at + 2} tabIndex={stop ? 0 : -1} onClick={() => onOpen(id)}>
      <td title={name}>
        {name}
        {unsaved && <span className="pl-2 text-t12 text-hint">not saved</span>}
      </td>
      <td className="num">{widgets === 0 ? <span className="text-hint">none</span> : formatNumber(widgets)}</td>
      <td className="num" title={refreshed_at === null ? undefined : formatExact(refreshed_at)}>
        {refreshed_at === null ? <span className="text-hint">not yet</span> : formatWhen(refreshed_at)}
      </td>
      <td className="num text-label" title={formatExact(changed_at)}>
        {formatWhen(changed_at)}
      </td>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: only keeps clicks on the menu from opening the row */}
      <td className="num" onClick={(event) => event.stopPropagation()}>
        <RowMenu one={one} onOpen={onOpen} />
      </td>
    </tr>
  );
}

function RowMenu({ one, onOpen }: { one: DashboardSummary; onOpen: (id: string) => void }) {
  const client = useQueryClient();
  const toast = useToast();
  const remove = useRemove();
  const duplicate = useDuplicate(onOpen);
  const edit = async () => {
    const detail = await client.fetchQuery(queries.dashboard(one.id));
    if (!getDraft(one.id)) begin(one.id, ofDashboard(detail));
    onOpen(one.id);
  };
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <IconButton label={`More of ${one.name}`}>
          <Ellipsis size={14} aria-hidden />
        </IconButton>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
          <Menu.Item className="menu-item" onSelect={() => void edit().catch(toast.fail)}>
            <Pencil size={14} aria-hidden />
            Edit and rename
          </Menu.Item>
          <Menu.Item className="menu-item" onSelect={() => duplicate.mutate(one.id)}>
            <CopyPlus size={14} aria-hidden />
            Duplicate
          </Menu.Item>
          <Menu.Separator className="menu-cut" />
          <Menu.Item className="menu-item" onSelect={() => remove.mutate(one)}>
            <Trash2 size={14} aria-hidden />
            Delete
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
