import type { RecordingChoices } from "./recording.ts";

/** The word that the catalogues choose by. */
export function keptWord({ picture, keepSound, transcript }: Omit<RecordingChoices, "language">): string {
  if (!picture && !keepSound) return "text";
  return `${picture ? "picture" : "sound"}${transcript ? "Text" : ""}`;
}
