import { useCallback, useState } from "react";

/** A small choice about the look of the window (a folded pane, a height), kept on this computer. */
export function useRemembered<T extends string | number | boolean>(key: string, first: T): [T, (next: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      const kept = localStorage.getItem(`recomamp.${key}`);
      return kept === null ? first : (JSON.parse(kept) as T);
    } catch {
      return first;
    }
  });
  const keep = useCallback(
    (next: T) => {
      setValue(next);
      try {
        localStorage.setItem(`recomamp.${key}`, JSON.stringify(next));
      } catch {
        // Without storage the choice holds until the window is closed.
      }
    },
    [key],
  );
  return [value, keep];
}
