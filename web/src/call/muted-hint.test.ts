import { expect, test } from "vitest";
import { HINT_EVERY_MS, MutedHint, TALKING_LEVEL, TALKING_MS } from "./muted-hint.ts";

const LOUD = TALKING_LEVEL * 3;

/** Talks from `from` to `to`, measured every 100 ms; the moments at which the hint came. */
function talk(hint: MutedHint, from: number, to: number): number[] {
  const hints: number[] = [];
  for (let now = from; now <= to; now += 100) if (hint.heard(LOUD, now)) hints.push(now);
  return hints;
}

test("the hint comes after 0.8 s of talking, not before", () => {
  expect(talk(new MutedHint(), 0, TALKING_MS - 100)).toEqual([]);
  expect(talk(new MutedHint(), 0, TALKING_MS)).toEqual([TALKING_MS]);
});

test("the hint comes at most once a minute", () => {
  const hints = talk(new MutedHint(), 0, 2 * HINT_EVERY_MS);
  expect(hints).toEqual([TALKING_MS, TALKING_MS + HINT_EVERY_MS]);
});

test("single noises with silence between them bring no hint", () => {
  const hint = new MutedHint();
  for (let now = 0; now < 20_000; now += 1_000) {
    expect(hint.heard(LOUD, now)).toBe(false);
    expect(hint.heard(0, now + 500)).toBe(false);
  }
});

test("what was heard before the microphone was on does not count", () => {
  const hint = new MutedHint();
  talk(hint, 0, 700);
  hint.reset();
  expect(talk(hint, 800, 1_500)).toEqual([]);
});
