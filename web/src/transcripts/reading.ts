import type { Turn, Word } from "../api/recordings.ts";

/** The word being said: in the turn at `turn` of the list; `word` is −1 before its first. */
export interface Place {
  turn: number;
  word: number;
}

/**
 * What is read at a position: the last turn that has begun and its last word that has begun. Where people talk at the same
 * time it is the one who began last. Turns are in the order in which they begin. Undefined before the first.
 */
export function placeAt(turns: readonly Turn[], position: number): Place | undefined {
  const turn = lastBegun(turns, position, ({ start }) => start);
  const words = turns[turn]?.words;
  return words === undefined ? undefined : { turn, word: lastBegun(words, position, ([start]) => start) };
}

/** The index of the last item that begins at or before a position, −1 if none does; items are in that order. */
function lastBegun<Item>(items: readonly Item[], position: number, start: (item: Item) => number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && start(item) <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The one word that Tab reaches: the one that was wished for, or the nearest that is there. The turn in the editor
 * shows no words. Undefined when there is no word at all.
 *
 * @param closed the index of the turn in the editor
 */
export function reachable(
  turns: readonly Turn[],
  wished: Place,
  closed: number | undefined,
): Place | undefined {
  const length = (index: number) => (index === closed ? 0 : (turns[index]?.words.length ?? 0));
  const turn = Math.min(Math.max(wished.turn, 0), turns.length - 1);
  if (length(turn) > 0) return { turn, word: Math.min(Math.max(wished.word, 0), length(turn) - 1) };
  for (let away = 1; away < turns.length; away += 1)
    for (const near of [turn + away, turn - away]) if (length(near) > 0) return { turn: near, word: 0 };
  return undefined;
}

/** The word to go to by an arrow key: left and right by words, up and down by turns. */
export function nextPlace(turns: readonly Turn[], { turn, word }: Place, key: string): Place | undefined {
  const length = (index: number) => turns[index]?.words.length ?? 0;
  switch (key) {
    case "ArrowRight":
      return word + 1 < length(turn) ? { turn, word: word + 1 } : firstWord(turns, turn + 1, 1);
    case "ArrowLeft":
      if (word > 0) return { turn, word: word - 1 };
      return lastWord(turns, turn - 1);
    case "ArrowDown":
      return firstWord(turns, turn + 1, 1);
    case "ArrowUp":
      return firstWord(turns, turn - 1, -1);
    case "Home":
      return firstWord(turns, 0, 1);
    case "End":
      return lastWord(turns, turns.length - 1);
    default:
      return undefined;
  }
}

function firstWord(turns: readonly Turn[], from: number, step: 1 | -1): Place | undefined {
  for (let turn = from; turn >= 0 && turn < turns.length; turn += step)
    if ((turns[turn]?.words.length ?? 0) > 0) return { turn, word: 0 };
  return undefined;
}

function lastWord(turns: readonly Turn[], from: number): Place | undefined {
  const found = firstWord(turns, from, -1);
  return found && { turn: found.turn, word: (turns[found.turn]?.words.length ?? 1) - 1 };
}

/** Below this the recogniser was not sure of a word. */
const SURE = 0.5;

export const isDoubtful = ([, , , probability]: Word): boolean => probability !== null && probability < SURE;
