import type { Room, TextStreamReader } from "livekit-client";
import type { MediaIdentity } from "../call/identity.ts";
import { LONGEST_CAPTION, readTranscription, type Transcription } from "./captions.ts";

const TOPIC = "lk.transcription";
/** More than this is no caption: the stream is left unread. */
const LONGEST_STREAM = 4 * LONGEST_CAPTION;

/** Reads the text streams with words for captions, from whomever they come; who may be believed is decided elsewhere. */
export function listenToWords(room: Room, tell: (words: Transcription) => void): void {
  room.registerTextStreamHandler(TOPIC, (reader, { identity }) => {
    void readWords(reader).then((words) => {
      const attributes = reader.info.attributes ?? {};
      const read = words === null ? null : readTranscription(identity as MediaIdentity, attributes, words);
      if (read !== null) tell(read);
    });
  });
}

async function readWords(reader: TextStreamReader): Promise<string | null> {
  let words = "";
  try {
    for await (const piece of reader) {
      words += piece;
      if (words.length > LONGEST_STREAM) return null;
    }
  } catch {
    return null; // cut off on the way: the next interim or final text has all of it again
  }
  return words;
}
