import { useEffect } from "preact/hooks";

/** Names the page in the browser's tab: "Waiting – Visio". An empty name leaves "Visio". */
export function usePageTitle(name: string): void {
  useEffect(() => {
    document.title = name === "" ? "Visio" : `${name} – Visio`;
  }, [name]);
}
