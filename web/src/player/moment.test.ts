import { expect, it } from "vitest";
import type { Text } from "../language/language.ts";
import { lengthText } from "./moment.ts";

const t = ((key: string, params: object) => `${key} ${Object.values(params).join(":")}`) as Text;

it("a length is written in seconds, in minutes from the first on, in hours from the first on", () => {
  expect([40.4, 59.4, 59.6, 89, 3_569, 3_599, 3_930].map((seconds) => lengthText(t, seconds))).toEqual([
    "player.seconds 40",
    "player.seconds 59",
    "player.whole-minutes 1",
    "player.whole-minutes 1",
    "player.whole-minutes 59",
    "player.hours 1:00",
    "player.hours 1:06",
  ]);
});
