/** Milliseconds without any sound after which a microphone seems to be broken or switched off. */
export const SILENT_AFTER = 20_000;

/** Below this level (about −57 dB) there is not even the noise of a room. */
const NOTHING = 0.05;

/** Notices a microphone that gives nothing. */
export class SilenceWatch {
  #heardAt: number;

  constructor(now: number) {
    this.#heardAt = now;
  }

  /** Takes a reading at a time in milliseconds; true once nothing has been heard for 20 s. */
  read(level: number, now: number): boolean {
    if (level > NOTHING) this.#heardAt = now;
    return now - this.#heardAt >= SILENT_AFTER;
  }
}
