/** The words of a list as it is written: one a line, without empty lines and without repetition. */
export function wordsOf(written: string): string[] {
  const words = written.split("\n").map((line) => line.trim().replace(/\s+/gu, " "));
  return [...new Set(words.filter((word) => word !== ""))];
}
