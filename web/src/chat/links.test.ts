import fc from "fast-check";
import { expect, test } from "vitest";
import { pieces } from "./links.ts";

function links(text: string): string[] {
  return pieces(text).flatMap((piece) => (piece.kind === "link" ? [piece.text] : []));
}

test("an address becomes a link, without the full stop after it", () => {
  expect(links("See https://example.org/a?b=1. Then (https://example.org/c_(d)).")).toEqual([
    "https://example.org/a?b=1",
    "https://example.org/c_(d)",
  ]);
});

test("only web addresses become links", () => {
  expect(links("javascript:alert(1) data:text/html,x mailto:a@example.org ftp://x")).toEqual([]);
});

test("markup stays text", () => {
  expect(pieces("<img onerror=alert(1)>")).toEqual([{ kind: "text", text: "<img onerror=alert(1)>" }]);
});

test("no character is lost, and every link leads to the web, whatever is written", () => {
  const address = fc.stringMatching(/^https?:\/\/[a-z.:/?#()]{1,20}$/);
  const text = fc.tuple(fc.string(), address, fc.string()).map((parts) => parts.join(" "));
  fc.assert(
    fc.property(text, (written) => {
      const found = pieces(written);
      expect(found.map((piece) => piece.text).join("")).toBe(written);
      for (const piece of found) if (piece.kind === "link") expect(piece.href).toMatch(/^https?:/);
    }),
  );
});
