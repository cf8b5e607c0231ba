import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CaptionLookChoice, DEFAULT_LOOK, readLook } from "./look.ts";

function storage(kept: string | null = null) {
  let value = kept;
  return {
    getItem: () => value,
    setItem: (_: string, next: string) => {
      value = next;
    },
  };
}

describe("the look of captions", () => {
  test("is kept on the device", () => {
    const device = storage();
    new CaptionLookChoice(device).change({ size: 32, place: "panel" });
    expect(new CaptionLookChoice(device).state.value).toEqual({ ...DEFAULT_LOOK, size: 32, place: "panel" });
  });

  test("stays within its bounds", () => {
    expect(readLook(JSON.stringify({ size: 900, lines: 0, opacity: -1, font: "wingdings" }))).toEqual(
      DEFAULT_LOOK,
    );
  });

  test("is a proper one whatever the device has kept", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (kept) => {
        const look = readLook(kept);
        expect(look.size).toBeGreaterThanOrEqual(16);
        expect(look.size).toBeLessThanOrEqual(48);
        expect([1, 2, 3, 4]).toContain(look.lines);
      }),
    );
  });
});
