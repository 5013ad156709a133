import {
  CalendarCheck,
  CalendarClock,
  CalendarX,
  CircleCheck,
  CirclePause,
  CircleX,
  Gauge,
  type LucideIcon,
} from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { IconButton } from "@/components/Button";
import { formatClock, formatExact } from "@/components/format";
import { RowsTable } from "@/components/RowsTable";
import type { Notice } from "@/ipc";
import { aboutWords, type Day } from "./words";

const COLUMNS = [
  { word: "About", width: 44 },
  { word: "Notice" },
  { word: "At", width: 64 },
  { word: "Read", width: 52 },
];

interface NoticeListProps {
  days: readonly Day[];
  onOpen: (notice: Notice) => void;
  onToggle: (notice: Notice) => void;
}

/** Notices by day. Arrows move, Enter opens, `u` marks one read or unread. */
export function NoticeList({ days, onOpen, onToggle }: NoticeListProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [at, setAt] = useState<string | null>(null);
  const all = days.flatMap(({ notices }) => notices);
  const stop = all.find(({ id }) => id === at) ?? all[0];
  const onKeyDown = (event: KeyboardEvent) => {
    const rows = [...(body.current?.querySelectorAll<HTMLElement>("tr[data-row]") ?? [])];
    const target = event.target as HTMLElement;
    const place = rows.findIndex((row) => row.contains(target));
    const notice = all[place];
    if (!notice || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) rows[to]?.focus();
    else if (event.key === "Enter" && target === rows[place]) onOpen(notice);
    else if (event.key === "u") onToggle(notice);
    else return;
    event.preventDefault();
  };
  return (
    <RowsTable label="Notices" columns={COLUMNS} head={false} className="notices" body={{ ref: body, onKeyDown }}>
      {days.map(({ words, notices }) => [
        <tr key={words} className="group">
          <td colSpan={4}>{words}</td>
        </tr>,
        ...notices.map((notice) => (
          <Row
            key={notice.id}
            notice={notice}
            stop={notice === stop}
            onFocus={setAt}
            onOpen={onOpen}
            onToggle={onToggle}
          />
        )),
      ])}
    </RowsTable>
  );
}

interface RowProps extends Omit<NoticeListProps, "days"> {
  notice: Notice;
  /** Whether Tab stops here. */
  stop: boolean;
  onFocus: (id: string) => void;
}

function Row({ notice, stop, onFocus, onOpen, onToggle }: RowProps) {
  const { id, at, title, body, read } = notice;
  const { icon: Icon, tone } = signOf(notice);
  return (
    <tr
      data-row={id}
      data-unread={!read}
      tabIndex={stop ? 0 : -1}
      onFocus={() => onFocus(id)}
      onClick={() => onOpen(notice)}
    >
      <td>
        <Icon size={16} className={tone} role="img" aria-label={aboutWords(notice)} />
      </td>
      <td>
        <span className="notice-title">
          {title}
          {!read && <span className="sr-only">, unread</span>}
        </span>
        <span className="notice-body" title={body}>
          {body}
        </span>
      </td>
      <td className="num text-label" title={formatExact(at)}>
        <time dateTime={new Date(at).toISOString()}>{formatClock(at)}</time>
      </td>
      <td className="num">
        <IconButton
          label={read ? "Mark unread" : "Mark read"}
          keys="U"
          tabIndex={stop ? 0 : -1}
          onClick={(event) => {
            event.stopPropagation();
            onToggle(notice);
          }}
        >
          <i className="unread-dot" />
        </IconButton>
      </td>
    </tr>
  );
}

/** Red is for what failed or was stopped, amber for what one should know. */
function signOf({ kind, good }: Notice): { icon: LucideIcon; tone: string } {
  const tone = good ? "text-good" : "text-red";
  if (kind === "slot") return { icon: good ? CalendarCheck : CalendarX, tone };
  if (kind === "run") return { icon: good ? CircleCheck : CircleX, tone };
  if (kind === "pause") return { icon: CirclePause, tone };
  return { icon: kind === "missed" ? CalendarClock : Gauge, tone: "text-amber" };
}
