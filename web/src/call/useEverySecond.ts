import { useEffect, useState } from "preact/hooks";

/** The page's clock, in milliseconds, read anew each second. */
export function useEverySecond(): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
