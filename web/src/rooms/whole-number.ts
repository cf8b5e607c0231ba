/** What is meant by a number that was typed: the nearest whole one. What is no number leaves `before`. */
export function wholeNumber(typed: string, before: string): string {
  const number = Number(typed);
  return typed.trim() === "" || !Number.isFinite(number) ? before : String(Math.round(number));
}
