import { Store } from "../ui/store.ts";
import { type Route, readRoute } from "./route.ts";

/** Where the page is; changes by links, by `navigate` and by the browser's buttons. */
export const route = new Store<Route>(readRoute(location));

/** Goes to a path of this site without loading the page again. */
export function navigate(path: string, options: { replace?: boolean } = {}): void {
  if (options.replace === true) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  route.set(readRoute(location));
  scrollTo(0, 0);
}

/** Follows links inside the site and the browser's buttons, until the function given back is called. */
export function followLinks(): () => void {
  const following = new AbortController();
  const { signal } = following;
  addEventListener("popstate", () => route.set(readRoute(location)), { signal });
  addEventListener("hashchange", () => route.set(readRoute(location)), { signal });
  document.addEventListener(
    "click",
    (event) => {
      const path = pathOfLink(event);
      if (path === undefined) return;
      event.preventDefault();
      navigate(path);
    },
    { signal },
  );
  return () => following.abort();
}

function pathOfLink(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || link.target !== "" || link.origin !== location.origin) return undefined;
  if (link.hasAttribute("download")) return undefined; // a file to be saved, no page
  const samePage = link.pathname === location.pathname && link.search === location.search;
  if (samePage && link.hash !== "") return undefined; // a skip link
  return link.pathname + link.search + link.hash;
}
