import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MediaIdentity } from "../call/identity.ts";
import { Unreadable } from "../call/reading.ts";
import {
  LONGEST_CAPTION,
  MOST_CAPTIONS,
  NO_CAPTIONS,
  readCaptions,
  readHistory,
  readTranscription,
} from "./captions.ts";

const SENDER = "media-captioner" as MediaIdentity;
const ATTRIBUTES = {
  "lk.segment_id": "s1",
  "lk.transcribed_track_id": "TR_1",
  "lk.transcription_final": "true",
  "visio.language": "fr",
};

describe("a text stream with words", () => {
  test("is read by its attributes", () => {
    expect(readTranscription(SENDER, ATTRIBUTES, " Bonjour ")).toEqual({
      sender: SENDER,
      segment: "s1",
      track: "TR_1",
      final: true,
      language: "fr",
      text: "Bonjour",
      translationOf: null,
    });
  });

  test("may be another text in a language of its own", () => {
    const attributes = { ...ATTRIBUTES, "lk.segment_id": "s1-en", "visio.language": "en" };
    const read = readTranscription(SENDER, { ...attributes, "visio.translation_of": "s1" }, "Hello");
    expect(read).toMatchObject({ segment: "s1-en", language: "en", text: "Hello", translationOf: "s1" });
    expect(
      readTranscription(SENDER, { ...attributes, "visio.translation_of": "s".repeat(300) }, ""),
    ).toBeNull();
  });

  test("is no caption without a segment or a sound", () => {
    expect(readTranscription(SENDER, { ...ATTRIBUTES, "lk.segment_id": "" }, "x")).toBeNull();
    expect(readTranscription(SENDER, { "lk.segment_id": "s1" }, "x")).toBeNull();
  });

  test("is interim unless it says that it is final", () => {
    expect(readTranscription(SENDER, { ...ATTRIBUTES, "lk.transcription_final": "yes" }, "x")?.final).toBe(
      false,
    );
  });

  test("gives no language that is none, and no text without end, whatever it says", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 10_000 }), (language, text) => {
        const read = readTranscription(SENDER, { ...ATTRIBUTES, "visio.language": language }, text);
        expect(read?.text.length).toBeLessThanOrEqual(LONGEST_CAPTION);
        expect(read?.language ?? "").not.toMatch(/[\s"<>]/u);
      }),
    );
  });
});

test("what this reader chose is in the state, and a message to everybody says nothing of it", () => {
  const told = { policy: "always", possible: true, why_not: null, state: "on", mine: true, captioner: null };
  expect(readCaptions({ ...told, translations: ["en", "fr"] })).toMatchObject({
    translations: ["en", "fr"],
    translateTo: undefined,
  });
  expect(readCaptions({ ...told, translate_to: "en" })).toMatchObject({
    translations: [],
    translateTo: "en",
  });
  expect(readCaptions({ ...told, translate_to: null }).translateTo).toBe(NO_CAPTIONS.translateTo);
});

test("a history is read up to the 3,000 lines that the server keeps", () => {
  const line = { id: "s1", participant: "p1", name: "Léa", text: "Bonjour", at: "2026-11-22T12:00:00Z" };
  expect(readHistory({ segments: Array(3_000).fill(line) })).toHaveLength(3_000);
  expect(() => readHistory({ segments: Array(MOST_CAPTIONS + 1).fill(line) })).toThrow(Unreadable);
});

test("a history is read or refused, whatever the JSON", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      try {
        readHistory(value);
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable);
      }
    }),
  );
});
