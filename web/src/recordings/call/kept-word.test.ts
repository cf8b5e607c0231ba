import { describe, expect, it } from "vitest";
import { compile } from "../../../build/icu.ts";
import en from "../../language/en/recording.json";
import { format } from "../../language/format.ts";
import fr from "../../language/fr/recording.json";
import { keptWord } from "./kept-word.ts";

const KEPT = [
  { picture: true, keepSound: true, transcript: true },
  { picture: true, keepSound: true, transcript: false },
  { picture: false, keepSound: true, transcript: true },
  { picture: false, keepSound: true, transcript: false },
  { picture: false, keepSound: false, transcript: true },
];

describe.each([
  ["en", en, "the sound is erased"],
  ["fr", fr, "le son est effacé"],
])("what is kept, in the catalogue %s", (locale, catalogue, erased) => {
  it.each(["recording.prejoin", "recording.kept.value"] as const)(
    "is told apart by %s, also where only the text is kept",
    (key) => {
      const told = KEPT.map((kept) =>
        format<never>(compile(catalogue[key]), locale, { what: keptWord(kept), day: "1 May" }, {}).join(""),
      );
      expect(new Set(told).size).toBe(KEPT.length);
      expect(told.map((words) => words.includes(erased))).toEqual([false, false, false, false, true]);
    },
  );
});
