import { useEffect, useState } from "react";

/** The present, renewed every few seconds: words such as "in 18 min" need no more. */
export function useSlowNow(every = 5000): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), every);
    return () => window.clearInterval(timer);
  }, [every]);
  return now;
}
