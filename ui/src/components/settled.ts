import { useEffect, useState } from "react";

/** Nobody reads what is told of a text while it is being written. */
const PAUSE = 500;

/** A value once it has stayed the same for a while, in milliseconds. */
export function useSettled<T>(value: T, pause: number = PAUSE): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), pause);
    return () => window.clearTimeout(timer);
  }, [value, pause]);
  return settled;
}
