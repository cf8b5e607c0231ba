import { useEffect, useState } from "preact/hooks";
import { serverNow } from "../accounts/session.ts";

/** The server's time in milliseconds, read again each second. */
export function useServerTime(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
