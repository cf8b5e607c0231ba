import { beforeEach, expect, test } from "vitest";
import { ANSWER_MS, HandLowering, SPEECH_MS } from "./hand-lowering.ts";
import { ScriptedClock } from "./scripted-clock.ts";

let clock: ScriptedClock;
let done: string[];
let lowering: HandLowering;

beforeEach(() => {
  clock = new ScriptedClock();
  done = [];
  lowering = new HandLowering(clock, { ask: () => done.push("ask"), lower: () => done.push("lower") });
});

test("after three seconds of speech it asks, and lowers five seconds later", async () => {
  lowering.update(true, true);
  await clock.advance(SPEECH_MS);
  expect(done).toEqual(["ask"]);
  await clock.advance(ANSWER_MS);
  expect(done).toEqual(["ask", "lower"]);
});

test("a short pause does not begin the speech anew, a long one does", async () => {
  lowering.update(true, true);
  await clock.advance(2_000);
  lowering.update(true, false);
  await clock.advance(500);
  lowering.update(true, true);
  await clock.advance(1_000);
  expect(done).toEqual(["ask"]);
});

test("a long pause begins it anew", async () => {
  lowering.update(true, true);
  await clock.advance(2_000);
  lowering.update(true, false);
  await clock.advance(5_000);
  lowering.update(true, true);
  await clock.advance(2_000);
  expect(done).toEqual([]);
});

test("whoever wants to keep the hand up is not asked again", async () => {
  lowering.update(true, true);
  await clock.advance(SPEECH_MS);
  lowering.keep();
  lowering.update(true, true);
  await clock.advance(60_000);
  expect(done).toEqual(["ask"]);
});

test("a hand that went down by itself is forgotten", async () => {
  lowering.update(true, true);
  await clock.advance(SPEECH_MS);
  lowering.update(false, true);
  await clock.advance(60_000);
  expect(done).toEqual(["ask"]);
});
