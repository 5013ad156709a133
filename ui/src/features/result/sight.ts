// Which rows are in sight. Rows are all of one height, so their places are reckoned; only what is seen exists.
import { useLayoutEffect, useState } from "react";

/** No web view draws an element higher than 2^25 pixels; beyond this height the rows are scrolled through faster instead. */
export const MOST_HEIGHT = 24_000_000;

const OVERSCAN = 8;

export interface Measure {
  total: number;
  row: number;
  /** Height of what is seen of the rows, without the head. */
  room: number;
  scroll: number;
  most?: number;
}

export interface Sight {
  /** First and last row to draw; `last` lies before `first` where there is none. */
  first: number;
  last: number;
  /** Height of the element that holds the rows. */
  height: number;
  /** Where a row stands in that element. */
  topOf: (row: number) => number;
  /** The scroll position that brings a row into sight; the present one where it is in sight already. */
  scrollTo: (row: number) => number;
}

export function sightOf({ total, row, room, scroll, most = MOST_HEIGHT }: Measure): Sight {
  const full = total * row;
  const height = Math.min(full, most);
  const over = Math.max(0, full - room);
  const range = Math.max(0, height - room);
  const ratio = height < full && range > 0 ? over / range : 1;
  const offset = Math.max(0, Math.min(over, scroll * ratio));
  return {
    first: Math.max(0, Math.floor(offset / row) - OVERSCAN),
    last: Math.min(total - 1, Math.ceil((offset + room) / row) + OVERSCAN),
    height,
    topOf: (at) => (ratio === 1 ? at * row : scroll + at * row - offset),
    scrollTo: (at) => {
      if (at * row < offset) return (at * row) / ratio;
      if ((at + 1) * row > offset + room) return ((at + 1) * row - room) / ratio;
      return scroll;
    },
  };
}

/** The rows in sight of a scroller whose head takes `head` pixels. */
export function useSight(element: HTMLElement | null, total: number, row: number, head: number): Sight {
  const [seen, setSeen] = useState({ scroll: 0, height: 0 });
  // Before the first paint, so that the rows stand in the same frame as their frame.
  useLayoutEffect(() => {
    if (!element) return;
    const look = () => {
      const next = { scroll: element.scrollTop, height: element.clientHeight };
      setSeen((now) => (now.scroll === next.scroll && now.height === next.height ? now : next));
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [element]);
  return sightOf({ total, row, room: Math.max(0, seen.height - head), scroll: seen.scroll });
}
