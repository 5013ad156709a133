import { useEffect, useState } from "react";

const MINUTE = 60_000;
/** A minute's turn is seen so late at most, in milliseconds. */
const LOOK = 5000;

const minuteOf = (at: number): number => Math.floor(at / MINUTE);

/** The present, renewed with each minute: words such as "in 18 min" need no more, and a window that is left open draws nothing else. */
export function useSlowNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const look = () => setNow((before) => (minuteOf(before) === minuteOf(Date.now()) ? before : Date.now()));
    const timer = window.setInterval(look, LOOK);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
