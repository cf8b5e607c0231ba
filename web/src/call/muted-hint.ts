/** Talking for this long with the microphone off brings the hint. */
export const TALKING_MS = 800;
/** The hint comes at most once in this time. */
export const HINT_EVERY_MS = 60_000;
/** Pauses shorter than this do not end a stretch of talking. */
const PAUSE_MS = 300;
/** Root mean square of the samples, 0 to 1, above which a person is taken to be talking. */
export const TALKING_LEVEL = 0.02;

/** Notices that somebody talks while their microphone is off. */
export class MutedHint {
  #since: number | null = null;
  #lastLoud = 0;
  #lastHint = Number.NEGATIVE_INFINITY;

  /** Takes one measure; true when the hint is to be shown now. `now` in milliseconds. */
  heard(level: number, now: number): boolean {
    if (level < TALKING_LEVEL) {
      if (now - this.#lastLoud > PAUSE_MS) this.#since = null;
      return false;
    }
    this.#lastLoud = now;
    this.#since ??= now;
    if (now - this.#since < TALKING_MS || now - this.#lastHint < HINT_EVERY_MS) return false;
    this.#lastHint = now;
    return true;
  }

  /** The microphone was turned on or went away: what was heard no longer counts. */
  reset(): void {
    this.#since = null;
  }
}
