import { request } from "../../api/http.ts";
import { asProblem } from "../../api/problem.ts";
import { type Clock, systemClock } from "../../ui/clock.ts";
import { Store } from "../../ui/store.ts";

/** How a recording stands for somebody who has left its call. `missing`: gone, or not theirs to see. */
export type Left = "unknown" | "goes-on" | "prepared" | "ready" | "failed" | "missing";

/** Milliseconds between two looks at a recording that is not ready. */
export const LOOK_EVERY_MS = 3_000;

const GOES_ON = new Set(["announcing", "running", "paused", "interrupted"]);
const LASTING: ReadonlySet<Left> = new Set(["ready", "failed", "missing"]);

/** What the recordings of a call have become, looked at until each is ready, has failed or is gone. */
export class RecordingsLeft {
  readonly state: Store<ReadonlyMap<string, Left>>;
  #cancel: (() => void) | null = null;
  #closed = false;

  constructor(
    ids: readonly string[],
    private readonly readState: (id: string) => Promise<string> = stateOf,
    private readonly clock: Clock = systemClock,
  ) {
    this.state = new Store<ReadonlyMap<string, Left>>(new Map(ids.map((id) => [id, "unknown"])));
  }

  async look(): Promise<void> {
    const open = [...this.state.value].filter(([, left]) => !LASTING.has(left));
    const found = await Promise.all(
      open.map(async ([id, left]) => [id, await this.#lookAt(id, left)] as const),
    );
    if (this.#closed) return;
    this.state.set(new Map([...this.state.value, ...found]));
    if (found.some(([, left]) => !LASTING.has(left)))
      this.#cancel = this.clock.after(LOOK_EVERY_MS, () => void this.look());
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  async #lookAt(id: string, before: Left): Promise<Left> {
    try {
      return leftOf(await this.readState(id));
    } catch (error) {
      const { status } = asProblem(error);
      return status === 401 || status === 403 || status === 404 ? "missing" : before;
    }
  }
}

function leftOf(state: string): Left {
  if (GOES_ON.has(state)) return "goes-on";
  if (state === "ready" || state === "failed") return state;
  return state === "expired" || state === "deleted" ? "missing" : "prepared";
}

async function stateOf(id: string): Promise<string> {
  const { state } = await request<{ state: string }>("GET", `recordings/${encodeURIComponent(id)}`);
  return state;
}
