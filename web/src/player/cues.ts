import type { Turn, Word } from "../api/recordings.ts";
import type { Span } from "./timeline.ts";

/** Most characters of a caption: two lines. */
export const LONGEST_CUE = 84;
/** Seconds of silence between two words at which a new caption begins. */
const PAUSE = 1.5;
/** Seconds that a caption stays after its last word, unless the next one comes. */
const STAYS = 1;

export interface Cue extends Span {
  turn: number;
  speaker: string;
  text: string;
}

/** Captions of a text, in the order in which they begin. */
export function cuesOf(turns: readonly Turn[]): readonly Cue[] {
  return turns.flatMap(cuesOfTurn).sort((one, other) => one.start - other.start);
}

/** Captions to be read at a position: at most one of each speaker, and two in all. */
export function cuesAt(cues: readonly Cue[], position: number): readonly Cue[] {
  const bySpeaker = new Map<string, Cue>();
  for (const cue of cues) {
    if (cue.start > position) break;
    if (position < cue.end) bySpeaker.set(cue.speaker, cue);
  }
  return [...bySpeaker.values()].slice(-2);
}

function cuesOfTurn(turn: Turn): Cue[] {
  const groups: Word[][] = [];
  let length = 0;
  for (const word of turn.words) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const fits = length + 1 + word[2].length <= LONGEST_CUE;
    if (group === undefined || last === undefined || !fits || word[0] - last[1] > PAUSE) {
      groups.push([word]);
      length = word[2].length;
    } else {
      group.push(word);
      length += 1 + word[2].length;
    }
  }
  return groups.map((words, index) => cueOf(turn, words, groups[index + 1]?.[0]?.[0]));
}

function cueOf(turn: Turn, words: readonly Word[], next: number | undefined): Cue {
  const end = (words.at(-1)?.[1] ?? turn.end) + STAYS;
  return {
    turn: turn.n,
    speaker: turn.speaker,
    start: words[0]?.[0] ?? turn.start,
    end: next === undefined ? end : Math.min(end, next),
    text: words.map(([, , text]) => text).join(" "),
  };
}
