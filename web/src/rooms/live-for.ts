import { serverNow } from "../accounts/session.ts";
import type { Text } from "../language/language.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** "Started 4 min ago"; from an hour on, "Started 1 h 05 min ago". */
export function liveFor(t: Text, since: string, now: number = serverNow()): string {
  const passed = Math.max(0, now - Date.parse(since));
  const hours = Math.floor(passed / HOUR);
  const minutes = Math.floor((passed % HOUR) / MINUTE);
  if (hours === 0) return t("rooms.started-minutes", { minutes });
  return t("rooms.started-hours", { hours, minutes: String(minutes).padStart(2, "0") });
}
