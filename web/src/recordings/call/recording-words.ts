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

  recordingEnded(how: RecordingEnd, begun: boolean): void {
    this.notices.withdraw("recording-silenced");
    if (how === "failed" && !begun) {
      this.recordingProblem("rec-failed");
      return;
    }
    const failed = how === "failed";
    const words = sentence(`recording.notice.${failed ? "broken" : how}`);
    this.#tell(words, failed ? { tone: "problem", error: "rec-broken" } : {}, true);
    if (begun) this.play("recording-ended");
  }

  recordingProblem(code: string): void {
    this.#tell(errorSentence(code, {}), { tone: "problem", error: code });
  }

  notRecorded(): void {
    this.#tell(sentence("recording.notice.no-answer"), { action: { kind: "open-recording" } });
  }

  recordingRuns(): void {
    this.#tell(sentence("recording.notice.runs"), { action: { kind: "open-recording" } });
  }

  recordingWished(by: string): void {
    const words = sentence("recording.notice.wished", { name: by });
    this.notices.add({ topic: "recording-wish", words, action: { kind: "start-recording" } });
    this.say(politely(words));
  }

  #tell(words: Sentence, more: Partial<NewNotice> = {}, urgent = false): void {
    this.notices.add({ topic: "recording", ...more, words });
    this.say(urgent ? urgently(words) : politely(words));
  }
}
