/** What somebody typed or pasted into "Link or code". */
export type Destination =
  | { kind: "room"; code: string }
  /** A link of another installation, refused by name and offered for opening there. */
  | { kind: "elsewhere"; host: string; address: string }
  | { kind: "empty" }
  | { kind: "unreadable" };

const CODE = /^[a-z]{10}$/;
const READABLE = /^[a-z0-9](?:[a-z0-9-]{1,48})[a-z0-9]$/;
const LOOKS_LIKE_ADDRESS = /^(https?:\/\/|[\w.-]+\.[a-z]{2,}(:\d+)?\/|localhost(:\d+)?\/|\/)/i;

/** Reads a whole link, a code with or without dashes or spaces in any case, or a readable name. */
export function readDestination(typed: string, origin: string): Destination {
  const text = typed.trim();
  if (text === "") return { kind: "empty" };
  if (LOOKS_LIKE_ADDRESS.test(text)) return readAddress(text, origin);
  const code = readCode(text);
  return code === undefined ? { kind: "unreadable" } : { kind: "room", code };
}

function readAddress(text: string, origin: string): Destination {
  const withScheme = /^https?:\/\//i.test(text)
    ? text
    : text.startsWith("/")
      ? origin + text
      : `https://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url === undefined) return { kind: "unreadable" };
  if (url.host !== new URL(origin).host) return { kind: "elsewhere", host: url.host, address: url.href };
  const code = readCode(url.pathname.split("/")[1] ?? "");
  return code === undefined ? { kind: "unreadable" } : { kind: "room", code };
}

function readCode(text: string): string | undefined {
  const lower = text.toLowerCase();
  const letters = lower.replace(/[\s\u2010-\u2015-]/g, "");
  if (CODE.test(letters)) return `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7)}`;
  return READABLE.test(lower) ? lower : undefined;
}
