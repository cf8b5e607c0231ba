const COLOURS = 8;

/** Up to two initials: of the first and the last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends
    .map((word) => [...(word ?? "")].find((character) => /[\p{L}\p{N}]/u.test(character)) ?? "")
    .join("")
    .toLocaleUpperCase();
}

/** A number from 1 to 8, always the same for a name. */
export function avatarColour(name: string): number {
  let sum = 0;
  for (const character of name.normalize("NFC")) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return (sum % COLOURS) + 1;
}
