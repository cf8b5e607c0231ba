/** One soft note: frequency in hertz, begin in seconds. */
export interface Note {
  readonly frequency: number;
  readonly begin: number;
}

const LENGTH = 0.4;
const LOUDNESS = 0.15;

/** Plays a few notes, the last one last; stays silent where the browser allows no sound yet. */
export function playNotes(notes: readonly Note[]): void {
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
    if (begin === notes.at(-1)?.begin) note.addEventListener("ended", () => void context.close());
  }
}
