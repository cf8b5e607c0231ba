import { Problem } from "../api/problem.ts";
import type { Clock } from "../ui/clock.ts";
import { MediaError } from "./media-room.ts";

/** The waits between tries to join again, in milliseconds; the last one repeats. */
const TRY_AFTER = [0, 1_000, 2_000, 4_000, 5_000] as const;

/** Codes that another try cannot change. */
const WORTH_ANOTHER_TRY = new Set(["net-signal", "net-media", "too-many-attempts", "server-fault"]);

/**
 * Joins again until it works, the server refuses, or the outage is over or given up.
 *
 * @param wanted tells whether to go on trying
 * @param join one try; false when the server says to wait in the lobby
 */
export async function rejoinWithin(
  wanted: () => boolean,
  join: () => Promise<boolean>,
  clock: Clock,
): Promise<"joined" | "refused" | "stopped"> {
  for (let tries = 0; ; tries += 1) {
    await pause(TRY_AFTER[Math.min(tries, TRY_AFTER.length - 1)] ?? 0, clock);
    if (!wanted()) return "stopped";
    try {
      return (await join()) ? "joined" : "refused";
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (!WORTH_ANOTHER_TRY.has(error.code)) return "refused";
    }
  }
}

function isProblem(error: unknown): error is Problem | MediaError {
  return error instanceof Problem || error instanceof MediaError;
}

function pause(milliseconds: number, clock: Clock): Promise<void> {
  return milliseconds === 0
    ? Promise.resolve()
    : new Promise((resolve) => clock.after(milliseconds, resolve));
}
