import { useEffect, useRef } from "react";

export const onMac = (): boolean => /mac/i.test(navigator.platform);
/** `Ctrl K` here, `⌘ K` on a Mac. */
export const keyName = (key: string): string => (onMac() ? `\u2318 ${key}` : `Ctrl ${key}`);

type Keys = Record<string, (event: KeyboardEvent) => void>;

/** The name under which a shortcut is listed: `mod+k`, `alt+enter`, `f8`. */
export function comboOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("mod");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey) parts.push("shift");
  parts.push(event.key.toLowerCase());
  return parts.join("+");
}

/** Shortcuts that hold for the whole window as long as the component is shown. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      const run = latest.current[comboOf(event)];
      if (run && !event.defaultPrevented) {
        event.preventDefault();
        run(event);
      }
    };
    window.addEventListener("keydown", heard);
    return () => window.removeEventListener("keydown", heard);
  }, []);
}
