import type { Clock } from "../ui/clock.ts";

/** Speech after which the person who has the floor is asked whether the hand can go down. */
export const SPEECH_MS = 3_000;
/** Without an answer the hand goes down after this time. */
export const ANSWER_MS = 5_000;
/** A pause up to this long does not end a speech. */
const PAUSE_MS = 1_500;

export interface HandLoweringListener {
  ask(): void;
  lower(): void;
}

/** Lowers a forgotten hand: after three seconds of speech it asks, and five seconds later it lowers. */
export class HandLowering {
  #spoken = 0;
  #since: number | null = null;
  #cancel: (() => void) | null = null;
  #asked = false;
  #kept = false;

  constructor(
    private readonly clock: Clock,
    private readonly listener: HandLoweringListener,
  ) {}

  /** Tells what is now so: is the own hand up, does one speak. */
  update(raised: boolean, speaking: boolean): void {
    if (!raised) {
      this.close();
      return;
    }
    if (this.#asked || this.#kept) return;
    if (speaking && this.#since === null) this.#begin();
    else if (!speaking && this.#since !== null) this.#pause();
  }

  /** The person wants to keep the hand up. */
  keep(): void {
    this.#cancel?.();
    this.#asked = false;
    this.#kept = true;
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#since = null;
    this.#spoken = 0;
    this.#asked = false;
    this.#kept = false;
  }

  #begin(): void {
    this.#cancel?.();
    this.#since = this.clock.now();
    this.#cancel = this.clock.after(SPEECH_MS - this.#spoken, () => this.#ask());
  }

  #pause(): void {
    this.#spoken += this.clock.now() - (this.#since ?? 0);
    this.#since = null;
    this.#cancel?.();
    this.#cancel = this.clock.after(PAUSE_MS, () => {
      this.#spoken = 0;
    });
  }

  #ask(): void {
    this.#asked = true;
    this.#since = null;
    this.listener.ask();
    this.#cancel = this.clock.after(ANSWER_MS, () => this.listener.lower());
  }
}
