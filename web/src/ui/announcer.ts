import { type Clock, systemClock } from "./clock.ts";
import { Store } from "./store.ts";

/** Milliseconds between two polite announcements. */
export const POLITE_PAUSE = 2_000;
/** Age in milliseconds at which what nobody has heard yet is dropped. */
export const STALE_AFTER = 10_000;
/** Milliseconds that what can be merged waits for others of its kind, so that five arrivals are one sentence. */
export const GATHER = 1_000;

export interface Announcement {
  /** Makes the sentence; `subjects` has one entry for each announcement merged into it. */
  say: (subjects: readonly string[]) => string;
  subject?: string;
  /** Waiting announcements of the same `merge` become one. */
  merge?: string;
  /** Only for: your microphone changed by a host, recording started, you are being removed, connection lost. */
  assertive?: boolean;
}

interface Waiting {
  say: Announcement["say"];
  subjects: string[];
  merge: string | undefined;
  since: number;
}

export interface Spoken {
  text: string;
  /** Grows, so that the same sentence twice is spoken twice. */
  turn: number;
}

/** What the two live regions of the page say. Polite sentences wait for each other, are merged, and are dropped when old. */
export class Announcer {
  readonly polite = new Store<Spoken>({ text: "", turn: 0 });
  readonly assertive = new Store<Spoken>({ text: "", turn: 0 });
  readonly #clock: Clock;
  #queue: Waiting[] = [];
  #freeAt = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  announce(announcement: Announcement): void {
    const { say, subject, merge, assertive = false } = announcement;
    const subjects = subject === undefined ? [] : [subject];
    if (assertive) {
      speak(this.assertive, say(subjects));
      return;
    }
    const same = merge === undefined ? undefined : this.#queue.find((waiting) => waiting.merge === merge);
    if (same) {
      same.subjects.push(...subjects);
      same.say = say;
    } else {
      this.#queue.push({ say, subjects, merge, since: this.#clock.now() });
    }
    this.#schedule();
  }

  /** Says a sentence politely. */
  say(text: string): void {
    this.announce({ say: () => text });
  }

  close(): void {
    this.#cancel?.();
    this.#queue = [];
  }

  #schedule(): void {
    if (this.#cancel !== undefined || this.#queue.length === 0) return;
    // Even the first waits for the end of the turn, so that what happens together is said together.
    const [first] = this.#queue;
    const gathered = first?.merge === undefined ? 0 : first.since + GATHER;
    const delay = Math.max(0, this.#freeAt - this.#clock.now(), gathered - this.#clock.now());
    this.#cancel = this.#clock.after(delay, () => {
      this.#cancel = undefined;
      this.#next();
    });
  }

  #next(): void {
    const now = this.#clock.now();
    this.#queue = this.#queue.filter((waiting) => now - waiting.since < STALE_AFTER);
    const first = this.#queue.shift();
    if (first === undefined) return;
    speak(this.polite, first.say(first.subjects));
    this.#freeAt = now + POLITE_PAUSE;
    this.#schedule();
  }
}

function speak(region: Store<Spoken>, text: string): void {
  region.update(({ turn }) => ({ text, turn: turn + 1 }));
}

/** The page's announcer. */
export const announcer = new Announcer();
