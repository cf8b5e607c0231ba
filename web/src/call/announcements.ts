import type { Cancel, Clock } from "./clock.ts";
import { type Sentence, sentence } from "./sentence.ts";

/** At most one polite sentence in this time. */
export const POLITE_EVERY_MS = 2_000;
/** A polite sentence that could not be said in this time is dropped. */
export const TOO_OLD_MS = 10_000;
/** Sentences that can be merged wait this long for others of their kind. */
export const GATHER_MS = 1_000;
/** Above this many people in the call arrivals and exits are not spoken. */
export const MOST_PEOPLE_SPOKEN = 10;
const MOST_QUEUED = 20;

/** Sentences about several people at once, by the key of the sentence about one. */
export interface Merge {
  readonly many: string;
  readonly name: string;
}

export interface Spoken extends Sentence {
  /** Different for each sentence, so that the same words can be said twice. */
  readonly id: number;
}

interface Queued {
  readonly key: string;
  readonly params: Sentence["params"];
  readonly many: string | null;
  readonly names: string[];
  readonly at: number;
}

/** The two live regions of the call: a queue for polite sentences, and urgent ones said at once. */
export class Announcements {
  polite: Spoken | null = null;
  assertive: Spoken | null = null;
  #queue: Queued[] = [];
  #lastPolite = Number.NEGATIVE_INFINITY;
  #next = 1;
  #cancel: Cancel | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly changed: () => void,
  ) {}

  /** Said when the reader is free; sentences with the same `merge.many` become one ("3 people joined"). */
  say(words: Sentence, merge: Merge | null = null): void {
    const waiting = merge === null ? undefined : this.#queue.find((item) => item.many === merge.many);
    if (merge !== null && waiting !== undefined) waiting.names.push(merge.name);
    else if (this.#queue.length < MOST_QUEUED) {
      this.#queue.push({
        key: words.key,
        params: words.params,
        many: merge?.many ?? null,
        names: merge === null ? [] : [merge.name],
        at: this.clock.now(),
      });
    }
    this.#plan();
  }

  /** Said at once, over anything else. Only for what §2.0 of the product calls urgent. */
  interrupt(words: Sentence): void {
    this.assertive = { ...words, id: this.#next++ };
    this.changed();
  }

  close(): void {
    this.#cancel?.();
    this.#queue = [];
  }

  #plan(): void {
    this.#cancel?.();
    this.#cancel = null;
    const first = this.#queue[0];
    if (first === undefined) return;
    const ready = first.many === null ? first.at : first.at + GATHER_MS;
    const wait = Math.max(ready, this.#lastPolite + POLITE_EVERY_MS) - this.clock.now();
    this.#cancel = this.clock.after(Math.max(0, wait), () => this.#speak());
  }

  #speak(): void {
    const now = this.clock.now();
    this.#queue = this.#queue.filter((item) => now - item.at <= TOO_OLD_MS);
    const item = this.#queue.shift();
    if (item !== undefined) {
      this.#lastPolite = now;
      this.polite = { ...words(item), id: this.#next++ };
      this.changed();
    }
    this.#plan();
  }
}

function words(item: Queued): Sentence {
  if (item.many !== null && item.names.length > 1) return sentence(item.many, { count: item.names.length });
  return { key: item.key, params: item.params };
}
