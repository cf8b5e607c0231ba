import { asProblem, type Problem } from "../api/problem.ts";
import type { Speaker, TextChange, Transcript, Turn } from "../api/recordings.ts";
import type { RecordingServer, RetryWish } from "../recordings/recording-server.ts";
import type { Clock } from "../ui/clock.ts";
import { Store } from "../ui/store.ts";
import { findMatches, type Match } from "./finding.ts";

/** Milliseconds until a text that is being made is read again. */
export const REFRESH = 3_000;

export type TranscriptServer = Pick<
  RecordingServer,
  | "transcript"
  | "retryTranscript"
  | "cancelTranscript"
  | "changeTurn"
  | "renameSpeaker"
  | "history"
  | "restore"
  | "review"
>;

export interface TranscriptModelState {
  status: "loading" | "ready" | "failed";
  text: Transcript | undefined;
  /** Why it could not be read. */
  problem: Problem | undefined;
  /** Why the last change failed. */
  fault: Problem | undefined;
  search: string;
  matches: readonly Match[];
  /** Which match one stands on; −1 when there is none. */
  current: number;
  busy: boolean;
  /** What is open tells the fault of its own act: the page does not tell it a second time. */
  tellsFault: boolean;
}

export interface HistoryState {
  items: readonly TextChange[];
  next: string | null;
  problem: Problem | undefined;
}

/** The text of a recording: read, searched, corrected. */
export class TranscriptModel {
  readonly state = new Store<TranscriptModelState>({
    status: "loading",
    text: undefined,
    problem: undefined,
    fault: undefined,
    search: "",
    matches: [],
    current: -1,
    busy: false,
    tellsFault: false,
  });
  /** Undefined until it is asked for. */
  readonly changes = new Store<HistoryState | undefined>(undefined);
  readonly #server: TranscriptServer;
  readonly #clock: Clock;
  #cancelRefresh: (() => void) | undefined;
  #closed = false;

  constructor(server: TranscriptServer, clock: Clock) {
    this.#server = server;
    this.#clock = clock;
  }

  get turns(): readonly Turn[] {
    return this.state.value.text?.turns ?? [];
  }

  speaker(id: string): Speaker | undefined {
    return this.state.value.text?.speakers.find((speaker) => speaker.id === id);
  }

  async load(): Promise<void> {
    this.#cancelRefresh?.();
    try {
      this.#take(await this.#server.transcript());
    } catch (error) {
      if (!this.#closed) this.#change({ status: "failed", problem: asProblem(error) });
    }
  }

  search(search: string): void {
    const matches = findMatches(this.turns, search);
    this.#change({ search, matches, current: matches.length > 0 ? 0 : -1 });
  }

  /** The next (+1) or previous (−1) match, round the ends. */
  step(step: 1 | -1): Match | undefined {
    const { matches, current } = this.state.value;
    if (matches.length === 0) return undefined;
    const next = (current + step + matches.length) % matches.length;
    this.#change({ current: next });
    return matches[next];
  }

  /** Each answers true when the server did it. */
  changeTurn(turn: number, change: { text?: string; speaker?: string }): Promise<boolean> {
    return this.#act(() => this.#server.changeTurn(turn, change));
  }

  renameSpeaker(speaker: string, name: string): Promise<boolean> {
    return this.#act(() => this.#server.renameSpeaker(speaker, name));
  }

  review(reviewed: boolean): Promise<boolean> {
    return this.#act(() => this.#server.review(reviewed));
  }

  async restore(version: number): Promise<boolean> {
    const done = await this.#act(() => this.#server.restore(version));
    if (done) await this.readHistory();
    return done;
  }

  /** Makes the text again; only with `replace` is what people have corrected given up. */
  retry(wish: RetryWish = {}): Promise<boolean> {
    return this.#act(() => this.#server.retryTranscript(wish));
  }

  cancel(): Promise<boolean> {
    return this.#act(() => this.#server.cancelTranscript());
  }

  async readHistory(): Promise<void> {
    await this.#readHistory(undefined, []);
  }

  async moreHistory(): Promise<void> {
    const { next, items } = this.changes.value ?? { next: null, items: [] };
    if (next !== null) await this.#readHistory(next, items);
  }

  /** A dialog or an editor opens, which begins without a fault and takes its own away when it ends. */
  tellFaults(): () => void {
    this.#change({ fault: undefined, tellsFault: true });
    return () => this.#change({ fault: undefined, tellsFault: false });
  }

  close(): void {
    this.#closed = true;
    this.#cancelRefresh?.();
  }

  async #readHistory(cursor: string | undefined, before: readonly TextChange[]): Promise<void> {
    try {
      const page = await this.#server.history(cursor);
      this.changes.set({ items: [...before, ...page.items], next: page.next, problem: undefined });
    } catch (error) {
      this.changes.set({ items: before, next: null, problem: asProblem(error) });
    }
  }

  async #act(act: () => Promise<unknown>): Promise<boolean> {
    this.#change({ busy: true, fault: undefined });
    try {
      await act();
      await this.load();
      return true;
    } catch (error) {
      this.#change({ fault: asProblem(error) });
      return false;
    } finally {
      this.#change({ busy: false });
    }
  }

  #take(text: Transcript): void {
    if (this.#closed) return;
    const { search, current } = this.state.value;
    const matches = findMatches(text.turns, search);
    this.#change({
      status: "ready",
      text,
      problem: undefined,
      matches,
      current: matches.length === 0 ? -1 : Math.max(0, Math.min(current, matches.length - 1)),
    });
    if (text.state === "queued" || text.state === "working")
      this.#cancelRefresh = this.#clock.after(REFRESH, () => void this.load());
  }

  #change(change: Partial<TranscriptModelState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }
}
