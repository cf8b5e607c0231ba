import { describe, expect, test } from "vitest";
import type { ParticipantId } from "../call/identity.ts";
import type { Participant } from "../call/protocol.ts";
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

const NO_CAPTIONER = { facts: { policy: "on-request", captioners: [] } } as const;

function someone(id: string, change: Partial<Participant> = {}) {
  const roster = new Roster();
  roster.replace([person(id, change)]);
  const [found] = roster.people("me" as ParticipantId, { people: [], soundAllowed: true });
  if (found === undefined) throw new Error("nobody there");
  return found;
}

const coHost = {
  can: HOST_ACTS,
  self: someone("me", { role: "co-host", host: true }),
  host: true,
  captions: NO_CAPTIONER,
};

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
  const guest = {
    can: new Set(["chat", "rename"]),
    self: someone("me", { guest: true }),
    host: false,
    captions: NO_CAPTIONER,
  };
  expect(actsOn(someone("a"), guest)).toMatchObject({ any: false, rename: false });
  expect(actsOn(someone("me", { guest: true }), guest).rename).toBe(true);
});

test("oneself is never muted or removed by a menu", () => {
  expect(actsOn(someone("me", { role: "co-host", host: true }), coHost).any).toBe(false);
});

describe("the captioner", () => {
  const host = { ...coHost, can: new Set([...HOST_ACTS, "make-captioner"]) };
  const captions = (policy: "on-request" | "never", ...captioners: string[]) => ({
    facts: { policy, captioners: captioners as ParticipantId[] },
  });

  test("is made by a host, once, of anybody and of oneself", () => {
    expect(actsOn(someone("a"), host)).toMatchObject({ makeCaptioner: true, unmakeCaptioner: false });
    expect(actsOn(someone("me"), host).makeCaptioner).toBe(true);
    const made = { ...host, captions: captions("on-request", "a") };
    expect(actsOn(someone("a"), made)).toMatchObject({ makeCaptioner: false, unmakeCaptioner: true });
  });

  test("is not made where there are to be no captions, but may still be unmade", () => {
    const never = { ...host, captions: captions("never", "a") };
    expect(actsOn(someone("a"), never).unmakeCaptioner).toBe(true);
    expect(actsOn(someone("b"), never).makeCaptioner).toBe(false);
  });

  test("is made by nobody else", () => {
    expect(actsOn(someone("a"), coHost).makeCaptioner).toBe(false);
  });
});
