import type { NewNotice, Notices } from "../../call/notices.ts";
import { politely, type Say, urgently } from "../../call/say.ts";
import { errorSentence, type Sentence, sentence } from "../../call/sentence.ts";
import type { RecordingTeller } from "./call-recording.ts";
import type { RecordingEnd } from "./recording.ts";

export type RecordingSound = "recording-started" | "recording-ended";

/** Puts what happens with a recording into notices, spoken sentences and two sounds. */
export class RecordingWords implements RecordingTeller {
  constructor(
    private readonly notices: Notices,
    private readonly say: Say,
    private readonly play: (sound: RecordingSound) => void,
  ) {}

  recordingStarted(): void {
    this.notices.withdraw("recording-wish");
    this.#tell(sentence("recording.notice.started"), {}, true);
    this.play("recording-started");
  }

  recordingPaused(): void {
    this.#tell(sentence("recording.notice.paused"));
  }

  recordingResumed(): void {
    this.#tell(sentence("recording.notice.resumed"));
  }

  recordingInterrupted(): void {
    this.#tell(sentence("recording.notice.interrupted"), { tone: "warning", error: "rec-broken" });
  }

  recordingNewPart(part: number): void {
    this.#tell(sentence("recording.notice.new-part", { part }));
  }

  recordingEnded(how: RecordingEnd, begun: boolean, problem: string | null): void {
    this.notices.withdraw("recording-silenced");
    const code = how === "failed" ? (problem ?? (begun ? "rec-broken" : "rec-failed")) : problem;
    if (code !== null && how !== "empty" && how !== "too-short") this.#tellProblem(code, true);
    else this.#tell(sentence(`recording.notice.${how === "failed" ? "stopped" : how}`), {}, true);
    if (begun) this.play("recording-ended");
  }

  recordingGone(): void {
    this.#tell(sentence("recording.notice.gone"));
  }

  consentGiven(): void {
    for (const topic of ["recording-silenced", "recording-answer"]) this.notices.withdraw(topic);
  }

  recordingProblem(code: string): void {
    this.#tellProblem(code, false);
  }

  notRecorded(): void {
    this.#tell(sentence("recording.notice.no-answer"), {
      topic: "recording-answer",
      action: { kind: "open-recording" },
    });
  }

  recordingRuns(): void {
    this.#tell(sentence("recording.notice.runs"), {
      topic: "recording-answer",
      action: { kind: "open-recording" },
    });
  }

  recordingWished(by: string): void {
    const words = sentence("recording.notice.wished", { name: by });
    this.notices.add({ topic: "recording-wish", words, action: { kind: "start-recording" } });
    this.say(politely(words));
  }

  #tellProblem(code: string, urgent: boolean): void {
    this.#tell(errorSentence(code, {}), { tone: "problem", error: code }, urgent);
  }

  #tell(words: Sentence, more: Partial<NewNotice> = {}, urgent = false): void {
    this.notices.add({ topic: "recording", ...more, words });
    this.say(urgent ? urgently(words) : politely(words));
  }
}
