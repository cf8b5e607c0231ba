import type { Speaker } from "../api/recordings.ts";
import type { Text } from "../language/language.ts";

/** What engines write where they cannot tell who speaks. */
const UNKNOWN = ["", "?"];

/** The name of a voice, in the reader's language where it has none. */
export function speakerName(speaker: Pick<Speaker, "name"> | undefined, t: Text): string {
  return speaker === undefined || UNKNOWN.includes(speaker.name)
    ? t("transcripts.unknown-speaker")
    : speaker.name;
}
