import { describe, expect, it } from "vitest";
import { isDoubtful, nextPlace, placeAt, reachable } from "./reading.ts";
import { turnOf } from "./scripted-text.ts";

const TURNS = [turnOf(0, "a", 1, "one two three"), turnOf(1, "b", 10, ""), turnOf(2, "b", 11, "four five")];

describe("the word being said", () => {
  it("is the last that has begun", () => {
    expect(placeAt(TURNS, 0.5)).toBeUndefined();
    expect(placeAt(TURNS, 1)).toEqual({ turn: 0, word: 0 });
    expect(placeAt(TURNS, 1.6)).toEqual({ turn: 0, word: 1 });
    expect(placeAt(TURNS, 9)).toEqual({ turn: 0, word: 2 });
    expect(placeAt(TURNS, 10.2)).toEqual({ turn: 1, word: -1 });
    expect(placeAt(TURNS, 99)).toEqual({ turn: 2, word: 1 });
    expect(placeAt([], 5)).toBeUndefined();
  });

  it("is that of who began last when people talk at the same time", () => {
    const both = [turnOf(0, "a", 0, "a long sentence that goes on"), turnOf(1, "b", 1, "yes")];
    expect(placeAt(both, 1.2)).toEqual({ turn: 1, word: 0 });
  });
});

describe("the arrow keys in the text", () => {
  it("go by words, over turns without any", () => {
    expect(nextPlace(TURNS, { turn: 0, word: 0 }, "ArrowRight")).toEqual({ turn: 0, word: 1 });
    expect(nextPlace(TURNS, { turn: 0, word: 2 }, "ArrowRight")).toEqual({ turn: 2, word: 0 });
    expect(nextPlace(TURNS, { turn: 2, word: 0 }, "ArrowLeft")).toEqual({ turn: 0, word: 2 });
    expect(nextPlace(TURNS, { turn: 2, word: 1 }, "ArrowRight")).toBeUndefined();
  });

  it("go by turns", () => {
    expect(nextPlace(TURNS, { turn: 0, word: 2 }, "ArrowDown")).toEqual({ turn: 2, word: 0 });
    expect(nextPlace(TURNS, { turn: 2, word: 1 }, "ArrowUp")).toEqual({ turn: 0, word: 0 });
    expect(nextPlace(TURNS, { turn: 0, word: 2 }, "End")).toEqual({ turn: 2, word: 1 });
    expect(nextPlace(TURNS, { turn: 2, word: 1 }, "Home")).toEqual({ turn: 0, word: 0 });
    expect(nextPlace(TURNS, { turn: 0, word: 0 }, "x")).toBeUndefined();
  });
});

it("a word of which the recogniser was not sure is doubtful, one that a person wrote is not", () => {
  expect([isDoubtful([0, 1, "x", 0.3]), isDoubtful([0, 1, "x", 0.8]), isDoubtful([0, 1, "x", null])]).toEqual(
    [true, false, false],
  );
});

describe("the word that Tab reaches", () => {
  it("is the one that the arrows have gone to", () => {
    expect(reachable(TURNS, { turn: 2, word: 1 }, undefined)).toEqual({ turn: 2, word: 1 });
  });

  it("is the nearest while its turn is in the editor, and when a correction has taken it away", () => {
    expect(reachable(TURNS, { turn: 0, word: 2 }, 0)).toEqual({ turn: 2, word: 0 });
    expect(reachable(TURNS, { turn: 2, word: 1 }, 2)).toEqual({ turn: 0, word: 0 });
    expect(reachable(TURNS, { turn: 0, word: 9 }, undefined)).toEqual({ turn: 0, word: 2 });
    expect(reachable(TURNS, { turn: 7, word: 0 }, undefined)).toEqual({ turn: 2, word: 0 });
  });

  it("is found past turns without words, and none where there are none", () => {
    expect(reachable(TURNS, { turn: 1, word: 0 }, undefined)).toEqual({ turn: 2, word: 0 });
    expect(reachable([turnOf(0, "a", 0, "")], { turn: 0, word: 0 }, undefined)).toBeUndefined();
    expect(reachable([], { turn: 0, word: 0 }, undefined)).toBeUndefined();
  });
});
