import { useEffect } from "preact/hooks";

/** Keeps the screen awake while `wanted`; browsers without this leave it to the system. */
export function useWakeLock(wanted: boolean): void {
  useEffect(() => {
    if (!wanted || !("wakeLock" in navigator)) return undefined;
    let lock: WakeLockSentinel | null = null;
    let over = false;
    const take = async () => {
      if (document.visibilityState !== "visible" || over) return;
      try {
        const taken = await navigator.wakeLock.request("screen");
        if (over) await taken.release();
        else lock = taken;
      } catch {
        lock = null; // refused while the battery is low: the call goes on
      }
    };
    const onVisible = () => void take();
    void take();
    // The browser lets the screen sleep when the page is hidden, and does not take that back.
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", onVisible);
      void lock?.release();
    };
  }, [wanted]);
}
