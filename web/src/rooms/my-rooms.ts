import type { Problem } from "../api/problem.ts";
import { listRooms } from "../api/rooms.ts";
import type { RoomItem } from "../api/types.ts";
import { Store } from "../ui/store.ts";

export interface MyRoomsState {
  status: "loading" | "ready" | "failed";
  items: readonly RoomItem[];
  /** Where the next page begins; null after the last one. */
  next: string | null;
  problem: Problem | undefined;
}

/** The rooms in which the person signed in has a role, page by page. */
export class MyRooms {
  readonly state = new Store<MyRoomsState>({ status: "loading", items: [], next: null, problem: undefined });
  readonly #list: typeof listRooms;

  constructor(list: typeof listRooms = listRooms) {
    this.#list = list;
  }

  /** Reads the first page, again after a fault. What was shown before stays meanwhile. */
  async load(): Promise<void> {
    await this.#read(undefined, []);
  }

  async more(): Promise<void> {
    const { next, items } = this.state.value;
    if (next !== null) await this.#read(next, items);
  }

  async #read(cursor: string | undefined, before: readonly RoomItem[]): Promise<void> {
    try {
      const page = await this.#list(cursor);
      this.state.set({
        status: "ready",
        items: [...before, ...page.items],
        next: page.next,
        problem: undefined,
      });
    } catch (error) {
      this.state.update((state) => ({ ...state, status: "failed", problem: error as Problem }));
    }
  }
}
