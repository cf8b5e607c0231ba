/** Two soft notes: frequency in hertz, begin in seconds. */
const NOTES = [
  { frequency: 523.25, begin: 0 },
  { frequency: 783.99, begin: 0.16 },
];
const LENGTH = 0.4;
const LOUDNESS = 0.15;

/** Tells by ear that one has been let in; stays silent where the browser allows no sound yet. */
export function playEntrySound(): void {
  const context = new AudioContext();
  for (const { frequency, begin } of NOTES) {
    const at = context.currentTime + begin;
    const note = new OscillatorNode(context, { frequency });
    const swell = new GainNode(context, { gain: 0 });
    swell.gain.linearRampToValueAtTime(LOUDNESS, at + 0.03);
    swell.gain.linearRampToValueAtTime(0, at + LENGTH);
    note.connect(swell).connect(context.destination);
    note.start(at);
    note.stop(at + LENGTH);
    if (begin > 0) note.addEventListener("ended", () => void context.close());
  }
}
