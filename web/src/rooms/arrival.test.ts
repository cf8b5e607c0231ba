import { describe, expect, it, vi } from "vitest";
import { Problem } from "../api/problem.ts";
import type { Entered, Entrance, JoinAnswer, JoinRequest, LobbyNews, Waiting } from "../api/types.ts";
import { Lobby } from "../lobby/lobby.ts";
import { Arrival, type ArrivalServer, type Tickets } from "./arrival.ts";

const CODE = "abc-defg-hij";
const devices: JoinRequest = { name: "Tom", microphone: true, camera: false };

const entrance: Entrance = {
  code: CODE,
  title: null,
  access: "trusted",
  role: "guest",
  entry: "wait",
  people: null,
  name_needed: true,
  name: null,
  present_elsewhere: false,
  chat_kept_until: "end-of-call",
  captions: false,
};

const entered: Entered = {
  outcome: "entered",
  ticket: "in-the-call",
  call: { id: "c1" },
  participant: { id: "p1", name: "Tom", role: "guest" },
  media: { url: "ws://localhost/rtc", token: "", identity: "i1" },
};

const waiting: Waiting = {
  outcome: "waiting",
  ticket: "waits",
  request: {
    id: "r1",
    state: "waiting",
    asked_at: "2026-11-22T12:00:00Z",
    reason: "approval",
    tries_left: 2,
  },
};

/** A server that gives these answers in turn, and whose lobby says what the test says. */
function scripted(...answers: (JoinAnswer | Problem)[]) {
  const tell: ((news: Partial<LobbyNews>) => void)[] = [];
  const server = {
    readEntrance: vi.fn(async () => entrance),
    join: vi.fn(async (): Promise<JoinAnswer> => {
      const answer = answers.shift();
      if (answer === undefined) throw new Error("joined more often than the test expects");
      if (answer instanceof Problem) throw answer;
      return answer;
    }),
    withdrawRequest: vi.fn(async () => undefined),
    makeLobby: (answer: Waiting) => {
      const lobby = new Lobby(answer, async function* () {
        await new Promise(() => undefined);
      });
      tell.push((news) => lobby.state.update((view) => ({ ...view, news: { ...view.news, ...news } })));
      return lobby;
    },
  } satisfies ArrivalServer;
  return { server, tell: (news: Partial<LobbyNews>) => tell.at(-1)?.(news) };
}

function tabTickets(kept?: string): Tickets & { kept: string | undefined } {
  return {
    kept,
    read() {
      return this.kept;
    },
    keep(_, ticket) {
      this.kept = ticket;
    },
    drop() {
      this.kept = undefined;
    },
  };
}

const step = (arrival: Arrival) => arrival.state.value.step;

describe("arriving at a room", () => {
  it("shows pre-join, and enters only after a press", async () => {
    const { server } = scripted(entered);
    const tickets = tabTickets();
    const arrival = new Arrival(CODE, server, tickets);
    await arrival.load(devices);
    expect(step(arrival)).toBe("pre-join");
    expect(server.join).not.toHaveBeenCalled();
    await arrival.join(devices);
    expect(step(arrival)).toBe("entered");
    expect(tickets.kept).toBe("in-the-call");
  });

  it("goes from the lobby into the call by itself once admitted, with the ticket", async () => {
    const { server, tell } = scripted(waiting, entered);
    const arrival = new Arrival(CODE, server, tabTickets());
    await arrival.load(devices);
    await arrival.join(devices);
    expect(step(arrival)).toBe("waiting");
    tell({ state: "admitted" });
    await vi.waitUntil(() => step(arrival) === "entered");
    expect(server.join).toHaveBeenLastCalledWith(CODE, devices, "waits");
  });

  it("enters with the devices chosen while waiting", async () => {
    const { server, tell } = scripted(waiting, entered);
    const arrival = new Arrival(CODE, server, tabTickets());
    await arrival.load(devices);
    await arrival.join(devices);
    arrival.prepare({ ...devices, camera: true });
    tell({ state: "admitted" });
    await vi.waitUntil(() => step(arrival) === "entered");
    expect(server.join).toHaveBeenLastCalledWith(CODE, { ...devices, camera: true }, "waits");
  });

  it("goes straight back in after a reload", async () => {
    const { server } = scripted(entered);
    const arrival = new Arrival(CODE, server, tabTickets("in-the-call"));
    await arrival.load(devices);
    expect(step(arrival)).toBe("entered");
    expect(server.join).toHaveBeenCalledWith(CODE, devices, "in-the-call");
  });

  it("forgets a dead ticket and begins at pre-join without an error", async () => {
    const { server } = scripted(new Problem("ticket-invalid", 401));
    const tickets = tabTickets("old");
    const arrival = new Arrival(CODE, server, tickets);
    await arrival.load(devices);
    expect(arrival.state.value).toMatchObject({ step: "pre-join", busy: false, problem: undefined });
    expect(tickets.kept).toBeUndefined();
  });

  it("says why somebody who was removed does not come back by a reload", async () => {
    const { server } = scripted(new Problem("blocked", 403));
    const arrival = new Arrival(CODE, server, tabTickets("old"));
    await arrival.load(devices);
    expect(arrival.state.value).toMatchObject({ step: "pre-join", problem: { code: "blocked" } });
  });

  it("keeps the person on pre-join when joining fails", async () => {
    const { server } = scripted(new Problem("room-locked", 403), entered);
    const arrival = new Arrival(CODE, server, tabTickets());
    await arrival.load(devices);
    await arrival.join(devices);
    expect(arrival.state.value).toMatchObject({
      step: "pre-join",
      busy: false,
      problem: { code: "room-locked" },
    });
    await arrival.join(devices);
    expect(step(arrival)).toBe("entered");
  });

  it("shows an unknown room as a fault of the whole page", async () => {
    const { server } = scripted();
    server.readEntrance.mockRejectedValue(new Problem("room-unknown", 404));
    const arrival = new Arrival(CODE, server, tabTickets());
    await arrival.load(devices);
    expect(arrival.state.value).toMatchObject({ step: "failed", problem: { code: "room-unknown" } });
  });

  it("asks again from the lobby with the ticket, so that the server counts the requests", async () => {
    const { server, tell } = scripted(waiting, waiting);
    const arrival = new Arrival(CODE, server, tabTickets());
    await arrival.load(devices);
    await arrival.join(devices);
    tell({ state: "refused" });
    await arrival.askAgain();
    expect(step(arrival)).toBe("waiting");
    expect(server.join).toHaveBeenLastCalledWith(CODE, devices, "waits");
  });

  it("leaves the lobby for pre-join and tells the server", async () => {
    const { server } = scripted(waiting);
    const tickets = tabTickets();
    const arrival = new Arrival(CODE, server, tickets);
    await arrival.load(devices);
    await arrival.join(devices);
    await arrival.withdraw();
    expect(step(arrival)).toBe("pre-join");
    expect(tickets.kept).toBeUndefined();
    expect(server.withdrawRequest).toHaveBeenCalledWith("waits");
  });
});
