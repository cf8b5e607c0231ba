import type { Text } from "../language/language.ts";

/** "1 min 20 s". */
export function durationText(t: Text, milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const minutes = Math.floor(seconds / 60);
  return minutes === 0
    ? t("lobby.seconds", { seconds })
    : t("lobby.minutes", { minutes, seconds: seconds % 60 });
}

/** Whole seconds until a time of the server, at least 0. */
export function secondsUntil(time: string | null, now: number): number {
  return time === null ? 0 : Math.max(0, Math.ceil((Date.parse(time) - now) / 1_000));
}
