import type { Clip, Timeline } from "../api/recordings.ts";
import { heard, holds } from "./timeline.ts";

export const LAYOUTS = ["speaker", "grid", "presentation", "sound"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Most tiles beside the large picture, and most in the grid; each shown picture is a decoder at work. */
export const MOST_BESIDE = 3;
export const MOST_IN_GRID = 9;
/** Seconds before the first has come, and after the last has left, in which they are shown. */
const AT_THE_EDGES = 5;
/** Seconds that one must speak to become the large picture. */
const LONG_ENOUGH = 1;

export interface Tile {
  key: string;
  participant: string;
  name: string;
  /** The clip of the picture; null where there is none at this moment. */
  clip: string | null;
  presentation: boolean;
  speaking: boolean;
  /** Their microphone is off. */
  muted: boolean;
}

export interface Scene {
  /** The large one; null in the grid and when nobody is there. */
  main: Tile | null;
  tiles: readonly Tile[];
  /** People who are there and have no tile. */
  more: number;
}

/**
 * What is seen at a position, by the layout chosen. Just before the first has come and after the last has left, those of
 * that moment, without pictures: a recording does not open on nothing.
 */
export function sceneAt(timeline: Timeline, position: number, layout: Layout): Scene {
  const moment = inhabited(timeline, position);
  const scene = sceneOf(timeline, moment, layout);
  if (moment === position) return scene;
  const { main, tiles, more } = scene;
  return { main: main && resting(main), tiles: tiles.map(resting), more };
}

/** The position, or near the first who came and the last who left the moment at which they were there. */
function inhabited({ clips }: Timeline, position: number): number {
  const first = Math.min(...clips.map(({ start }) => start));
  const last = Math.max(...clips.map(({ end }) => end));
  if (position < first && first - position <= AT_THE_EDGES) return first;
  // A clip does not hold its end.
  return position >= last && position - last <= AT_THE_EDGES ? last - 0.001 : position;
}

function sceneOf(timeline: Timeline, position: number, layout: Layout): Scene {
  const now = timeline.clips.filter((clip) => holds(clip, position));
  const people = peopleAt(timeline, now, position);
  const shares = now.filter((clip) => isShare(clip) && heard(clip, position)).map(shareTile);
  if (layout === "sound") return grid(people.map(withoutPicture), []);
  if (layout === "grid") return grid(people, shares);
  const recent = bySpeech(timeline, people, position);
  const [share] = shares.slice(-1);
  const main = share ?? recent[0] ?? null;
  if (layout === "presentation") return { main, tiles: [], more: 0 };
  const beside = recent.filter((tile) => tile !== main);
  const shown = new Set(beside.slice(0, MOST_BESIDE));
  return { main, tiles: people.filter((tile) => shown.has(tile)), more: beside.length - shown.size };
}

/** The clips of a scene. */
export function clipsOf({ main, tiles }: Scene): ReadonlySet<string> {
  return new Set([main, ...tiles].flatMap((tile) => tile?.clip ?? []));
}

/** Two scenes with the same key look the same. */
export const sceneKey = (scene: Scene): string => JSON.stringify(scene);

const isShare = ({ kind, source }: Clip): boolean => kind === "video" && source.startsWith("screen");

function grid(people: readonly Tile[], shares: readonly Tile[]): Scene {
  const all = [...shares, ...people];
  return { main: null, tiles: all.slice(0, MOST_IN_GRID), more: Math.max(0, all.length - MOST_IN_GRID) };
}

function peopleAt(timeline: Timeline, now: readonly Clip[], position: number): Tile[] {
  const speaking = new Set(
    timeline.speaking.filter(([start, end]) => holds({ start, end }, position)).map(([, , who]) => who),
  );
  return timeline.people.flatMap(({ participant, name }) => {
    const own = now.filter((clip) => clip.participant === participant && !isShare(clip));
    if (own.length === 0) return [];
    const camera = own.findLast((clip) => clip.kind === "video" && heard(clip, position));
    const sounds = own.filter((clip) => clip.kind === "audio");
    return {
      key: participant,
      participant,
      name,
      clip: camera?.id ?? null,
      presentation: false,
      speaking: speaking.has(participant),
      muted: !sounds.some((clip) => heard(clip, position)),
    };
  });
}

const shareTile = (clip: Clip): Tile => ({
  key: clip.id,
  participant: clip.participant,
  name: clip.name,
  clip: clip.id,
  presentation: true,
  speaking: false,
  muted: false,
});

const withoutPicture = (tile: Tile): Tile => ({ ...tile, clip: null });

const resting = (tile: Tile): Tile => ({ ...tile, clip: null, speaking: false });

/** Who spoke last comes first; a word in between changes nothing. Those who have not spoken yet keep their order. */
function bySpeech(timeline: Timeline, people: readonly Tile[], position: number): Tile[] {
  const last = new Map<string, number>();
  for (const [start, end, who] of timeline.speaking)
    if (start <= position && end - start >= LONG_ENOUGH)
      last.set(who, Math.max(last.get(who) ?? Number.NEGATIVE_INFINITY, start));
  const since = (tile: Tile) => last.get(tile.participant) ?? Number.NEGATIVE_INFINITY;
  return [...people].sort((one, other) =>
    since(other) > since(one) ? 1 : since(other) < since(one) ? -1 : 0,
  );
}
