// Actions of the place that is open, for the palette. A place lists them while it is shown.
import { useEffect, useRef } from "react";

export interface Action {
  word: string;
  keys?: string;
  disabled?: boolean;
  run: () => void;
}

let listed: () => Action[] = () => [];

export const commandList = (): Action[] => listed();

/** Lists the actions of a place in the palette for as long as the place is shown. */
export function useActions(actions: Action[]): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const mine = () => latest.current;
    listed = mine;
    return () => {
      if (listed === mine) listed = () => [];
    };
  }, []);
}
