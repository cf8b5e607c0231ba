import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LONGEST_MESSAGE, readEnvelope, readState } from "./protocol.ts";
import { Unreadable } from "./reading.ts";

function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function envelope(type: string, data: unknown, change: object = {}): Uint8Array {
  return bytesOf({ v: 1, call: "c", seq: 3, type, data, ...change });
}

const LEA = {
  id: "p1",
  identity: "m1",
  name: "Léa",
  role: "guest",
  host: false,
  guest: true,
  organisation: null,
  joined_at: "2026-11-22T10:00:00Z",
  connection: "connected",
  hand: { rank: 2, raised_at: "2026-11-22T10:01:00Z", floor: false },
};

const RECORDING = {
  id: "r1",
  state: "running",
  picture: true,
  keep_sound: true,
  transcript: true,
  language: null,
  started_at: "2026-11-22T10:00:03Z",
  asked_at: "2026-11-22T10:00:00Z",
  answer_by: "2026-11-22T10:00:30Z",
  by: "Léa",
  delete_on: "2027-02-20T10:00:00Z",
  strict: false,
  part: 1,
  written: ["p1"],
  problem: null,
  mine: "asked",
  answers: { p1: "accepted" },
};

const CAPTIONS = {
  policy: "on-request",
  possible: true,
  why_not: null,
  state: "on",
  mine: true,
  captioner: "m9",
  language: null,
  languages: ["en", "fr"],
  engine: "embedded",
};

describe("a message of the server", () => {
  test("is read with its call and its number", () => {
    const read = readEnvelope(envelope("visio.participant", { participant: LEA }));
    expect(read).toMatchObject({ call: "c", seq: 3, message: { type: "participant" } });
    expect(read.message).toHaveProperty("participant.hand.rank", 2);
  });

  test("tells of a recording who is in it and what each answered", () => {
    const read = readEnvelope(envelope("visio.recording", { recording: RECORDING, ended: null }));
    expect(read.message).toMatchObject({ type: "recording", ended: null });
    expect(read.message).toHaveProperty("recording.written", new Set(["p1"]));
    expect(read.message).toHaveProperty("recording.answers", new Map([["p1", "accepted"]]));
  });

  test("tells that a recording is over, and why", () => {
    const read = readEnvelope(envelope("visio.recording", { recording: null, ended: "empty" }));
    expect(read.message).toEqual({ type: "recording", recording: null, ended: "empty", problem: null });
  });

  test("tells of captions without the language of one's own speech", () => {
    const read = readEnvelope(envelope("visio.captions", { captions: CAPTIONS }));
    expect(read.message).toMatchObject({ type: "captions", captions: { captioner: "m9", mine: true } });
    expect(read.message).toHaveProperty("captions.ownLanguage", undefined);
  });

  test("of a kind that this client does not know still counts its number", () => {
    expect(readEnvelope(envelope("visio.seq", {})).message.type).toBe("other");
    expect(readEnvelope(envelope("constructor", {})).message.type).toBe("other");
  });

  test.each([
    ["another version", envelope("visio.chat", {}, { v: 2 })],
    ["no number", envelope("visio.chat", {}, { seq: undefined })],
    ["a negative number", envelope("visio.seq", {}, { seq: -1 })],
    ["a text where a list belongs", envelope("visio.hands", { hands: "none" })],
    ["a consent of no kind", envelope("visio.recording", { recording: { ...RECORDING, mine: "maybe" } })],
    ["an endless name", envelope("visio.floor", { by: "x".repeat(5_000) })],
    ["more bytes than allowed", new Uint8Array(LONGEST_MESSAGE + 1)],
  ])("is refused with %s", (_what, bytes) => {
    expect(() => readEnvelope(bytes)).toThrow(Unreadable);
  });

  test("is read or refused, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => readsOrRefuses(() => readEnvelope(bytes))),
    );
  });

  test("is read or refused, whatever the JSON", () => {
    const people = [
      "participant",
      "left",
      "hands",
      "lobby",
      "settings",
      "ending",
      "removed",
      "moved",
      "muted",
    ];
    const kinds = [...people, "chat", "recording", "recording-asked", "captions", "caption", "captioner"];
    const type = fc.constantFrom(...kinds.map((kind) => `visio.${kind}`));
    fc.assert(
      fc.property(type, fc.jsonValue(), (kind, data) =>
        readsOrRefuses(() => readEnvelope(envelope(kind, data))),
      ),
    );
  });
});

test("a state is read or refused, whatever the JSON", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => readsOrRefuses(() => readState(value))));
});

function readsOrRefuses(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(Unreadable);
  }
}
