import { useSyncExternalStore } from "preact/compat";
import type { CallModel } from "./call-model.ts";
import type { CallView } from "./call-view.ts";

/** The present view of a call; the component is drawn again when it is another one. */
export function useCall(model: CallModel): CallView {
  return useSyncExternalStore(model.subscribe, model.view);
}
