import type { Room } from "livekit-client";
import type { Link } from "./link-watch.ts";

/** A sign of life that takes longer than this is none. */
const ANSWER_WITHIN_MS = 1_500;
/** Answers without touching the database; asked only when nothing arrives any more. */
const SIGN_OF_LIFE = "/healthz";

/** Listens to the peer connections of a room; asks the web server, which stands at the same place. */
export function livekitLink(room: Room): Link {
  return {
    async heard() {
      const transports = room.engine?.pcManager;
      if (transports === undefined) return null;
      const reports = await Promise.all([transports.publisher.getStats(), transports.subscriber?.getStats()]);
      return reports.reduce((sum, report) => sum + (report === undefined ? 0 : arrived(report)), 0);
    },
    async ask() {
      try {
        const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
        return (await fetch(SIGN_OF_LIFE, { cache: "no-store", signal })).ok;
      } catch {
        return false; // no answer, whatever the reason
      }
    },
  };
}

/** Bytes and connectivity checks that came in on all candidate pairs. */
function arrived(report: RTCStatsReport): number {
  let sum = 0;
  for (const stats of report.values() as Iterable<Record<string, unknown>>) {
    if (stats.type !== "candidate-pair") continue;
    for (const count of [stats.bytesReceived, stats.responsesReceived, stats.requestsReceived]) {
      if (typeof count === "number") sum += count;
    }
  }
  return sum;
}
