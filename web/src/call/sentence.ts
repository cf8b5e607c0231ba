/** A sentence of the catalogues, not yet in any language. The view turns it into words. */
export interface Sentence {
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export function sentence(key: string, params: Readonly<Record<string, string | number>> = {}): Sentence {
  return { key, params };
}
