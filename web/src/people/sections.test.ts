import { expect, test } from "vitest";
import type { ParticipantId } from "../call/identity.ts";
import { Roster } from "../call/roster.ts";
import { person } from "../call/scripted-server.ts";
import { sections } from "./sections.ts";

const NOTHING = { people: [], soundAllowed: true };

function peopleOf(...list: ReturnType<typeof person>[]) {
  const roster = new Roster();
  roster.replace(list);
  return roster.people("me" as ParticipantId, NOTHING);
}

test("hands stand first in their order, then hosts, then the others by name", () => {
  const found = sections(
    peopleOf(
      person("zoé"),
      person("host", { host: true, role: "owner" }),
      person("second", { hand: { rank: 2, raisedAt: 0, floor: false } }),
      person("first", { hand: { rank: 1, raisedAt: 0, floor: false } }),
      person("Anna"),
    ),
    "",
  );
  expect(found.hands.map((one) => one.name)).toEqual(["first", "second"]);
  expect(found.hosts.map((one) => one.name)).toEqual(["host"]);
  expect(found.others.map((one) => one.name)).toEqual(["Anna", "zoé"]);
});

test("a search needs neither accents nor capitals", () => {
  const people = peopleOf(person("1", { name: "Léa Martin" }), person("2", { name: "Inès Roche" }));
  expect(sections(people, " LEA ").others.map((one) => one.name)).toEqual(["Léa Martin"]);
  expect(sections(people, "zz").found).toBe(0);
});
