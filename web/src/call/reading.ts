/**
 * Readers for values that came over the network: each gives a value of a known shape or throws `Unreadable`.
 * Lengths are bounded, so that no message can make a page grow without end.
 */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Unreadable("not an object");
  return value as Fields;
}

export function text(value: unknown, longest = 256): string {
  if (typeof value !== "string" || value.length > longest) throw new Unreadable("not a text, or too long");
  return value;
}

export function textOrNull(value: unknown, longest = 256): string | null {
  return value === null || value === undefined ? null : text(value, longest);
}

export function whole(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw new Unreadable("not a whole number");
  return value;
}

export function flag(value: unknown): boolean {
  if (typeof value !== "boolean") throw new Unreadable("not true or false");
  return value;
}

/** Milliseconds since 1970 from an RFC 3339 time. */
export function time(value: unknown): number {
  const milliseconds = Date.parse(text(value, 64));
  if (Number.isNaN(milliseconds)) throw new Unreadable("not a time");
  return milliseconds;
}

export function oneOf<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new Unreadable("not one of the choices");
  return found;
}

export function list<Item>(value: unknown, item: (value: unknown) => Item, most = 2_000): Item[] {
  if (!Array.isArray(value) || value.length > most) throw new Unreadable("not a list, or too long");
  return value.map(item);
}

export function orNull<Value>(value: unknown, read: (value: unknown) => Value): Value | null {
  return value === null || value === undefined ? null : read(value);
}
