import type { Clock } from "../ui/clock.ts";

/** How often the link is listened to. */
export const LISTEN_EVERY_MS = 1_000;
/** Silence of a link that was lively before this is worth a question. */
export const SILENCE_MS = 2_000;
/** Turns with something heard before a link counts as lively. */
const LIVELY_AFTER = 3;

/** The way to the server, as far as it can be listened to. */
export interface Link {
  /** Changes with everything that arrives; null while there is no connection to listen to. */
  heard(): Promise<number | null>;
  /** Asks the server for a sign of life; false when none comes in a short time. */
  ask(): Promise<boolean>;
}

export interface LinkListener {
  /** Nothing has come for `silentFor` milliseconds, and the server does not answer. */
  onLost(silentFor: number): void;
  onBack(): void;
}

/**
 * Notices in a few seconds that nothing arrives any more; the connection itself takes ten and more to say so.
 * A quiet call is no outage: only silence after lively traffic is doubted, and then the server is asked first.
 */
export class LinkWatch {
  #cancel: (() => void) | null = null;
  #last: number | null = null;
  #heardAt = 0;
  #lively = 0;
  #lost = false;
  #run = 0;

  constructor(
    private readonly link: Link,
    private readonly clock: Clock,
    private readonly listener: LinkListener,
  ) {}

  get lost(): boolean {
    return this.#lost;
  }

  start(): void {
    this.stop();
    this.#heardAt = this.clock.now();
    this.#next(this.#run);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#run += 1;
    this.#last = null;
    this.#lively = 0;
    this.#lost = false;
  }

  #next(run: number): void {
    this.#cancel = this.clock.after(LISTEN_EVERY_MS, () => void this.#listen(run));
  }

  async #listen(run: number): Promise<void> {
    const heard = await this.link.heard();
    if (run !== this.#run) return;
    if (heard !== null && heard !== this.#last) this.#onHeard(heard);
    else if (this.#lost || this.#silentForLong()) await this.#doubt(run);
    if (run === this.#run) this.#next(run);
  }

  #onHeard(heard: number): void {
    this.#last = heard;
    this.#heardAt = this.clock.now();
    this.#lively += 1;
    if (this.#lost) this.#back();
  }

  #silentForLong(): boolean {
    return this.#lively >= LIVELY_AFTER && this.clock.now() - this.#heardAt >= SILENCE_MS;
  }

  async #doubt(run: number): Promise<void> {
    const alive = await this.link.ask();
    if (run !== this.#run) return;
    if (alive) {
      this.#lively = 0;
      if (this.#lost) this.#back();
    } else if (!this.#lost) {
      this.#lost = true;
      this.listener.onLost(this.clock.now() - this.#heardAt);
    }
  }

  #back(): void {
    this.#lost = false;
    this.listener.onBack();
  }
}
