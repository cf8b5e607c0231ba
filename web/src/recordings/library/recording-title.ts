import type { RecordingItem } from "../../api/recordings.ts";
import type { Text } from "../../language/language.ts";

/** Most characters of a title that hosts write, as the server counts. */
export const LONGEST_TITLE = 120;

/** Its title; without one, the meeting's code or the day. */
export function recordingTitle(
  { title, room, started_at }: Pick<RecordingItem, "title" | "room" | "started_at">,
  locale: string,
  t: Text,
): string {
  if (title !== "") return title;
  if (room) return room;
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(new Date(started_at));
  return t("library.untitled", { date: day });
}
