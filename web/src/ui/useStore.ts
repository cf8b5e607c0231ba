import { useSyncExternalStore } from "preact/compat";
import type { Store } from "./store.ts";

/** The store's value; the view is drawn again at each change. */
export function useStore<T>(store: Pick<Store<T>, "value" | "subscribe">): T {
  return useSyncExternalStore(store.subscribe, () => store.value);
}
