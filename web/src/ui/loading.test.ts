import { expect, test } from "vitest";
import type { Clock } from "./clock.ts";
import { PAUSES, persistently } from "./loading.ts";

/** Time passes as soon as somebody waits for it. */
function hurried(): Clock & { waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => waits.reduce((sum, wait) => sum + wait, 0),
    after: (delay, callback) => {
      waits.push(delay);
      queueMicrotask(callback);
      return () => undefined;
    },
  };
}

/** A load that is lost so many times before it arrives. */
function lost(times: number) {
  let asked = 0;
  return async () => {
    asked += 1;
    if (asked <= times) throw new Error(`lost ${asked}`);
    return asked;
  };
}

test("what arrives at once is not waited for", async () => {
  const clock = hurried();
  expect(await persistently(lost(0), clock)).toBe(1);
  expect(clock.waits).toEqual([]);
});

test("a request lost on the way is made again, each time later", async () => {
  const clock = hurried();
  expect(await persistently(lost(PAUSES.length), clock)).toBe(PAUSES.length + 1);
  expect(clock.waits).toEqual(PAUSES);
});

test("after the last try the error is told", async () => {
  await expect(persistently(lost(PAUSES.length + 1), hurried())).rejects.toThrow(`lost ${PAUSES.length + 1}`);
});
