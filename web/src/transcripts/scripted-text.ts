import type { Transcript, Turn } from "../api/recordings.ts";

/** A turn said evenly, two words a second, for tests. */
export function turnOf(n: number, speaker: string, start: number, text: string): Turn {
  const words = text.split(" ").filter(Boolean);
  return {
    n,
    speaker,
    start,
    end: start + words.length / 2,
    language: "en",
    edited: false,
    words: words.map((word, index) => [start + index / 2, start + index / 2 + 0.4, word, 0.9]),
  };
}

export function transcriptOf(turns: Turn[], some: Partial<Transcript> = {}): Transcript {
  const speakers = [...new Set(turns.map(({ speaker }) => speaker))];
  return {
    state: "ready",
    percent: 100,
    why: null,
    language: "en",
    engine: "Whisper base",
    model_digest: "0123",
    reviewed: false,
    version: 1,
    unheard: 0,
    speakers: speakers.map((id) => ({ id, participant: id, name: id })),
    turns,
    can: { edit: true, retry: true, cancel: true, minutes: true },
    ...some,
  };
}
