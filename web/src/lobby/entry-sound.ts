import { playNotes } from "../ui/notes.ts";

/** Tells by ear that one has been let in. */
export function playEntrySound(): void {
  playNotes([
    { frequency: 523.25, begin: 0 },
    { frequency: 783.99, begin: 0.16 },
  ]);
}
