import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import type { Compiled, Part } from "../src/language/format.ts";

/** @throws Error naming the message that is no ICU message. */
function parseMessage(message: string): MessageFormatElement[] {
  try {
    return parse(message, { ignoreTag: false });
  } catch (error) {
    throw new Error(`no ICU message: “${message}”`, { cause: error });
  }
}

/** Turns an ICU message into the small form that `src/language/format.ts` plays, so that no parser is shipped. */
export function compile(message: string): Compiled {
  const parts = compileParts(parseMessage(message));
  const [only] = parts;
  if (parts.length === 0) return "";
  return parts.length === 1 && typeof only === "string" ? only : parts;
}

function compileParts(elements: readonly MessageFormatElement[]): Part[] {
  return elements.map(compilePart);
}

function compilePart(element: MessageFormatElement): Part {
  switch (element.type) {
    case TYPE.literal:
      return element.value;
    case TYPE.argument:
      return ["value", element.value];
    case TYPE.number:
      return ["number", element.value];
    case TYPE.date:
    case TYPE.time: {
      const style = typeof element.style === "string" ? element.style : "short";
      return [element.type === TYPE.date ? "date" : "time", element.value, style];
    }
    case TYPE.plural:
      return ["plural", element.value, compileOptions(element.options), element.pluralType ?? "cardinal"];
    case TYPE.select:
      return ["select", element.value, compileOptions(element.options)];
    case TYPE.pound:
      return ["pound"];
    case TYPE.tag:
      return ["tag", element.value, compileParts(element.children)];
  }
}

function compileOptions(options: Record<string, { value: MessageFormatElement[] }>): Record<string, Part[]> {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, compileParts(option.value)]),
  );
}

/** The argument and tag names that a message uses, sorted: both languages must use the same. */
export function argumentsOf(message: string): string[] {
  const names = new Set<string>();
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      names.add(element.type === TYPE.tag ? `<${element.value}>` : element.value);
      if (element.type === TYPE.tag) visit(element.children);
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        for (const option of Object.values(element.options)) visit(option.value);
      }
    }
  };
  visit(parseMessage(message));
  return [...names].sort();
}
