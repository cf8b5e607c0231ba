import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MediaIdentity } from "../call/protocol.ts";
import { Unreadable } from "../call/reading.ts";
import { LONGEST_CAPTION, MOST_CAPTIONS, readHistory, readTranscription } from "./captions.ts";

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
    });
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
