import { beforeEach, expect, test } from "vitest";
import { BANNER_AFTER_MS, GIVE_UP_AFTER_MS, Outage } from "./outage.ts";
import { ScriptedClock } from "./scripted-clock.ts";

let clock: ScriptedClock;
let told: string[];
let outage: Outage;

beforeEach(() => {
  clock = new ScriptedClock();
  told = [];
  outage = new Outage(clock, {
    onShown: () => told.push("shown"),
    onOver: (shown) => told.push(`over ${shown}`),
    onGivenUp: () => told.push("given up"),
  });
});

test("an interruption of less than two seconds is not shown", async () => {
  outage.begin();
  await clock.advance(BANNER_AFTER_MS - 1);
  outage.end();
  expect(told).toEqual(["over false"]);
});

test("a longer one is shown, and its end is told", async () => {
  outage.begin();
  await clock.advance(BANNER_AFTER_MS);
  outage.begin();
  outage.end();
  expect(told).toEqual(["shown", "over true"]);
});

test("after two minutes it is given up, once", async () => {
  outage.begin();
  await clock.advance(GIVE_UP_AFTER_MS * 2);
  outage.end();
  expect(told).toEqual(["shown", "given up"]);
});
