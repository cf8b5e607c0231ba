import type { Source } from "./source.ts";

/** Why a device gives nothing; names the sentence `error.<code>` and, for permissions, the help that is shown. */
export type FaultCode =
  | "perm-browser"
  | "perm-system"
  | "dev-busy"
  | "dev-none"
  | "page-not-secure"
  | "page-embedded";

export interface DeviceFault {
  code: FaultCode;
  source: Source;
}

/** Where the page stands, as far as it decides whether devices may be used at all. */
export interface PageSituation {
  secure: boolean;
  /** Shown inside a page of somebody else. */
  embedded: boolean;
}

/**
 * Reads the refusal of `getUserMedia` (W3C Media Capture and Streams, §10.3.1). Browsers give the same name to a refusal by
 * the person and by the system; only Chrome's message tells them apart.
 */
export function readFault(error: unknown, source: Source, page: PageSituation): DeviceFault {
  const name = error instanceof Error ? error.name : "";
  const message = error instanceof Error ? error.message : "";
  return { code: faultCode(name, message, page), source };
}

function faultCode(name: string, message: string, page: PageSituation): FaultCode {
  if (!page.secure) return "page-not-secure";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      if (/system/i.test(message)) return "perm-system";
      return page.embedded && /polic/i.test(message) ? "page-embedded" : "perm-browser";
    case "NotFoundError":
    case "OverconstrainedError":
      return "dev-none";
    default:
      return "dev-busy";
  }
}
