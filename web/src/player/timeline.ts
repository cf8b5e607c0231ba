import type { Chapter, Clip, Timeline } from "../api/recordings.ts";

/** Seconds without a voice from which *Skip silences* skips. */
export const SHORTEST_SILENCE = 2.5;
/** Seconds of a silence that stay at each of its ends, so that no word is cut. */
const KEPT_OF_SILENCE = 0.4;

export interface Span {
  start: number;
  end: number;
}

/** Whether a span holds a position; its end belongs to what follows. */
export const holds = ({ start, end }: Span, position: number): boolean => start <= position && position < end;

/** Whether a track really was there and not muted. */
export const heard = (clip: Clip, position: number): boolean =>
  clip.spans.some(([start, end]) => start <= position && position < end);

/** Where nobody speaks for long, without the ends of each silence. A recording whose voices are not known has none. */
export function silences({ speaking, seconds }: Pick<Timeline, "speaking" | "seconds">): Span[] {
  if (speaking.length === 0) return [];
  const found: Span[] = [];
  let quietSince = 0;
  const take = (end: number) => {
    if (end - quietSince >= SHORTEST_SILENCE)
      found.push({ start: quietSince + KEPT_OF_SILENCE, end: end - KEPT_OF_SILENCE });
  };
  for (const [start, end] of inOrder(speaking)) {
    take(start);
    quietSince = Math.max(quietSince, end);
  }
  take(seconds);
  return found;
}

/** Seconds by which words must be later than a position to be the next ones: a seek may end a little before its aim. */
const SAME_WORDS = 0.25;

/** Where somebody speaks next after a position; after their last words it is their first ones. */
export function nextWords(
  { speaking }: Pick<Timeline, "speaking">,
  participant: string,
  position: number,
): number | undefined {
  const own = inOrder(speaking.filter(([, , who]) => who === participant));
  return (own.find(([start]) => start > position + SAME_WORDS) ?? own[0])?.[0];
}

function inOrder(speaking: Timeline["speaking"]): Timeline["speaking"] {
  return [...speaking].sort((one, other) => one[0] - other[0]);
}

/** The chapter that holds a position; undefined before the first. */
export function chapterAt(chapters: readonly Chapter[], position: number): Chapter | undefined {
  return chapters.findLast((chapter) => chapter.at <= position);
}

/** "21:46"; from an hour on "1:02:03". */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Seconds of an address: `?t=75` or `?t=1:15`; undefined when there is none that can be read. */
export function readMoment(search: string): number | undefined {
  const written = new URLSearchParams(search).get("t");
  if (written === null || !/^\d{1,6}(?:\.\d{1,3})?$|^(?:\d{1,2}:)?\d{1,2}:\d{2}$/.test(written))
    return undefined;
  return written.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}
