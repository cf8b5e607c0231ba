import { type Clock, systemClock } from "./clock.ts";

/** One soft note: frequency in hertz, begin in seconds. */
export interface Note {
  readonly frequency: number;
  readonly begin: number;
}

const LENGTH = 0.4;
const LOUDNESS = 0.15;
/** Seconds that the browser may take to begin. */
const SPARE = 0.5;

/**
 * Plays a few notes; stays silent where the browser allows no sound yet. There time stands still for them, so it is a
 * clock that ends it: they are not to be heard later, and nothing of them is to stay.
 */
export function playNotes(notes: readonly Note[], clock: Clock = systemClock): void {
  const context = new AudioContext();
  for (const { frequency, begin } of notes) {
    const at = context.currentTime + begin;
    const note = new OscillatorNode(context, { frequency });
    const swell = new GainNode(context, { gain: 0 });
    swell.gain.linearRampToValueAtTime(LOUDNESS, at + 0.03);
    swell.gain.linearRampToValueAtTime(0, at + LENGTH);
    note.connect(swell).connect(context.destination);
    note.start(at);
    note.stop(at + LENGTH);
  }
  const last = Math.max(0, ...notes.map(({ begin }) => begin));
  clock.after((last + LENGTH + SPARE) * 1000, () => void context.close());
}
