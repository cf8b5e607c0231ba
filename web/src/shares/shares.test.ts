import { expect, test } from "vitest";
import type { ParticipantId } from "../call/identity.ts";
import { noPicture } from "../call/scripted-room.ts";
import { Shares } from "./shares.ts";

function presenter(id: string, share = true, self = false) {
  return { id: id as ParticipantId, name: id, self, share: share ? noPicture(`screen-${id}`) : null };
}

test("two presentations are both on the stage until one is chosen", () => {
  const shares = new Shares();
  shares.update([presenter("A"), presenter("B")]);
  expect(shares.shown.map((share) => share.name)).toEqual(["A", "B"]);
  shares.choose("screen-B");
  expect(shares.shown.map((share) => share.name)).toEqual(["B"]);
});

test("when the chosen one ends the others are shown again", () => {
  const shares = new Shares();
  shares.update([presenter("A"), presenter("B")]);
  shares.choose("screen-B");
  const { stopped } = shares.update([presenter("A"), presenter("B", false)]);
  expect(stopped.map((share) => share.name)).toEqual(["B"]);
  expect(shares.chosen).toBeNull();
  expect(shares.shown.map((share) => share.name)).toEqual(["A"]);
});

test("one's own presentation is not put on one's own stage", () => {
  const shares = new Shares();
  const { started } = shares.update([presenter("me", true, true)]);
  expect(started).toHaveLength(1);
  expect(shares.shown).toEqual([]);
});
