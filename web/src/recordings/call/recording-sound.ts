import { playNotes } from "../../ui/notes.ts";
import type { RecordingSound } from "./recording-words.ts";

/** Three notes up when a recording begins, three down when it ends. */
const RISING = [440, 554.37, 659.25] as const;

/** Tells by ear that a recording has begun or ended. */
export function playRecordingSound(sound: RecordingSound): void {
  const frequencies = sound === "recording-started" ? RISING : RISING.toReversed();
  playNotes(frequencies.map((frequency, place) => ({ frequency, begin: place * 0.18 })));
}
