import { type Clock, systemClock } from "./clock.ts";

/** How long to wait (ms) before a part of the page that did not arrive is asked for again: three times, then it failed. */
export const PAUSES: readonly number[] = [500, 1500, 4000];

/**
 * Loads a module of the page, and asks again when a request is lost on the way. Rejects with the last error.
 *
 * A browser that keeps failed modules (Firefox does, as HTML asked before pull request 10327) asks again only what its
 * network layer retries; there, reloading the page is what is left.
 */
export async function persistently<Module>(
  load: () => Promise<Module>,
  clock: Clock = systemClock,
): Promise<Module> {
  for (const pause of PAUSES) {
    try {
      return await load();
    } catch {
      await new Promise<void>((resolve) => clock.after(pause, resolve));
      askStylesAgain();
    }
  }
  return await load();
}

/** The bundler asks for a module's style sheet once only, so one that was lost is put in again here. */
function askStylesAgain(): void {
  for (const link of globalThis.document?.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]') ?? []) {
    if (!hasRules(link)) link.replaceWith(link.cloneNode());
  }
}

/** A sheet that was lost is an empty one, or one that belongs to no origin and may not be read. */
function hasRules({ sheet }: HTMLLinkElement): boolean {
  try {
    return sheet !== null && sheet.cssRules.length > 0;
  } catch {
    return false;
  }
}
