import type { KeyboardEvent, RefObject } from "react";

/**
 * Arrows, Home and End move among the rows of a table that carry their id as `data-row`, and Enter opens one. With `follow` each
 * row that is reached is opened at once.
 */
export function rowKeys(body: RefObject<HTMLElement | null>, open: (id: string) => void, follow: boolean) {
  return (event: KeyboardEvent): void => {
    const rows = [...(body.current?.querySelectorAll<HTMLElement>("tr[data-row]") ?? [])];
    const at = rows.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const next = to === undefined ? undefined : rows[to];
    if (next) {
      next.focus();
      if (follow) open(next.dataset["row"] ?? "");
    } else if (event.key === "Enter") open(rows[at]?.dataset["row"] ?? "");
    else return;
    event.preventDefault();
  };
}
