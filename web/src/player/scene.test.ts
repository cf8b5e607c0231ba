import { describe, expect, it } from "vitest";
import type { Clip, Timeline } from "../api/recordings.ts";
import { clipsOf, MOST_BESIDE, MOST_IN_GRID, sceneAt } from "./scene.ts";
import { scriptedClip } from "./scripted-clip.ts";

const clip = (participant: string, kind: Clip["kind"], some: Partial<Clip> = {}): Clip =>
  scriptedClip(`${participant}-${some.source ?? kind}`, {
    participant,
    name: participant,
    kind,
    source: kind === "audio" ? "microphone" : "camera",
    end: 100,
    spans: [[0, 100]],
    ...some,
  });

const meeting = (people: string[], clips: Clip[], speaking: Timeline["speaking"] = []): Timeline => ({
  seconds: 100,
  clips,
  speaking,
  chapters: [],
  parts: [],
  gaps: [],
  people: people.map((participant, colour) => ({
    participant,
    name: participant,
    colour,
    seconds_spoken: 0,
  })),
});

const names = (tiles: readonly { participant: string }[]) => tiles.map(({ participant }) => participant);

describe("what is seen of a recording", () => {
  const two = meeting(
    ["lea", "malik"],
    [
      clip("lea", "audio"),
      clip("lea", "video", { spans: [[0, 50]] }),
      clip("malik", "audio", { spans: [[20, 100]] }),
      clip("malik", "video", { source: "screen_share", start: 30, end: 60, spans: [[30, 60]] }),
    ],
    [
      [0, 5, "lea"],
      [21, 29, "malik"],
      [40, 40.3, "lea"],
    ],
  );

  it("is those who come first, without pictures, before they have come, and those who left last after that", () => {
    const later = meeting(
      ["lea", "malik"],
      [
        clip("lea", "audio", { start: 2, end: 60, spans: [[2, 60]] }),
        clip("lea", "video", { start: 2, end: 60, spans: [[2, 60]] }),
        clip("malik", "audio", { start: 10, end: 90, spans: [[10, 90]] }),
      ],
      [[2, 5, "lea"]],
    );
    expect(sceneAt(later, 0, "grid").tiles).toMatchObject([
      { participant: "lea", clip: null, speaking: false },
    ]);
    expect(sceneAt(later, 2, "grid").tiles).toMatchObject([{ clip: "lea-video", speaking: true }]);
    expect(sceneAt(later, 0, "speaker").main).toMatchObject({ participant: "lea", clip: null });
    expect(names(sceneAt(later, 90, "grid").tiles)).toEqual(["malik"]);
    expect(sceneAt(later, 96, "grid").tiles).toEqual([]);
    expect(sceneAt(meeting(["lea"], []), 0, "speaker")).toEqual({ main: null, tiles: [], more: 0 });
  });

  it("is the one who speaks, large, and the others beside", () => {
    const early = sceneAt(two, 2, "speaker");
    expect(early.main).toMatchObject({ participant: "lea", clip: "lea-video", speaking: true, muted: false });
    expect(names(early.tiles)).toEqual(["malik"]);
    expect(sceneAt(two, 25, "speaker").main?.participant).toBe("malik");
  });

  it("is the presentation, large, while there is one", () => {
    const scene = sceneAt(two, 40, "speaker");
    expect(scene.main).toMatchObject({ presentation: true, clip: "malik-screen_share" });
    expect(names(scene.tiles)).toEqual(["lea", "malik"]);
    expect(sceneAt(two, 60, "speaker").main?.presentation).toBe(false);
  });

  it("does not change for a word in between", () => {
    expect(sceneAt(two, 70, "speaker").main?.participant).toBe("malik");
  });

  it("is a name instead of a picture while the camera is off", () => {
    expect(sceneAt(two, 55, "grid").tiles.find(({ participant }) => participant === "lea")?.clip).toBeNull();
  });

  it("marks who is muted", () => {
    expect(sceneAt(two, 10, "grid").tiles.map(({ muted }) => muted)).toEqual([false, true]);
  });

  it("is only what the layout asks for", () => {
    expect(clipsOf(sceneAt(two, 40, "presentation"))).toEqual(new Set(["malik-screen_share"]));
    expect(clipsOf(sceneAt(two, 40, "sound"))).toEqual(new Set());
    expect(clipsOf(sceneAt(two, 40, "grid"))).toEqual(new Set(["malik-screen_share", "lea-video"]));
  });

  it("shows people who have left no longer, and nobody when nobody is there", () => {
    const left = meeting(["lea"], [clip("lea", "audio", { end: 10 })]);
    expect(sceneAt(left, 50, "speaker")).toEqual({ main: null, tiles: [], more: 0 });
  });

  it("counts those for whom there is no room", () => {
    const many = Array.from({ length: 14 }, (_, n) => `p${n}`);
    const all = meeting(
      many,
      many.map((who) => clip(who, "video")),
    );
    expect(sceneAt(all, 1, "speaker")).toMatchObject({
      tiles: { length: MOST_BESIDE },
      more: 13 - MOST_BESIDE,
    });
    expect(sceneAt(all, 1, "grid")).toMatchObject({
      tiles: { length: MOST_IN_GRID },
      more: 14 - MOST_IN_GRID,
    });
  });
});
