import type { Text } from "../language/language.ts";

/** "21 min 46 s"; from an hour on "1 h 02 min". For being read aloud, and for lengths. */
export function spokenTime(t: Text, seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) return t("player.hours", { hours, minutes: String(minutes).padStart(2, "0") });
  return minutes > 0
    ? t("player.minutes", { minutes, seconds: whole % 60 })
    : t("player.seconds", { seconds: whole });
}

/** "41 min", "1 h 05 min", and under a minute "40 s": how long a recording is. */
export function lengthText(t: Text, seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return t("player.seconds", { seconds: whole });
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return t("player.whole-minutes", { minutes });
  return t("player.hours", {
    hours: Math.floor(minutes / 60),
    minutes: String(minutes % 60).padStart(2, "0"),
  });
}
