import type { Turn } from "../api/recordings.ts";

/** Most matches that are counted: a search for “e” must not fill the page. */
export const MOST_MATCHES = 1_000;

/** Where words were found: in the turn at `turn` of the list, from its word `first` to `last`. */
export interface Match {
  turn: number;
  first: number;
  last: number;
}

/** Every place where the words of a turn hold `search`; case and accents do not count. */
export function findMatches(turns: readonly Turn[], search: string): readonly Match[] {
  const wanted = fold(search.trim().replace(/\s+/gu, " "));
  if (wanted === "") return [];
  const matches: Match[] = [];
  turns.forEach((turn, index) => {
    if (matches.length < MOST_MATCHES) matches.push(...inTurn(turn, index, wanted));
  });
  return matches.slice(0, MOST_MATCHES);
}

function inTurn(turn: Turn, index: number, wanted: string): Match[] {
  const starts: number[] = [];
  let text = "";
  for (const [, , word] of turn.words) {
    if (text !== "") text += " ";
    starts.push(text.length);
    text += fold(word);
  }
  const matches: Match[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length))
    matches.push({ turn: index, first: wordAt(starts, at), last: wordAt(starts, at + wanted.length - 1) });
  return matches;
}

/** The word that holds a character: the last that begins at or before it. */
const wordAt = (starts: readonly number[], at: number): number =>
  Math.max(
    0,
    starts.findLastIndex((start) => start <= at),
  );

/** Without case and accents. */
function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("’", "'");
}
