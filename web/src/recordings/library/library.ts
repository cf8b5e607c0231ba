import { asProblem, Problem } from "../../api/problem.ts";
import type { Quota, RecordingAct, RecordingItem } from "../../api/recordings.ts";
import type { Clock } from "../../ui/clock.ts";
import { Store } from "../../ui/store.ts";
import { type LibraryQuery, listRecordings, RecordingServer } from "../recording-server.ts";

export type Kind = LibraryQuery["kind"];

/** Milliseconds after the last letter until a search begins. */
export const SEARCH_PAUSE = 300;
/** Milliseconds until recordings that are still being prepared are read again. */
export const REFRESH = 5_000;

export interface LibraryState {
  status: "loading" | "ready" | "failed";
  kind: Kind;
  search: string;
  items: readonly RecordingItem[];
  /** Where the next page begins; null after the last one. */
  next: string | null;
  quota: Quota | null;
  /** Why the list could not be read. */
  problem: Problem | undefined;
  /** Why the last act failed. */
  fault: Problem | undefined;
  selected: ReadonlySet<string>;
  /** An act on one or many is under way. */
  busy: boolean;
}

export interface LibraryServer {
  list: typeof listRecordings;
  of(id: string): Pick<RecordingServer, "rename" | "extend" | "delete">;
}

const server: LibraryServer = { list: listRecordings, of: (id) => new RecordingServer(id) };

/** States in which the server is still at work. */
export const isMoving = ({ state, transcript }: RecordingItem): boolean =>
  ["announcing", "running", "interrupted", "stopping", "captured"].includes(state) ||
  transcript === "queued" ||
  transcript === "working";

/** The recordings that the person signed in may see: found, chosen, renamed, kept longer, deleted. */
export class Library {
  readonly state = new Store<LibraryState>({
    status: "loading",
    kind: "mine",
    search: "",
    items: [],
    next: null,
    quota: null,
    problem: undefined,
    fault: undefined,
    selected: new Set(),
    busy: false,
  });
  readonly #clock: Clock;
  readonly #server: LibraryServer;
  #cancelSearch: (() => void) | undefined;
  #cancelRefresh: (() => void) | undefined;
  /** Answers to older questions are dropped. */
  #asked = 0;

  constructor(clock: Clock, from: LibraryServer = server) {
    this.#clock = clock;
    this.#server = from;
  }

  /** Reads the first page, again after a fault. What was shown before stays meanwhile. */
  async load(): Promise<void> {
    await this.#read();
  }

  /** The next page; not while another search is about to begin, of which the list shows nothing yet. */
  async more(): Promise<void> {
    const { next } = this.state.value;
    if (next !== null && this.#cancelSearch === undefined) await this.#read(next);
  }

  async choose(kind: Kind): Promise<void> {
    this.#endSearchPause();
    this.#change({ kind, status: "loading", items: [], next: null, selected: new Set() });
    await this.#read();
  }

  search(search: string): void {
    this.#change({ search, selected: new Set() });
    this.#endSearchPause();
    this.#cancelSearch = this.#clock.after(SEARCH_PAUSE, () => {
      this.#cancelSearch = undefined;
      void this.#read();
    });
  }

  select(id: string, selected: boolean): void {
    const all = new Set(this.state.value.selected);
    if (selected) all.add(id);
    else all.delete(id);
    this.#change({ selected: all });
  }

  selectAll(selected: boolean): void {
    this.#change({ selected: new Set(selected ? this.state.value.items.map(({ id }) => id) : []) });
  }

  /** Those chosen with which the act is allowed. */
  chosen(act: RecordingAct): readonly RecordingItem[] {
    const { items, selected } = this.state.value;
    return items.filter((item) => selected.has(item.id) && item.can[act] === true);
  }

  rename(id: string, title: string): Promise<boolean> {
    return this.#act([id], (recording) => recording.rename(title));
  }

  extend(ids: readonly string[]): Promise<boolean> {
    return this.#act(ids, (recording) => recording.extend());
  }

  delete(ids: readonly string[]): Promise<boolean> {
    return this.#act(ids, (recording) => recording.delete());
  }

  close(): void {
    this.#endSearchPause();
    this.#cancelRefresh?.();
    this.#asked += 1;
  }

  #endSearchPause(): void {
    this.#cancelSearch?.();
    this.#cancelSearch = undefined;
  }

  /** One after another; the first fault ends it. What was done before stays done, so the list is read again either way. */
  async #act(
    ids: readonly string[],
    act: (recording: ReturnType<LibraryServer["of"]>) => Promise<unknown>,
  ): Promise<boolean> {
    this.#change({ busy: true, fault: undefined });
    let fault: Problem | undefined;
    try {
      for (const id of ids) await act(this.#server.of(id));
    } catch (error) {
      fault = asProblem(error);
    }
    await this.#read();
    this.#change({ busy: false, fault, ...(fault === undefined ? { selected: new Set() } : {}) });
    return fault === undefined;
  }

  async #read(cursor?: string): Promise<void> {
    this.#cancelRefresh?.();
    this.#asked += 1;
    const asked = this.#asked;
    const { kind, search, items } = this.state.value;
    try {
      const query = { kind, search: search.trim() };
      const page = await this.#server.list(cursor === undefined ? query : { ...query, cursor });
      if (asked !== this.#asked) return;
      const all = cursor === undefined ? page.items : [...items, ...page.items];
      this.#change({
        status: "ready",
        items: all,
        selected: stillThere(this.state.value.selected, all),
        next: page.next,
        quota: page.quota,
        problem: undefined,
      });
      if (all.some(isMoving) && all.length === page.items.length)
        this.#cancelRefresh = this.#clock.after(REFRESH, () => void this.#read());
    } catch (error) {
      if (asked !== this.#asked) return;
      if (!(error instanceof Problem)) throw error;
      this.#change({ status: "failed", problem: error });
    }
  }

  #change(change: Partial<LibraryState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }
}

/** Of those chosen, the ones that the list still shows: no more are counted than can be seen. */
function stillThere(selected: ReadonlySet<string>, items: readonly RecordingItem[]): ReadonlySet<string> {
  return new Set(items.map(({ id }) => id).filter((id) => selected.has(id)));
}
