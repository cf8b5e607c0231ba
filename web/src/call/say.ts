import type { MessageKey } from "../language/keys.ts";
import type { Sentence } from "./sentence.ts";

/** Above this many people in the call arrivals and exits are not spoken. */
export const MOST_PEOPLE_SPOKEN = 10;

/** Something to be spoken to those who cannot see it. */
export interface Said {
  readonly words: Sentence;
  /** The sentence about several at once; it takes `count`. What has the same one is merged. */
  readonly many: MessageKey | null;
  readonly name: string;
  /** Spoken over anything else. Only for: my microphone changed by a host, I am being removed, connection lost, the call ends. */
  readonly urgent: boolean;
}

export type Say = (said: Said) => void;

export function politely(words: Sentence): Said {
  return { words, many: null, name: "", urgent: false };
}

export function urgently(words: Sentence): Said {
  return { words, many: null, name: "", urgent: true };
}

export function together(words: Sentence, many: MessageKey, name: string): Said {
  return { words, many, name, urgent: false };
}
