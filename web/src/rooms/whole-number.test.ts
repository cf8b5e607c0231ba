import { expect, it } from "vitest";
import { wholeNumber } from "./whole-number.ts";

it("a number that was typed is the nearest whole one, and what is none leaves what was there", () => {
  expect(["7.5", " 30 ", "-2", "", "x", "1e999"].map((typed) => wholeNumber(typed, "90"))).toEqual([
    "8",
    "30",
    "-2",
    "90",
    "90",
    "90",
  ]);
});
