import { asProblem, type Problem } from "../api/problem.ts";
import type { Chapter } from "../api/recordings.ts";
import type { RecordingServer } from "../recordings/recording-server.ts";
import { Store } from "../ui/store.ts";

export type ChapterServer = Pick<RecordingServer, "addChapter" | "removeChapter">;

/** The chapters of a recording in their order; hosts name places of their own. */
export class ChapterList {
  readonly items: Store<readonly Chapter[]>;
  readonly #server: ChapterServer;

  constructor(items: readonly Chapter[], server: ChapterServer) {
    this.items = new Store(items);
    this.#server = server;
  }

  /** Names the place `at` (seconds); gives why it was not done. */
  add(at: number, title: string): Promise<Problem | undefined> {
    return this.#take(() => this.#server.addChapter(at, title));
  }

  /** Takes out a chapter that was added by hand; gives why it was not done. */
  remove(id: string): Promise<Problem | undefined> {
    return this.#take(() => this.#server.removeChapter(id));
  }

  async #take(change: () => Promise<{ items: Chapter[] }>): Promise<Problem | undefined> {
    try {
      this.items.set((await change()).items);
      return undefined;
    } catch (error) {
      return asProblem(error);
    }
  }
}
