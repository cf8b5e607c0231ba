import { beforeEach, expect, test } from "vitest";
import { DataSaver, type PictureLimit, receivesCamera, type Seen } from "./data-saver.ts";
import type { MediaIdentity, ParticipantId } from "./identity.ts";
import type { Said } from "./say.ts";

let kept: Map<string, string>;
let limits: PictureLimit[];
let said: Said[];
let changes: number;

beforeEach(() => {
  kept = new Map();
  limits = [];
  said = [];
  changes = 0;
});

function makeSaver(): DataSaver {
  return new DataSaver({
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
    },
    say: (one) => said.push(one),
    limit: (limit) => limits.push(limit),
    changed: () => {
      changes += 1;
    },
  });
}

function seen(name: string, change: Partial<Seen> = {}): Seen {
  const id = name as ParticipantId;
  return { id, identity: name as MediaIdentity, self: false, speaking: false, ...change };
}

const nobody = () => false;
const cameras = (saver: DataSaver) =>
  saver.view.cameras === "all" ? "all" : [...saver.view.cameras].toSorted();

test("at first everything is received and the engine is told nothing", () => {
  const saver = makeSaver();
  saver.update([seen("Léa", { speaking: true })], nobody);
  expect(saver.view).toMatchObject({ mode: "auto", cameras: "all", small: false, shares: true });
  expect(limits).toEqual([]);
});

test("audio only receives no camera, and presentations as long as they are wanted", () => {
  const saver = makeSaver();
  saver.update([seen("Léa", { speaking: true })], () => true);
  saver.choose("audio");
  expect(cameras(saver)).toEqual([]);
  expect(limits.at(-1)).toMatchObject({ shares: true });
  saver.togglePresentations();
  expect(limits.at(-1)).toMatchObject({ shares: false });
  saver.choose("auto");
  expect(limits.at(-1)).toEqual({ cameras: "all", small: false, shares: true });
});

test("saver receives who spoke last and who is pinned, in small", () => {
  const saver = makeSaver();
  saver.choose("saver");
  expect(cameras(saver)).toEqual([]);
  saver.update([seen("Léa", { speaking: true }), seen("Malik"), seen("Chloé")], (id) => id === "Chloé");
  expect(cameras(saver)).toEqual(["Chloé", "Léa"]);
  saver.update([seen("Léa"), seen("Malik"), seen("Chloé")], nobody);
  expect(cameras(saver)).toEqual(["Léa"]);
  saver.update([seen("Malik", { speaking: true }), seen("Léa", { speaking: true })], nobody);
  expect(cameras(saver)).toEqual(["Léa"]);
  saver.update([seen("Léa"), seen("Malik", { speaking: true })], nobody);
  expect(cameras(saver)).toEqual(["Malik"]);
  expect(saver.view).toMatchObject({ small: true, shares: true });
});

test("my own speech takes nobody's picture away", () => {
  const saver = makeSaver();
  saver.choose("saver");
  saver.update([seen("me", { self: true }), seen("Léa", { speaking: true })], nobody);
  saver.update([seen("me", { self: true, speaking: true }), seen("Léa")], nobody);
  expect(cameras(saver)).toEqual(["Léa"]);
});

test("the engine is told a limit once, however often somebody speaks", () => {
  const saver = makeSaver();
  saver.choose("saver");
  for (const speaking of [true, false, true, false]) saver.update([seen("Léa", { speaking })], nobody);
  expect(limits).toHaveLength(2);
});

test("a choice is remembered on this device and holds from the start", () => {
  const before = makeSaver();
  before.choose("audio");
  before.togglePresentations();
  limits = [];
  said = [];
  const saver = makeSaver();
  expect(saver.view).toMatchObject({ mode: "audio", presentations: false });
  expect(limits).toHaveLength(1);
  expect(said).toEqual([]);
});

test.each(["", "null", "7", '{"mode":"none","presentations":3}', "{"])(
  "%j in the storage is no choice",
  (text) => {
    kept.set("visio.data-saver", text);
    expect(makeSaver().view).toMatchObject({ mode: "auto", presentations: true });
  },
);

test("a choice is told politely and drawn; the same again is not", () => {
  const saver = makeSaver();
  saver.choose("audio");
  saver.choose("audio");
  expect(said.map(({ words, urgent }) => [words.key, urgent])).toEqual([["call.saver.said.audio", false]]);
  expect(changes).toBe(1);
});

test("a camera is received when all are, or when it is one of them", () => {
  const lea = "Léa" as MediaIdentity;
  const limit = { small: false, shares: true } as const;
  expect(receivesCamera({ ...limit, cameras: "all" }, lea)).toBe(true);
  expect(receivesCamera({ ...limit, cameras: new Set([lea]) }, lea)).toBe(true);
  expect(receivesCamera({ ...limit, cameras: new Set() }, lea)).toBe(false);
});
