import type { ParticipantId } from "../../call/identity.ts";
import type { CallState } from "../../call/protocol.ts";
import {
  isUnderWay,
  type RecordingChoices,
  type RecordingEnd,
  type RecordingInCall,
  type RecordingTerms,
} from "./recording.ts";

/** The acts of a recording in a call. Each rejects with `Problem`. */
export interface RecordingServer {
  askToRecord(choices: RecordingChoices): Promise<void>;
  stopRecording(): Promise<void>;
  pauseRecording(): Promise<void>;
  resumeRecording(): Promise<void>;
  /** A participant wishes for one; hosts hear of it. */
  wishForRecording(): Promise<void>;
  /** One's own answer to this recording, also a later one, also a withdrawal. */
  answerRecording(recording: string, accept: boolean): Promise<void>;
}

/** What a change of the recording makes the page tell. */
export interface RecordingTeller {
  recordingStarted(): void;
  recordingPaused(): void;
  recordingResumed(): void;
  recordingInterrupted(): void;
  recordingNewPart(part: number): void;
  /** @param problem the code of why it ended by itself */
  recordingEnded(how: RecordingEnd, begun: boolean, problem: string | null): void;
  /** I was asked, was away, and there is none: what came of it I cannot know. */
  recordingGone(): void;
  /** I accept: what was said about not being in it is no longer true. */
  consentGiven(): void;
  recordingProblem(code: string): void;
  /** I gave no answer in time. */
  notRecorded(): void;
  /** I came in while a recording runs that I did not accept. */
  recordingRuns(): void;
  recordingWished(by: string): void;
}

/** The recording as this person sees it. Never changed, only replaced. */
export interface RecordingView {
  readonly now: RecordingInCall | null;
  readonly terms: RecordingTerms | null;
  /** I am asked, and have not answered. */
  readonly asks: boolean;
  /** An act of mine is on its way. */
  readonly busy: boolean;
  /** Recordings that ran while I was here: what the page after the call speaks of. */
  readonly made: readonly MadeRecording[];
}

export interface MadeRecording {
  readonly id: string;
  readonly deleteOn: string;
}

/** Somebody in the call; `sends`: sound or picture, now. */
export interface Heard {
  readonly id: ParticipantId;
  readonly self: boolean;
  readonly sends: boolean;
}

/** Does one act, and tells what was refused. True if it was done. */
export type Attempt = (act: (server: RecordingServer) => Promise<void>) => Promise<boolean>;

/** The recording of the call: what the server says of it, one's own answer, and what is told of each change. */
export class CallRecording {
  #now: RecordingInCall | null = null;
  #terms: RecordingTerms | null = null;
  #made: readonly MadeRecording[] = [];
  #known = false;
  #busy = false;
  /** The recording that I have answered. */
  #answered: string | null = null;

  constructor(
    private readonly attempt: Attempt,
    private readonly teller: RecordingTeller,
    private readonly changed: () => void,
  ) {}

  get view(): RecordingView {
    return {
      now: this.#now,
      terms: this.#terms,
      asks: this.#now?.mine === "asked" && this.#answered !== this.#now.id && this.#now.state !== "stopping",
      busy: this.#busy,
      made: this.#made,
    };
  }

  /** The snapshot of the whole call. What began before I came in is told once, quietly. */
  take(state: Pick<CallState, "recording" | "recordingTerms">): void {
    this.#terms = state.recordingTerms;
    if (this.#known) this.#catchUp(state.recording);
    else this.#arrive(state.recording);
    this.#known = true;
  }

  /** The server's word. @param ended why there is none any more */
  hear(recording: RecordingInCall | null, ended: RecordingEnd | null, problem: string | null = null): void {
    const before = this.#now;
    this.#now = recording;
    if (recording === null) {
      if (before !== null) this.#onEnd(before, ended ?? "stopped", problem);
      return;
    }
    if (isUnderWay(recording)) this.#remember(recording);
    const same = before?.id === recording.id ? before : null;
    this.#tellState(same, recording);
    if (
      recording.problem !== null &&
      recording.problem !== same?.problem &&
      recording.state !== "interrupted"
    )
      this.teller.recordingProblem(recording.problem);
    if (same !== null && same.mine !== "accepted" && recording.mine === "accepted")
      this.teller.consentGiven();
    const timedOut = same?.mine === "asked" && recording.mine === "refused";
    if (timedOut && this.#answered !== recording.id) this.teller.notRecorded();
  }

  /**
   * Is this person left out of the recording that runs? What is being written decides; of somebody who sends nothing
   * at the moment, their answer, where this reader may know it.
   */
  leavesOut({ id, self, sends }: Heard): boolean {
    const now = this.#now;
    if (now?.state !== "running" || now.written.has(id)) return false;
    const answer = self ? now.mine : now.answers.get(id);
    return sends || (answer !== undefined && answer !== "accepted");
  }

  /** A participant wishes for a recording. */
  wished(by: string): void {
    if (this.#now === null) this.teller.recordingWished(by);
  }

  /** One's own answer to the recording that was read about, also another than before. If it does not arrive one is asked again. */
  async answer(recording: string, accept: boolean): Promise<void> {
    this.#answered = recording;
    if (await this.#act((server) => server.answerRecording(recording, accept))) return;
    this.#answered = null;
    this.changed();
  }

  ask(choices: RecordingChoices): Promise<boolean> {
    return this.#act((server) => server.askToRecord(choices));
  }

  stop(): Promise<boolean> {
    return this.#act((server) => server.stopRecording());
  }

  pause(): Promise<boolean> {
    return this.#act((server) => server.pauseRecording());
  }

  resume(): Promise<boolean> {
    return this.#act((server) => server.resumeRecording());
  }

  wish(): Promise<boolean> {
    return this.#act((server) => server.wishForRecording());
  }

  /** At most one act at a time: two presses are one. */
  async #act(act: (server: RecordingServer) => Promise<void>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.changed();
    try {
      return await this.attempt(act);
    } finally {
      this.#busy = false;
      this.changed();
    }
  }

  #catchUp(recording: RecordingInCall | null): void {
    const before = this.#now;
    if (recording !== null || before === null || isBegun(before)) {
      this.hear(recording, null);
      return;
    }
    this.#now = null;
    this.#answered = null;
    this.teller.recordingGone();
  }

  #arrive(recording: RecordingInCall | null): void {
    this.#now = recording;
    if (recording === null) return;
    if (!isUnderWay(recording)) return;
    this.#remember(recording);
    if (recording.mine === null || recording.mine === "refused") this.teller.recordingRuns();
  }

  #tellState(before: RecordingInCall | null, now: RecordingInCall): void {
    const was = before?.state ?? "announcing";
    if (now.part > 1 && now.part > (before?.part ?? now.part)) this.teller.recordingNewPart(now.part);
    else if (was === now.state) return;
    else if (now.state === "running" && was === "paused") this.teller.recordingResumed();
    else if (now.state === "running" && was === "announcing") this.teller.recordingStarted();
    else if (now.state === "paused") this.teller.recordingPaused();
    else if (now.state === "interrupted") this.teller.recordingInterrupted();
  }

  #onEnd(before: RecordingInCall, how: RecordingEnd, problem: string | null): void {
    this.#answered = null;
    const kept = how === "stopped" || (how === "failed" && isBegun(before));
    if (!kept) this.#made = this.#made.filter(({ id }) => id !== before.id);
    this.teller.recordingEnded(how, isBegun(before), problem);
  }

  #remember({ id, deleteOn }: RecordingInCall): void {
    if (!this.#made.some((made) => made.id === id)) this.#made = [...this.#made, { id, deleteOn }];
  }
}

function isBegun(recording: RecordingInCall): boolean {
  return recording.startedAt !== null;
}
