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

describe("a message of the server", () => {
  test("is read with its call and its number", () => {
    const read = readEnvelope(envelope("visio.participant", { participant: LEA }));
    expect(read).toMatchObject({ call: "c", seq: 3, message: { type: "participant" } });
    expect(read.message).toHaveProperty("participant.hand.rank", 2);
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
    const kinds = ["participant", "left", "hands", "chat", "lobby", "settings", "ending", "removed", "muted"];
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
