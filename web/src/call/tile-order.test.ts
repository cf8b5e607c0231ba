import { describe, expect, test } from "vitest";
import type { ParticipantId } from "./identity.ts";
import { type Placed, TileOrder, UNSEEN_SPEECH_MS } from "./tile-order.ts";

const IN_SIGHT = 4;

function someone(id: string, change: Partial<Placed> = {}): Placed {
  return {
    id: id as ParticipantId,
    self: false,
    pinned: false,
    handRaised: false,
    speaking: false,
    cameraOn: true,
    joinedAt: id.charCodeAt(0),
    ...change,
  };
}

const SIX = ["a", "b", "c", "d", "e", "f"].map((id) => someone(id));

function change(id: string, changed: Partial<Placed>): Placed[] {
  return SIX.map((person) => (person.id === id ? { ...person, ...changed } : person));
}

describe("the first placing", () => {
  test("puts pins first, then hands, speech, cameras and arrival, and oneself last", () => {
    const people = [
      someone("a", { self: true }),
      someone("b"),
      someone("c", { cameraOn: false }),
      someone("d", { speaking: true }),
      someone("e", { handRaised: true }),
      someone("f", { pinned: true }),
    ];
    expect(new TileOrder().update(people, 9, null, 0).join("")).toBe("fedbca");
  });

  test("puts newcomers behind the others and before oneself", () => {
    const order = new TileOrder();
    order.update([someone("a"), someone("z", { self: true })], 9, null, 0);
    const later = [someone("a"), someone("z", { self: true }), someone("b", { speaking: true })];
    expect(order.update(later, 9, null, 1).join("")).toBe("abz");
  });
});

describe("a tile in sight", () => {
  test("does not move when people in sight speak, raise a hand or turn on a camera", () => {
    const order = new TileOrder();
    const before = order.update(SIX, IN_SIGHT, null, 0);
    for (let second = 1; second <= 60; second += 1) {
      const speaker = "abcd"[second % 4] ?? "a";
      const people = change(speaker, { speaking: true, handRaised: second % 3 === 0 });
      expect(order.update(people, IN_SIGHT, null, second * 1_000)).toEqual(before);
    }
  });

  test("moves to the front when it is pinned", () => {
    const order = new TileOrder();
    order.update(SIX, IN_SIGHT, null, 0);
    expect(order.update(change("c", { pinned: true }), IN_SIGHT, null, 1).join("")).toBe("cabdef");
  });

  test("leaves its place to the others when the person leaves", () => {
    const order = new TileOrder();
    order.update(SIX, IN_SIGHT, null, 0);
    const left = SIX.filter((person) => person.id !== "b");
    expect(order.update(left, IN_SIGHT, null, 1).join("")).toBe("acdef");
  });
});

describe("somebody out of sight", () => {
  test("who speaks long enough changes places with the longest silent one, and nobody else moves", () => {
    const order = new TileOrder();
    for (const [now, id] of [
      [0, "a"],
      [100, "c"],
      [200, "b"],
      [300, "d"],
    ] as const) {
      order.update(change(id, { speaking: true }), IN_SIGHT, null, now);
    }
    order.update(change("f", { speaking: true }), IN_SIGHT, null, 1_000);
    const after = order.update(change("f", { speaking: true }), IN_SIGHT, null, 1_000 + UNSEEN_SPEECH_MS);
    expect(after.join("")).toBe("fbcdea");
  });

  test("stays there when the speech is short", () => {
    const order = new TileOrder();
    order.update(SIX, IN_SIGHT, null, 0);
    order.update(change("f", { speaking: true }), IN_SIGHT, null, 1);
    order.update(change("f", { speaking: true }), IN_SIGHT, null, UNSEEN_SPEECH_MS);
    expect(order.update(SIX, IN_SIGHT, null, UNSEEN_SPEECH_MS + 1).join("")).toBe("abcdef");
  });

  test("comes into sight with a raised hand", () => {
    const order = new TileOrder();
    order.update(SIX, IN_SIGHT, null, 0);
    expect(order.update(change("e", { handRaised: true }), IN_SIGHT, null, 1).slice(0, IN_SIGHT)).toContain(
      "e",
    );
  });

  test("never takes the place of the tile under the pointer or the focus", () => {
    const order = new TileOrder();
    order.update(SIX, IN_SIGHT, null, 0);
    const held = "a" as ParticipantId;
    const after = order.update(change("e", { handRaised: true }), IN_SIGHT, held, 1);
    expect(after[0]).toBe("a");
    expect(after.slice(0, IN_SIGHT)).toContain("e");
  });

  test("waits while everybody in sight is speaking or has a hand up", () => {
    const order = new TileOrder();
    const busy = SIX.map((person) => ({
      ...person,
      speaking: person.id < "e",
      handRaised: person.id === "f",
    }));
    order.update(SIX, IN_SIGHT, null, 0);
    expect(order.update(busy, IN_SIGHT, null, 1).join("")).toBe("abcdef");
  });
});

test("the order says when it may change by itself", () => {
  const order = new TileOrder();
  order.update(change("f", { speaking: true }), IN_SIGHT, null, 100);
  expect(order.nextChange(200)).toBe(100 + UNSEEN_SPEECH_MS);
  order.update(SIX, IN_SIGHT, null, 300);
  expect(order.nextChange(300)).toBeNull();
});
