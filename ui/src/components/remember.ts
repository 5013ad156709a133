import { useCallback, useState } from "react";

const keyOf = (key: string) => `recomamp.${key}`;

/** What was chosen, or `first` where nothing was. */
export function remembered<T extends string | number | boolean>(key: string, first: T): T {
  try {
    const kept = localStorage.getItem(keyOf(key));
    return kept === null ? first : (JSON.parse(kept) as T);
  } catch {
    return first;
  }
}

/** A small choice about the look of the window (a folded pane, a height), kept on this computer. */
export function useRemembered<T extends string | number | boolean>(key: string, first: T): [T, (next: T) => void] {
  const [value, setValue] = useState<T>(() => remembered(key, first));
  const keep = useCallback(
    (next: T) => {
      setValue(next);
      try {
        localStorage.setItem(keyOf(key), JSON.stringify(next));
      } catch {
        // Without storage the choice holds until the window is closed.
      }
    },
    [key],
  );
  return [value, keep];
}
