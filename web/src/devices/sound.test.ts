import { describe, expect, it } from "vitest";
import { levelOf } from "./level.ts";
import { SilenceWatch } from "./silence.ts";

const tone = (loudness: number) => Float32Array.from({ length: 1_024 }, (_, i) => loudness * Math.sin(i / 5));

describe("the level of a microphone", () => {
  it("is 0 in silence and grows with loudness as the ear hears", () => {
    expect(levelOf(new Float32Array(1_024))).toBe(0);
    const levels = [0.001, 0.01, 0.1, 1].map((loudness) => levelOf(tone(loudness)));
    expect(levels).toEqual([...levels].sort());
    expect(levels[2]).toBeGreaterThan(0.5);
    expect(levels[3]).toBeLessThanOrEqual(1);
  });

  it("of no sample is 0", () => {
    expect(levelOf(new Float32Array())).toBe(0);
  });
});

describe("a silent microphone", () => {
  it("is noticed after 20 s without any sound", () => {
    const watch = new SilenceWatch(0);
    expect(watch.read(0, 19_999)).toBe(false);
    expect(watch.read(0, 20_000)).toBe(true);
  });

  it("is not one in which something was heard meanwhile", () => {
    const watch = new SilenceWatch(0);
    expect(watch.read(0.3, 15_000)).toBe(false);
    expect(watch.read(0, 30_000)).toBe(false);
    expect(watch.read(0, 35_000)).toBe(true);
    expect(watch.read(0.2, 35_050)).toBe(false);
  });
});
