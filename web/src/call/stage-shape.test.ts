import fc from "fast-check";
import { expect, test } from "vitest";
import { firstHalfColumn, gridShape, tilesPerPage } from "./stage-shape.ts";

test("a phone held upright shows six tiles in two columns, held sideways four", () => {
  const upright = { width: 344, height: 560 };
  expect(tilesPerPage(upright)).toBe(6);
  expect(gridShape(6, upright)).toEqual({ columns: 2, rows: 3 });
  expect(tilesPerPage({ width: 560, height: 280 })).toBe(4);
});

test("two people on a wide screen stand side by side, nine in three rows", () => {
  const wide = { width: 1_400, height: 750 };
  expect(gridShape(2, wide)).toEqual({ columns: 2, rows: 1 });
  expect(gridShape(9, wide)).toEqual({ columns: 3, rows: 3 });
});

test("one person alone fills the stage", () => {
  expect(gridShape(1, { width: 1_000, height: 700 })).toEqual({ columns: 1, rows: 1 });
});

test("every number of tiles fits its grid, on any stage", () => {
  const side = fc.integer({ min: 0, max: 4_000 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 49 }), side, side, (count, width, height) => {
      const { columns, rows } = gridShape(count, { width, height });
      expect(columns * rows).toBeGreaterThanOrEqual(count);
      expect(columns * (rows - 1)).toBeLessThan(count);
      expect(tilesPerPage({ width, height })).toBeGreaterThanOrEqual(1);
    }),
  );
});

test("a last row that is not full stands in the middle", () => {
  const shape = { columns: 3, rows: 2 };
  expect([0, 1, 2, 3, 4].map((index) => firstHalfColumn(index, 5, shape))).toEqual([1, 3, 5, 2, 4]);
});
