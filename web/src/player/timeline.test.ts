import { describe, expect, it } from "vitest";
import { turnOf } from "../transcripts/scripted-text.ts";
import { cuesAt, cuesOf, LONGEST_CUE } from "./cues.ts";
import { playerAct } from "./player-keys.ts";
import { chapterAt, clockText, nextWords, readMoment, silences } from "./timeline.ts";

describe("silences", () => {
  it("are where nobody speaks for long, without their ends", () => {
    const speaking: [number, number, string][] = [
      [12, 20, "b"],
      [3, 10, "a"],
      [9, 11, "b"],
    ];
    expect(silences({ speaking, seconds: 30 })).toEqual([
      { start: 0.4, end: 2.6 },
      { start: 20.4, end: 29.6 },
    ]);
  });

  it("are none where voices are not known", () => {
    expect(silences({ speaking: [], seconds: 30 })).toEqual([]);
  });
});

it("a chapter lasts until the next", () => {
  const chapters = [
    { at: 0, title: "Opening", kind: "manual" as const },
    { at: 60, title: "Budget", kind: "share" as const },
  ];
  expect([chapterAt(chapters, 59)?.title, chapterAt(chapters, 60)?.title]).toEqual(["Opening", "Budget"]);
  expect(chapterAt([], 5)).toBeUndefined();
});

it("a time is written as on a clock", () => {
  expect([0, 65.9, 3_723, -4].map(clockText)).toEqual(["0:00", "1:05", "1:02:03", "0:00"]);
});

it("an address may say where to begin", () => {
  expect(["?t=75", "?t=1:15", "?t=1:02:03", "?t=7.5"].map(readMoment)).toEqual([75, 75, 3_723, 7.5]);
  expect(["", "?t=", "?t=-4", "?t=x", "?t=1:2:3:4", "?t=1e9"].map(readMoment)).toEqual(
    Array.from({ length: 6 }, () => undefined),
  );
});

describe("captions", () => {
  const long = turnOf(0, "lea", 0, "word ".repeat(60));

  it("are at most two lines long, one after another", () => {
    const cues = cuesOf([long]);
    expect(cues.length).toBeGreaterThan(2);
    for (const cue of cues) expect(cue.text.length).toBeLessThanOrEqual(LONGEST_CUE);
    expect(cues.map(({ text }) => text).join(" ")).toBe("word ".repeat(60).trim());
    expect(cuesAt(cues, 10)).toHaveLength(1);
  });

  it("go a little after the last word", () => {
    const cues = cuesOf([turnOf(0, "lea", 0, "yes")]);
    expect(cuesAt(cues, 1)).toHaveLength(1);
    expect(cuesAt(cues, 2)).toEqual([]);
  });

  it("show two people who talk at the same time", () => {
    const cues = cuesOf([long, turnOf(1, "malik", 3, "wait a moment please")]);
    expect(cuesAt(cues, 4).map(({ speaker }) => speaker)).toEqual(["lea", "malik"]);
  });
});

describe("the keys of the player", () => {
  const key = (name: string, place = {}) =>
    playerAct(
      { key: name, ctrlKey: false, metaKey: false, altKey: false },
      { taken: false, pressable: false, arrows: false, ...place },
    );

  it("play, move, show and hide", () => {
    expect(key(" ")).toEqual({ act: "toggle" });
    expect(key("K")).toEqual({ act: "toggle" });
    expect([key("j"), key("l")]).toEqual([
      { act: "move", seconds: -10 },
      { act: "move", seconds: 10 },
    ]);
    expect([key("ArrowLeft"), key("ArrowRight")]).toEqual([
      { act: "move", seconds: -5 },
      { act: "move", seconds: 5 },
    ]);
    expect([key("c"), key("f"), key("m")].map((found) => found?.act)).toEqual([
      "captions",
      "full-screen",
      "mute",
    ]);
    expect([key("<"), key(">")]).toEqual([
      { act: "rate", step: -1 },
      { act: "rate", step: 1 },
    ]);
    expect(key("x")).toBeUndefined();
  });

  it("are left to fields, menus and dialogs, Space to buttons and the arrows to the text", () => {
    expect(key("k", { taken: true })).toBeUndefined();
    expect(key(" ", { pressable: true })).toBeUndefined();
    expect(key("k", { pressable: true })).toBeDefined();
    expect(key("ArrowLeft", { arrows: true })).toBeUndefined();
  });

  it("leave combinations to the browser", () => {
    expect(
      playerAct(
        { key: "f", ctrlKey: true, metaKey: false, altKey: false },
        { taken: false, pressable: false, arrows: false },
      ),
    ).toBeUndefined();
  });
});

it("the next words of somebody are those after the position, and round the end their first ones", () => {
  const speaking: [number, number, string][] = [
    [40, 45, "lea"],
    [2, 8, "lea"],
    [12, 15, "malik"],
  ];
  const next = (position: number) => nextWords({ speaking }, "lea", position);
  expect([0, 1.9, 2, 30, 40, 50].map(next)).toEqual([2, 40, 40, 40, 2, 2]);
  expect(nextWords({ speaking }, "noah", 0)).toBeUndefined();
});
