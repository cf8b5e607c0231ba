/** A compiled ICU message: plain text, or parts to be filled in. Made by `build/icu.ts`. */
export type Compiled = string | Part[];

export type Part =
  | string
  | ["value", string]
  | ["number", string]
  | ["date" | "time", string, string]
  | ["plural", string, Record<string, Part[]>, "cardinal" | "ordinal"]
  | ["select", string, Record<string, Part[]>]
  | ["pound"]
  | ["tag", string, Part[]];

export type Value = string | number | Date;
export type Values = Readonly<Record<string, Value>>;

/** Wraps the content of a `<name>…</name>` in a message. */
export type Tags<Node> = Readonly<Record<string, (children: (string | Node)[]) => Node>>;

/** Fills in a message; gives text and, for its tags, what `tags` makes of them. */
export function format<Node>(
  message: Compiled,
  locale: string,
  values: Values,
  tags: Tags<Node>,
): (string | Node)[] {
  return typeof message === "string" ? [message] : join(fill(message, { locale, values, tags }));
}

interface Filling<Node> {
  locale: string;
  values: Values;
  tags: Tags<Node>;
  count?: number;
}

function fill<Node>(parts: readonly Part[], filling: Filling<Node>): (string | Node)[] {
  return parts.flatMap((part) => fillPart(part, filling));
}

function fillPart<Node>(part: Part, filling: Filling<Node>): (string | Node)[] {
  if (typeof part === "string") return [part];
  const { locale, values, tags } = filling;
  switch (part[0]) {
    case "value":
      return [String(values[part[1]] ?? "")];
    case "number":
      return [new Intl.NumberFormat(locale).format(Number(values[part[1]]))];
    case "date":
    case "time":
      return [formatTime(part[0], values[part[1]], part[2], locale)];
    case "pound":
      return [new Intl.NumberFormat(locale).format(filling.count ?? 0)];
    case "select":
      return fill(part[2][selector(values[part[1]])] ?? part[2].other ?? [], filling);
    case "plural": {
      const count = Number(values[part[1]]);
      const category = new Intl.PluralRules(locale, { type: part[3] }).select(count);
      const chosen = part[2][`=${count}`] ?? part[2][category] ?? part[2].other ?? [];
      return fill(chosen, { ...filling, count });
    }
    case "tag": {
      const children = join(fill(part[2], filling));
      const tag = tags[part[1]];
      return tag === undefined ? children : [tag(children)];
    }
  }
}

/** ICU does not let a case be named `too-long`: hyphens become underscores. */
function selector(value: Value | undefined): string {
  return String(value).replaceAll("-", "_");
}

function formatTime(kind: "date" | "time", value: Value | undefined, style: string, locale: string): string {
  const length = style === "long" || style === "medium" || style === "full" ? style : "short";
  const options = kind === "date" ? { dateStyle: length as "long" } : { timeStyle: "short" as const };
  return new Intl.DateTimeFormat(locale, options).format(new Date(value ?? Number.NaN));
}

/** Neighbouring pieces of text become one. */
function join<Node>(pieces: (string | Node)[]): (string | Node)[] {
  const joined: (string | Node)[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === "string" && typeof last === "string") joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  }
  return joined;
}
