import type { Clock } from "../ui/clock.ts";

/** An interruption shorter than this is not shown. */
export const BANNER_AFTER_MS = 2_000;
/** An interruption longer than this ends on the page with *Rejoin*. */
export const GIVE_UP_AFTER_MS = 120_000;

export interface OutageListener {
  /** More than two seconds without the server: tell the person. */
  onShown(): void;
  /** The connection is back; `shown` tells whether the person had been told. */
  onOver(shown: boolean): void;
  onGivenUp(): void;
}

/** One interruption of the connection after the other, and what each has become after how long. */
export class Outage {
  #since: number | null = null;
  #shown = false;
  #timers: (() => void)[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly listener: OutageListener,
  ) {}

  get shown(): boolean {
    return this.#shown;
  }

  get underWay(): boolean {
    return this.#since !== null;
  }

  /** @param already how long nothing has come, in milliseconds, when that is noticed late */
  begin(already = 0): void {
    if (this.#since !== null) return;
    this.#since = this.clock.now() - already;
    this.#timers = [
      this.clock.after(Math.max(0, BANNER_AFTER_MS - already), () => {
        this.#shown = true;
        this.listener.onShown();
      }),
      this.clock.after(GIVE_UP_AFTER_MS - already, () => {
        this.close();
        this.listener.onGivenUp();
      }),
    ];
  }

  end(): void {
    if (this.#since === null) return;
    const shown = this.#shown;
    this.close();
    this.listener.onOver(shown);
  }

  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
    this.#since = null;
    this.#shown = false;
  }
}
