import { useEffect, useState } from "preact/hooks";

/** Below this width the right group of the toolbar folds into *More* and panels cover the stage. */
export const FOLDED = "(max-width: 64em)";
/** Below this width the toolbar has six buttons. */
export const NARROW = "(max-width: 37.5em)";

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = () => setHolds(list.matches);
    update();
    list.addEventListener("change", update);
    return () => list.removeEventListener("change", update);
  }, [query]);
  return holds;
}
