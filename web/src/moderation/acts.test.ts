import { describe, expect, test } from "vitest";
import type { Participant, ParticipantId } from "../call/protocol.ts";
import { Roster } from "../call/roster.ts";
import { person } from "../call/scripted-server.ts";
import { actsOn } from "./acts.ts";

const HOST_ACTS = new Set([
  "mute",
  "ask-unmute",
  "stop-share",
  "give-floor",
  "lower-hand",
  "remove",
  "rename",
  "make-co-host",
]);

function someone(id: string, change: Partial<Participant> = {}) {
  const roster = new Roster();
  roster.replace([person(id, change)]);
  const [found] = roster.people("me" as ParticipantId, { people: [], soundAllowed: true });
  if (found === undefined) throw new Error("nobody there");
  return found;
}

const coHost = { can: HOST_ACTS, self: someone("me", { role: "co-host", host: true }), host: true };

describe("a co-host", () => {
  test("cannot act on an owner", () => {
    expect(actsOn(someone("owner", { role: "owner", host: true }), coHost).any).toBe(false);
  });

  test("renames guests, but not people with an account", () => {
    expect(actsOn(someone("guest", { guest: true }), coHost).rename).toBe(true);
    expect(actsOn(someone("account"), coHost).rename).toBe(false);
  });

  test("gives the floor only to a raised hand", () => {
    expect(actsOn(someone("a"), coHost).giveFloor).toBe(false);
    expect(actsOn(someone("a", { hand: { rank: 1, raisedAt: 0, floor: false } }), coHost).giveFloor).toBe(
      true,
    );
  });
});

test("a guest finds no act of a host on anybody, and may rename only themselves", () => {
  const guest = { can: new Set(["chat", "rename"]), self: someone("me", { guest: true }), host: false };
  expect(actsOn(someone("a"), guest)).toMatchObject({ any: false, rename: false });
  expect(actsOn(someone("me", { guest: true }), guest).rename).toBe(true);
});

test("oneself is never muted or removed by a menu", () => {
  expect(actsOn(someone("me", { role: "co-host", host: true }), coHost).any).toBe(false);
});
