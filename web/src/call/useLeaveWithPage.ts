import { useEffect } from "preact/hooks";
import type { CallModel } from "./call-model.ts";

/** Closing the tab leaves at once; others need not wait until the connection is missed. */
export function useLeaveWithPage(model: CallModel): void {
  useEffect(() => {
    const leave = (event: PageTransitionEvent) => {
      if (!event.persisted && model.view().phase !== "left") void model.leave();
    };
    addEventListener("pagehide", leave);
    return () => removeEventListener("pagehide", leave);
  }, [model]);
}
