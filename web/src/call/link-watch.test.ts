import { beforeEach, expect, test } from "vitest";
import { LinkWatch } from "./link-watch.ts";
import { ScriptedClock } from "./scripted-clock.ts";

let clock: ScriptedClock;
let told: string[];
let arriving: boolean;
let alive: boolean;
let asked: number;
let watch: LinkWatch;

beforeEach(() => {
  clock = new ScriptedClock();
  told = [];
  arriving = true;
  alive = true;
  asked = 0;
  let count = 0;
  const link = {
    heard: async () => (arriving ? ++count : count),
    ask: async () => {
      asked += 1;
      return alive;
    },
  };
  watch = new LinkWatch(link, clock, {
    onLost: (silentFor) => told.push(`lost after ${silentFor}`),
    onBack: () => told.push("back"),
  });
  watch.start();
});

test("a lively link that falls silent is lost when the server does not answer either", async () => {
  await clock.advance(5_000);
  arriving = false;
  alive = false;
  await clock.advance(4_000);
  expect(told).toEqual(["lost after 2000"]);
});

test("it is back with the first thing that arrives", async () => {
  await clock.advance(5_000);
  arriving = false;
  alive = false;
  await clock.advance(4_000);
  arriving = true;
  await clock.advance(1_000);
  expect(told.at(-1)).toBe("back");
});

test("it is back when the server answers, although nobody says anything", async () => {
  await clock.advance(5_000);
  arriving = false;
  alive = false;
  await clock.advance(4_000);
  alive = true;
  await clock.advance(1_000);
  expect(told.at(-1)).toBe("back");
});

test("everybody falling silent is no outage, and the server is asked once", async () => {
  await clock.advance(5_000);
  arriving = false;
  await clock.advance(60_000);
  expect(told).toEqual([]);
  expect(asked).toBe(1);
});

test("a link that was never lively is not doubted", async () => {
  arriving = false;
  alive = false;
  await clock.advance(60_000);
  expect(told).toEqual([]);
});

test("after it was stopped it tells nothing more", async () => {
  await clock.advance(5_000);
  watch.stop();
  arriving = false;
  alive = false;
  await clock.advance(60_000);
  expect(told).toEqual([]);
});
