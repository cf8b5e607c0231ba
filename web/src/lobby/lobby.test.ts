import { afterEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../api/problem.ts";
import type { LobbyNews, Waiting } from "../api/types.ts";
import { type EventSource, Lobby } from "./lobby.ts";

const waiting: Waiting = {
  outcome: "waiting",
  ticket: "t".repeat(22),
  request: {
    id: "r1",
    state: "waiting",
    asked_at: "2026-11-22T12:00:00Z",
    reason: "approval",
    tries_left: 2,
  },
};

const news = (change: Partial<LobbyNews>): LobbyNews => ({
  state: "waiting",
  reason: "approval",
  tries_left: 2,
  ask_again_at: null,
  message: null,
  title: null,
  ...change,
});

/** A server whose streams are played one after the other: news, or a fault. */
class ScriptedServer {
  opened = 0;
  readonly #streams: (LobbyNews | Error | "stay")[][];

  constructor(...streams: (LobbyNews | Error | "stay")[][]) {
    this.#streams = streams;
  }

  readonly events: EventSource = (_, signal) => this.#play(this.#streams[this.opened++] ?? ["stay"], signal);

  async *#play(stream: (LobbyNews | Error | "stay")[], signal: AbortSignal) {
    for (const step of stream) {
      if (step instanceof Error) throw step;
      if (step === "stay") await new Promise((resolve) => signal.addEventListener("abort", resolve));
      else yield { event: "request", data: JSON.stringify(step) };
    }
  }
}

/** A clock whose pauses end at once. */
const impatient = {
  now: () => 0,
  after: (_: number, callback: () => void) => {
    queueMicrotask(callback);
    return () => undefined;
  },
};

let lobby: Lobby | undefined;
afterEach(() => lobby?.close());

const enter = (server: ScriptedServer) => {
  lobby = new Lobby(waiting, server.events, impatient);
  return lobby.state;
};

describe("a person in the lobby", () => {
  it("sees each change that the server pushes", async () => {
    const state = enter(
      new ScriptedServer([news({ message: "Two more minutes." }), news({ state: "admitted" })]),
    );
    await vi.waitUntil(() => state.value.news.state === "admitted");
    expect(state.value).toMatchObject({ connected: true, lost: false, askedAt: "2026-11-22T12:00:00Z" });
  });

  it("comes back by itself after a cut, and says so meanwhile", async () => {
    const server = new ScriptedServer(
      [news({}), new Problem("net-signal", 0)],
      [new Problem("net-signal", 0)],
      [news({ reason: "host-absent" }), "stay"],
    );
    const state = enter(server);
    const connected: boolean[] = [];
    state.subscribe(() => connected.push(state.value.connected));
    await vi.waitUntil(() => state.value.news.reason === "host-absent");
    expect(connected).toContain(false);
    expect(state.value.connected).toBe(true);
    expect(server.opened).toBe(3);
  });

  it("listens again when the server ends the stream without an answer", async () => {
    const state = enter(new ScriptedServer([news({})], [news({ state: "refused" })]));
    await vi.waitUntil(() => state.value.news.state === "refused");
  });

  it("stops listening once the request has been answered", async () => {
    const server = new ScriptedServer([news({ state: "refused" })]);
    const state = enter(server);
    await vi.waitUntil(() => state.value.news.state === "refused");
    await Promise.resolve();
    expect(server.opened).toBe(1);
  });

  it("knows that a forgotten ticket will not come back", async () => {
    const server = new ScriptedServer([new Problem("ticket-invalid", 401)]);
    const state = enter(server);
    await vi.waitUntil(() => state.value.lost);
    expect(server.opened).toBe(1);
  });
});
