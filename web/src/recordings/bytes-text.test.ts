import { expect, it } from "vitest";
import { bytesText } from "./bytes-text.ts";

it("an amount of bytes is said in the unit that fits", () => {
  const said = [0, 999, 1_500, 12_345_678, 2e9, 5e15].map((bytes) => bytesText(bytes, "en-GB"));
  expect(said).toEqual(["0 byte", "999 byte", "1.5 kB", "12.3 MB", "2 GB", "5,000 TB"]);
  expect(bytesText(1_500, "fr")).toMatch(/^1,5\sko$/u);
});
