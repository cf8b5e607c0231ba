import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findMatches, MOST_MATCHES } from "./finding.ts";
import { turnOf } from "./scripted-text.ts";

const TURNS = [
  turnOf(0, "a", 0, "Hosting is the only line that falls."),
  turnOf(1, "b", 10, "Part of it can pay for training. Training matters."),
  turnOf(2, "a", 20, "L’été, la formation coûte cher."),
];

describe("a search in the text", () => {
  it("finds each place, whatever the case", () => {
    expect(findMatches(TURNS, "training")).toEqual([
      { turn: 1, first: 6, last: 6 },
      { turn: 1, first: 7, last: 7 },
    ]);
  });

  it("finds several words, also parts of words", () => {
    expect(findMatches(TURNS, " only   line ")).toEqual([{ turn: 0, first: 3, last: 4 }]);
    expect(findMatches(TURNS, "y for tr")).toEqual([{ turn: 1, first: 4, last: 6 }]);
  });

  it("takes accents and apostrophes as they come", () => {
    expect(findMatches(TURNS, "l'ete")).toEqual([{ turn: 2, first: 0, last: 0 }]);
    expect(findMatches(TURNS, "coute")).toHaveLength(1);
  });

  it("finds nothing for nothing", () => {
    expect(findMatches(TURNS, "  ")).toEqual([]);
    expect(findMatches(TURNS, "budget")).toEqual([]);
  });

  it("counts no further than its limit", () => {
    const long = [turnOf(0, "a", 0, "e ".repeat(3 * MOST_MATCHES))];
    expect(findMatches(long, "e")).toHaveLength(MOST_MATCHES);
  });

  it("never points outside the text, whatever is searched in whatever was said", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme" }), { maxLength: 8 }),
        fc.string(),
        (texts, search) => {
          const turns = texts.map((text, n) => turnOf(n, "a", n * 10, text));
          for (const { turn, first, last } of findMatches(turns, search)) {
            expect(first).toBeLessThanOrEqual(last);
            expect(turns[turn]?.words[last]).toBeDefined();
          }
        },
      ),
    );
  });
});
