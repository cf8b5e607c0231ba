import { beforeEach, expect, test } from "vitest";
import { Notices, TOAST_MS } from "./notices.ts";
import { ScriptedClock } from "./scripted-clock.ts";
import { sentence } from "./sentence.ts";

const BACK = sentence("call.notice.back");
let clock: ScriptedClock;
let notices: Notices;

beforeEach(() => {
  clock = new ScriptedClock();
  notices = new Notices(clock, () => undefined);
});

test("a toast goes away after six seconds and stays in the list", async () => {
  notices.add({ words: BACK });
  await clock.advance(TOAST_MS);
  expect(notices.toasts).toEqual([]);
  expect(notices.all).toHaveLength(1);
});

test("a toast with an action stays until it is taken away", async () => {
  notices.add({ words: BACK, action: { kind: "open-people" } });
  await clock.advance(TOAST_MS * 10);
  expect(notices.toasts).toHaveLength(1);
  notices.dismiss(notices.toasts[0]?.id ?? 0);
  expect(notices.toasts).toEqual([]);
});

test("at most three toasts are seen, the newest", () => {
  for (const topic of ["a", "b", "c", "d"]) notices.add({ topic, words: BACK });
  expect(notices.toasts.map((notice) => notice.topic)).toEqual(["b", "c", "d"]);
});

test("a notice replaces the one before it on the same topic", () => {
  notices.add({ topic: "waiting", words: BACK });
  notices.add({ topic: "waiting", words: sentence("call.notice.unlocked") });
  expect(notices.all.map((notice) => notice.words.key)).toEqual(["call.notice.unlocked"]);
});

test("the list does not grow for ever", () => {
  for (let count = 0; count < 200; count += 1) notices.add({ words: BACK });
  expect(notices.all).toHaveLength(50);
});
