import type { Notices } from "./notices.ts";
import type {
  ChatMessage,
  HostNotice,
  LeftMessage,
  LobbyAnswer,
  Participant,
  WaitingPerson,
} from "./protocol.ts";
import { MOST_PEOPLE_SPOKEN, politely, type Say, together, urgently } from "./say.ts";
import { errorSentence, type Sentence, sentence } from "./sentence.ts";

/** Characters of a chat message that are spoken. */
const SPOKEN_CHARACTERS = 120;

/** Puts what happens in a call into notices and spoken sentences. Knows the words, decides nothing else. */
export class Teller {
  constructor(
    private readonly notices: Notices,
    private readonly say: Say,
  ) {}

  arrived(person: Participant, peopleInCall: number): void {
    if (peopleInCall > MOST_PEOPLE_SPOKEN) return;
    this.say(
      together(sentence("call.said.joined", { name: person.name }), "call.said.joined-many", person.name),
    );
  }

  left(message: LeftMessage, peopleInCall: number): void {
    if (peopleInCall > MOST_PEOPLE_SPOKEN) return;
    this.say(
      together(sentence("call.said.left", { name: message.name }), "call.said.left-many", message.name),
    );
  }

  handRaised(person: Participant): void {
    const rank = person.hand?.rank ?? 1;
    this.say(
      together(sentence("call.said.hand", { name: person.name, rank }), "call.said.hands-many", person.name),
    );
  }

  ownHand(rank: number): void {
    this.say(politely(sentence("call.said.own-hand", { rank })));
  }

  ownHandLowered(): void {
    this.notices.withdraw("lower-hand");
    this.say(politely(sentence("call.said.own-hand-down")));
  }

  floor(by: string, microphoneOn: boolean): void {
    this.notices.add({
      topic: "floor",
      words: sentence("call.notice.floor", { name: by }),
      ...(microphoneOn ? {} : { action: { kind: "turn-on-microphone" } as const }),
    });
    this.say(politely(sentence("call.notice.floor", { name: by })));
  }

  askLowerHand(): void {
    this.notices.add({
      topic: "lower-hand",
      words: sentence("call.notice.lower-hand"),
      action: { kind: "keep-hand" },
    });
    this.say(politely(sentence("call.notice.lower-hand")));
  }

  message(message: ChatMessage, panelOpen: boolean): void {
    const text = message.text.slice(0, SPOKEN_CHARACTERS);
    this.say(politely(sentence("call.said.message", { name: message.name, text })));
    if (panelOpen) return;
    this.notices.add({
      topic: "chat",
      words: sentence("call.notice.message", { name: message.name }),
      detail: sentence("call.notice.message-text", { text }),
      action: { kind: "open-chat" },
      brief: true,
    });
  }

  muted(source: "microphone" | "camera", by: string): void {
    const words = sentence(source === "microphone" ? "call.notice.muted" : "call.notice.camera-off", {
      name: by,
    });
    this.notices.add({ topic: `muted-${source}`, words, tone: "warning" });
    this.say(urgently(words));
  }

  switchedOff(source: "microphone" | "camera"): void {
    const words = sentence(
      source === "microphone" ? "call.notice.muted-by-host" : "call.notice.camera-off-by-host",
    );
    this.notices.add({ topic: `muted-${source}`, words, tone: "warning" });
    this.say(urgently(words));
  }

  askedToUnmute(by: string): void {
    const words = sentence("call.notice.ask-unmute", { name: by });
    this.notices.add({ topic: "ask-unmute", words, action: { kind: "turn-on-microphone" } });
    this.say(politely(words));
  }

  shareStopped(by: string): void {
    const words = sentence("call.notice.share-stopped", { name: by });
    this.notices.add({ topic: "share", words, tone: "warning" });
    this.say(politely(words));
  }

  shareStarted(name: string): void {
    this.say(politely(sentence("call.said.share-started", { name })));
  }

  shareEnded(name: string): void {
    this.say(politely(sentence("call.said.share-ended", { name })));
  }

  removed(by: string, blocked: boolean): void {
    this.say(urgently(sentence(blocked ? "call.said.blocked" : "call.said.removed", { name: by })));
  }

  ending(by: string, seconds: number): void {
    const words =
      by !== ""
        ? sentence("call.notice.ending", { name: by, seconds })
        : sentence("call.notice.limit", { minutes: Math.round(seconds / 60) });
    this.notices.add({ topic: "ending", words, tone: "warning" });
    this.say(urgently(words));
  }

  waiting(fresh: readonly WaitingPerson[], all: readonly WaitingPerson[], aloud: boolean): void {
    const [only] = all;
    if (only === undefined) {
      this.notices.withdraw("waiting");
      return;
    }
    const words =
      all.length === 1
        ? sentence("call.notice.waiting", { name: only.name })
        : sentence("call.notice.waiting-many", { count: all.length });
    if (fresh.length > 0 || this.notices.says("waiting")) {
      this.notices.add({
        topic: "waiting",
        words,
        action: all.length === 1 ? { kind: "admit", request: only.id } : { kind: "open-people" },
      });
    }
    if (fresh.length > 0 && aloud) this.say(politely(words));
  }

  waitingWithoutHost(count: number): void {
    if (count === 0) {
      this.notices.withdraw("waiting");
      return;
    }
    const words = sentence("call.notice.waiting-no-host", { count });
    this.notices.add({ topic: "waiting", words });
  }

  answered(answer: LobbyAnswer): void {
    if (answer.by === null) return;
    this.notices.add({
      topic: "answered",
      words: sentence(answer.how === "admitted" ? "call.notice.admitted-by" : "call.notice.refused-by", {
        name: answer.name,
        by: answer.by,
      }),
    });
  }

  hostNotice(notice: HostNotice): void {
    if (notice.kind === "new-guests-wait") {
      this.notices.add({
        topic: "new-guests",
        words: sentence("call.notice.new-guests-wait"),
        action: { kind: "allow-new-guests" },
      });
    }
    if (notice.kind === "already-answered" && notice.name !== null) {
      this.notices.add({
        topic: "answered",
        words: errorSentence("already-answered", { name: notice.name }),
      });
    }
  }

  locked(locked: boolean): void {
    const words = sentence(locked ? "call.notice.locked" : "call.notice.unlocked");
    this.notices.add({ topic: "locked", words });
    this.say(politely(words));
  }

  connectionLost(): void {
    this.say(urgently(sentence("call.said.connection-lost")));
  }

  backAgain(): void {
    this.notices.add({ topic: "connection", words: sentence("call.notice.back") });
    this.say(politely(sentence("call.notice.back")));
  }

  talkingWhileOff(key: string): void {
    this.notices.add({
      topic: "muted-hint",
      words: sentence("call.notice.talking-while-off", { key }),
      action: { kind: "turn-on-microphone" },
      brief: true,
    });
    this.say(politely(sentence("call.notice.talking-while-off", { key })));
  }

  deviceReplaced(source: "microphone" | "camera", label: string): void {
    const words = sentence(
      source === "microphone" ? "call.notice.microphone-replaced" : "call.notice.camera-replaced",
      { label },
    );
    this.notices.add({ topic: `device-${source}`, words });
    this.say(politely(words));
  }

  problem(code: string, words: Sentence): void {
    this.notices.add({ topic: `problem-${code}`, words, tone: "problem", error: code });
    this.say(politely(words));
  }

  ownSource(words: Sentence): void {
    this.say(politely(words));
  }
}
