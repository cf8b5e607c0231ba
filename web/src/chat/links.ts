/** A piece of a message: plain text, or an address that can be opened. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

const ADDRESS = /https?:\/\/[^\s<>"'`]+/giu;
/** Signs that end a sentence rather than an address. */
const TRAILING = /[.,;:!?…»”’)\]}]+$/u;

/** Splits a message into text and http(s) links. Nothing in a message is ever markup. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(match[0]);
    if (!URL.canParse(address)) continue;
    if (match.index > end) found.push({ kind: "text", text: text.slice(end, match.index) });
    found.push({ kind: "link", text: address, href: new URL(address).href });
    end = match.index + address.length;
  }
  if (end < text.length) found.push({ kind: "text", text: text.slice(end) });
  return found;
}

function withoutTrailing(address: string): string {
  const trimmed = address.replace(TRAILING, "");
  const lost = address.slice(trimmed.length);
  const opened = trimmed.split("(").length - trimmed.split(")").length;
  return opened > 0 && lost.startsWith(")") ? `${trimmed})` : trimmed;
}
