/** A place in the product; the addresses of product pages that exist, and nothing else. */
export type Route =
  | { page: "home" }
  | { page: "sign-in"; next: string | undefined }
  | { page: "setup"; token: string }
  | { page: "invitation"; token: string }
  | { page: "new" }
  | { page: "room"; code: string }
  | { page: "settings"; code: string }
  | { page: "recordings" }
  | { page: "recording"; id: string }
  | { page: "shared"; token: string }
  | { page: "accessibility" }
  | { page: "legal"; topic: LegalTopic }
  | { page: "not-found" };

export const LEGAL_TOPICS = ["notice", "privacy"] as const;
export type LegalTopic = (typeof LEGAL_TOPICS)[number];

/** First segments that are never a room. The server has the same list: `visio.config.addresses`. */
const RESERVED = new Set([
  "api",
  "assets",
  "admin",
  "legal",
  "rtc",
  "twirp",
  "agent",
  "healthz",
  "readyz",
  "meetings",
  "recordings",
  "s",
  "settings",
  "test",
  "status",
]);

const ROOM = /^[a-z0-9-]{3,50}$/;
/** Identifiers of recordings and tokens of shares, as the server draws them. */
const DRAWN = /^[\w-]{8,200}$/;

/** Reads an address; `path` begins with a slash, `search` and `hash` are as in `Location`. */
export function readRoute({ pathname, search, hash }: Pick<Location, "pathname" | "search" | "hash">): Route {
  const [first = "", second, ...more] = pathname.split("/").slice(1).filter(Boolean);
  if (more.length > 0) return { page: "not-found" };
  const token = hash.slice(1);
  if (second === undefined) {
    switch (first) {
      case "":
        return { page: "home" };
      case "signin":
        return { page: "sign-in", next: safeNext(new URLSearchParams(search).get("next")) };
      case "setup":
        return { page: "setup", token };
      case "invitation":
        return { page: "invitation", token };
      case "new":
        return { page: "new" };
      case "recordings":
        return { page: "recordings" };
      case "accessibility":
        return { page: "accessibility" };
      default:
        return isRoom(first) ? { page: "room", code: first.toLowerCase() } : { page: "not-found" };
    }
  }
  if (first === "legal") {
    const topic = LEGAL_TOPICS.find((known) => known === second);
    return topic === undefined ? { page: "not-found" } : { page: "legal", topic };
  }
  if (first === "recordings" && DRAWN.test(second)) return { page: "recording", id: second };
  if (first === "s" && DRAWN.test(second)) return { page: "shared", token: second };
  return second === "settings" && isRoom(first)
    ? { page: "settings", code: first.toLowerCase() }
    : { page: "not-found" };
}

function isRoom(segment: string): boolean {
  return ROOM.test(segment.toLowerCase()) && !RESERVED.has(segment.toLowerCase());
}

/** Where to go after signing in: a path of this site, never another one. */
export function safeNext(next: string | null): string | undefined {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : undefined;
}
