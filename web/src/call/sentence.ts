import type { MessageKey } from "../language/keys.ts";

export type Params = Readonly<Record<string, string | number>>;

/** A sentence of the catalogues, not yet in any language. The view turns it into words. */
export interface Sentence {
  readonly key: MessageKey;
  readonly params: Params;
}

export function sentence(key: MessageKey, params: Params = {}): Sentence {
  return { key, params };
}

/** The sentence of an error by its code. Every code has one: a check compares the catalogues with docs/errors.md. */
export function errorSentence(code: string, params: Params): Sentence {
  return { key: `error.${code}` as MessageKey, params };
}
