import { readEvents } from "../api/event-stream.ts";
import { openStream } from "../api/http.ts";
import { Problem } from "../api/problem.ts";
import type { LobbyNews, Waiting } from "../api/types.ts";
import { type Clock, systemClock } from "../ui/clock.ts";
import { Store } from "../ui/store.ts";

/** Milliseconds before each new attempt to hear from the server; the last one repeats. */
export const RETRY_DELAYS = [500, 1_000, 2_000, 5_000] as const;

export interface LobbyView {
  news: LobbyNews;
  askedAt: string;
  /** False while the server cannot be reached; the place is kept for 2 min. */
  connected: boolean;
  /** The ticket is no longer known: one has to ask again. */
  lost: boolean;
}

export type EventSource = (
  ticket: string,
  signal: AbortSignal,
) => AsyncIterable<{ event: string; data: string }>;

/** What a person who waits sees of the lobby: pushed by the server, followed through cuts of the network. */
export class Lobby {
  readonly state: Store<LobbyView>;
  readonly #ticket: string;
  readonly #source: EventSource;
  readonly #clock: Clock;
  readonly #ending = new AbortController();
  #failures = 0;

  constructor(waiting: Waiting, source: EventSource = lobbyEvents, clock: Clock = systemClock) {
    const { state, reason, tries_left, asked_at } = waiting.request;
    this.#ticket = waiting.ticket;
    this.#source = source;
    this.#clock = clock;
    const news: LobbyNews = { state, reason, tries_left, ask_again_at: null, message: null, title: null };
    this.state = new Store<LobbyView>({ news, askedAt: asked_at, connected: true, lost: false });
    void this.#follow();
  }

  close(): void {
    this.#ending.abort();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        for await (const { event, data } of this.#source(this.#ticket, signal)) {
          if (signal.aborted) return;
          if (event === "request") this.#hear(JSON.parse(data) as LobbyNews);
        }
      } catch (error) {
        if (signal.aborted) return;
        if (isFinal(error)) {
          this.state.update((view) => ({ ...view, lost: true }));
          return;
        }
        this.state.update((view) => ({ ...view, connected: false }));
      }
      if (isOver(this.state.value.news)) return;
      await this.#pause();
    }
  }

  #hear(news: LobbyNews): void {
    this.#failures = 0;
    this.state.update((view) => ({ ...view, news, connected: true }));
  }

  async #pause(): Promise<void> {
    const delay = RETRY_DELAYS[Math.min(this.#failures, RETRY_DELAYS.length - 1)] ?? 0;
    this.#failures += 1;
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(delay, resolve);
      this.#ending.signal.addEventListener("abort", () => {
        cancel();
        resolve();
      });
    });
  }
}

/** No further news will come: the request has been answered for good. */
function isOver({ state }: LobbyNews): boolean {
  return state !== "waiting" && state !== "queued_full";
}

function isFinal(error: unknown): boolean {
  return error instanceof Problem && (error.status === 401 || error.status === 403 || error.status === 404);
}

async function* lobbyEvents(ticket: string, signal: AbortSignal) {
  yield* readEvents(await openStream("lobby/events", { ticket, signal }));
}
