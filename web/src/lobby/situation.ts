import type { LobbyView } from "./lobby.ts";

/** What a waiting person is told, as one word; each has a heading and a sentence. */
export type Situation =
  | "waiting"
  | "host-absent"
  | "full"
  | "admitted"
  | "refused"
  | "blocked"
  | "unanswered"
  | "lost";

export function situationOf({ news, lost }: Pick<LobbyView, "news" | "lost">): Situation {
  if (lost) return "lost";
  switch (news.state) {
    case "waiting":
      return news.reason === "approval" ? "waiting" : news.reason;
    case "queued_full":
      return "full";
    case "admitted":
    case "refused":
    case "blocked":
      return news.state;
    case "timed_out":
      return "unanswered";
    case "withdrawn":
      return "lost";
  }
}
