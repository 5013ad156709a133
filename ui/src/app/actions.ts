// Actions of the place that is open, for the palette. A place lists them while it is shown.
import { useEffect, useRef } from "react";

export interface Action {
  word: string;
  keys?: string;
  disabled?: boolean;
  run: () => void;
}

const listed: (() => Action[])[] = [];

export const commandList = (): Action[] => listed.flatMap((list) => list());

/** Lists the actions of a place, or of a part of it, in the palette for as long as that is shown. */
export function useActions(actions: Action[]): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const mine = () => latest.current;
    listed.push(mine);
    return () => {
      listed.splice(listed.indexOf(mine), 1);
    };
  }, []);
}
