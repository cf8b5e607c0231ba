import { asProblem, mayPass, type Problem } from "../api/problem.ts";
import type { Recording, Removal, Timeline } from "../api/recordings.ts";
import type { RecordingServer } from "../recordings/recording-server.ts";
import type { Clock } from "../ui/clock.ts";
import { Store } from "../ui/store.ts";

/** Milliseconds until a recording that is being prepared is read again. */
export const REFRESH = 3_000;

export type RecordingReader = Pick<
  RecordingServer,
  "read" | "timeline" | "retry" | "rename" | "extend" | "removals" | "askRemoval" | "answerRemoval"
>;

export interface RecordingModelState {
  status: "loading" | "ready" | "failed";
  recording: Recording | undefined;
  /** There once the recording can be played. */
  timeline: Timeline | undefined;
  removals: readonly Removal[];
  problem: Problem | undefined;
  /** Why the last act failed. */
  fault: Problem | undefined;
  /** A dialog is open that tells the fault of its own act: the page does not tell it a second time. */
  tellsFault: boolean;
  /** The request to be taken out that is being answered. */
  answering: string | undefined;
}

const MOVING: readonly Recording["state"][] = [
  "announcing",
  "running",
  "interrupted",
  "stopping",
  "captured",
];

/** The server is still at work, on the recording or on its text. */
const isMoving = ({ state, transcript }: Recording): boolean =>
  MOVING.includes(state) || transcript === "queued" || transcript === "working";

/** One recording: what is known of it, until it can be played and read. */
export class RecordingModel {
  readonly state = new Store<RecordingModelState>({
    status: "loading",
    recording: undefined,
    timeline: undefined,
    removals: [],
    problem: undefined,
    fault: undefined,
    tellsFault: false,
    answering: undefined,
  });
  readonly #server: RecordingReader;
  readonly #clock: Clock;
  #cancelRefresh: (() => void) | undefined;
  #closed = false;

  constructor(server: RecordingReader, clock: Clock) {
    this.#server = server;
    this.#clock = clock;
  }

  async load(): Promise<void> {
    this.#cancelRefresh?.();
    try {
      const recording = await this.#server.read();
      const timeline = recording.state === "ready" ? await this.#timeline() : undefined;
      if (this.#closed) return;
      this.#change({ status: "ready", recording, timeline, problem: undefined });
      if (isMoving(recording)) this.#lookAgain();
      if (recording.state === "ready" && recording.role === "host") await this.#readRemovals();
    } catch (error) {
      if (this.#closed) return;
      const problem = asProblem(error);
      this.#change({ status: "failed", problem });
      const { recording } = this.state.value;
      if (recording !== undefined && isMoving(recording) && mayPass(problem)) this.#lookAgain();
    }
  }

  rename(title: string): Promise<boolean> {
    return this.#act(async () => this.#change({ recording: await this.#server.rename(title) }));
  }

  extend(): Promise<boolean> {
    return this.#act(async () => this.#change({ recording: await this.#server.extend() }));
  }

  /** Prepares again what failed. */
  retry(): Promise<boolean> {
    return this.#act(async () => {
      await this.#server.retry();
      await this.load();
    });
  }

  askRemoval(): Promise<boolean> {
    return this.#act(async () => {
      await this.#server.askRemoval();
    });
  }

  /** After a yes the recording is made again without that person. One answer at a time: two presses are one. */
  async answerRemoval(removal: string, answer: "accept" | "refuse"): Promise<boolean> {
    if (this.state.value.answering !== undefined) return false;
    this.#change({ answering: removal });
    const done = await this.#act(async () => {
      await this.#server.answerRemoval(removal, answer);
      if (answer === "accept") this.#change({ timeline: undefined });
      await this.load();
    });
    this.#change({ answering: undefined });
    return done;
  }

  /** A dialog opens, which begins without a fault and takes its own away when it ends. */
  tellFaults(): () => void {
    this.#change({ fault: undefined, tellsFault: true });
    return () => this.#change({ fault: undefined, tellsFault: false });
  }

  close(): void {
    this.#closed = true;
    this.#cancelRefresh?.();
  }

  #lookAgain(): void {
    this.#cancelRefresh = this.#clock.after(REFRESH, () => void this.load());
  }

  /** The one that is there stays: another would begin the player anew. */
  async #timeline(): Promise<Timeline> {
    return this.state.value.timeline ?? (await this.#server.timeline());
  }

  async #readRemovals(): Promise<void> {
    const { items } = await this.#server.removals();
    this.#change({ removals: items.filter(({ state }) => state === "asked") });
  }

  async #act(act: () => Promise<void>): Promise<boolean> {
    this.#change({ fault: undefined });
    try {
      await act();
      return true;
    } catch (error) {
      this.#change({ fault: asProblem(error) });
      return false;
    }
  }

  #change(change: Partial<RecordingModelState>): void {
    if (!this.#closed) this.state.update((state) => ({ ...state, ...change }));
  }
}
