import { expect, it } from "vitest";
import { wordsOf } from "./words-of.ts";

it("a list of words has one a line, each once, without empty lines", () => {
  expect(wordsOf(" ANSSI \n\nLa  Suite\r\nANSSI\n")).toEqual(["ANSSI", "La Suite"]);
  expect(wordsOf(" \n ")).toEqual([]);
});
