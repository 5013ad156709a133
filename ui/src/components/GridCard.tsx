import type { ReactNode } from "react";
import { MiddleCut } from "./MiddleCut";
import { Pick } from "./Pick";

/** What a card of a grid needs to be found, opened and picked. */
export interface CardState {
  chosen: boolean;
  /** Whether Tab stops at it. */
  stop: boolean;
  picked: boolean;
  /** Characters of names that are kept at their end, where only these tell cards apart. */
  tail: number;
  onFocus: (id: string) => void;
  onOpen: (id: string) => void;
  onPick: (id: string) => void;
}

interface GridCardProps extends CardState {
  id: string;
  name: string;
  /** Its place in the whole list, where not all of it is read. */
  at?: number;
  /** What stands at the end of its head. */
  end: ReactNode;
  children: ReactNode;
}

/** A card that is opened with a click or Enter and picked with the space bar or its box. */
export function GridCard({ id, name, at, end, chosen, stop, picked, tail, children, ...on }: GridCardProps) {
  return (
    <div
      role="gridcell"
      className="card"
      data-row={id}
      data-at={at}
      aria-selected={chosen}
      tabIndex={stop ? 0 : -1}
      onFocus={() => on.onFocus(id)}
      onClick={() => on.onOpen(id)}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === "Enter") on.onOpen(id);
        else if (event.key === " ") on.onPick(id);
        else return;
        event.preventDefault();
      }}
    >
      <div className="flex items-center gap-2">
        <Pick
          label={`Pick ${name}`}
          state={picked ? "all" : "none"}
          stop={stop || picked}
          onChange={() => on.onPick(id)}
        />
        <span className="min-w-0 flex-1 font-medium" title={name}>
          <MiddleCut text={name} tail={tail} />
        </span>
        {end}
      </div>
      <div className="card-more">{children}</div>
    </div>
  );
}
