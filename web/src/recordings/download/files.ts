import { asProblem, mayPass, type Problem } from "../../api/problem.ts";
import type { ComposedFile, ComposedLayout } from "../../api/recordings.ts";
import type { Clock } from "../../ui/clock.ts";
import { Store } from "../../ui/store.ts";
import type { RecordingServer } from "../recording-server.ts";

/** Milliseconds until files that are being made are read again. */
export const REFRESH = 2_000;

export type FilesServer = Pick<RecordingServer, "files" | "compose" | "retryFile" | "dropFile">;

export interface FilesState {
  status: "loading" | "ready" | "failed";
  files: readonly ComposedFile[];
  problem: Problem | undefined;
}

/** The files that are made of a recording on demand: one for each layout. */
export class Files {
  readonly state = new Store<FilesState>({ status: "loading", files: [], problem: undefined });
  readonly #server: FilesServer;
  readonly #clock: Clock;
  #cancelRefresh: (() => void) | undefined;
  #closed = false;

  constructor(server: FilesServer, clock: Clock) {
    this.#server = server;
    this.#clock = clock;
  }

  of(layout: ComposedLayout): ComposedFile | undefined {
    return this.state.value.files.find((file) => file.layout === layout);
  }

  async load(): Promise<void> {
    this.#cancelRefresh?.();
    try {
      const { items } = await this.#server.files();
      if (this.#closed) return;
      this.state.set({ status: "ready", files: items, problem: undefined });
      this.#lookAgain();
    } catch (error) {
      // What was there stays in sight.
      this.#fail(error, this.state.value.status === "ready" ? "ready" : "failed");
      if (!this.#closed && mayPass(asProblem(error))) this.#lookAgain();
    }
  }

  make(layout: ComposedLayout): Promise<void> {
    return this.#act(() => this.#server.compose(layout));
  }

  retry(file: string): Promise<void> {
    return this.#act(() => this.#server.retryFile(file));
  }

  /** Stops making a file, or deletes one. */
  drop(file: string): Promise<void> {
    return this.#act(() => this.#server.dropFile(file));
  }

  close(): void {
    this.#closed = true;
    this.#cancelRefresh?.();
  }

  async #act(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#fail(error, this.state.value.status);
      return;
    }
    await this.load();
  }

  /** As long as something is being made. */
  #lookAgain(): void {
    if (this.state.value.files.some(({ state }) => state === "queued" || state === "working"))
      this.#cancelRefresh = this.#clock.after(REFRESH, () => void this.load());
  }

  #fail(error: unknown, status: FilesState["status"]): void {
    const problem = asProblem(error);
    if (!this.#closed) this.state.update((state) => ({ ...state, status, problem }));
  }
}
