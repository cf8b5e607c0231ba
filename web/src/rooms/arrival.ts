import { asProblem, Problem } from "../api/problem.ts";
import { join, readEntrance, withdrawRequest } from "../api/rooms.ts";
import { dropTicket, keepTicket, readTicket } from "../api/tickets.ts";
import type { Entered, Entrance, JoinAnswer, JoinRequest } from "../api/types.ts";
import { Lobby } from "../lobby/lobby.ts";
import { Store } from "../ui/store.ts";

export type ArrivalState =
  | { step: "loading" }
  | { step: "failed"; problem: Problem }
  | { step: "pre-join"; entrance: Entrance; busy: boolean; problem: Problem | undefined }
  | { step: "waiting"; entrance: Entrance; lobby: Lobby; busy: boolean; problem: Problem | undefined }
  | { step: "entered"; entrance: Entrance; entered: Entered };

export interface ArrivalServer {
  readEntrance: typeof readEntrance;
  join: typeof join;
  withdrawRequest: typeof withdrawRequest;
  makeLobby: (waiting: Extract<JoinAnswer, { outcome: "waiting" }>) => Lobby;
}

export interface Tickets {
  read(code: string): string | undefined;
  keep(code: string, ticket: string): void;
  drop(code: string): void;
}

const realServer: ArrivalServer = {
  readEntrance,
  join,
  withdrawRequest,
  makeLobby: (waiting) => new Lobby(waiting),
};

const tabTickets: Tickets = { read: readTicket, keep: keepTicket, drop: dropTicket };

/** The way of one person from a room's address into its call: pre-join, lobby, in. A reload goes back to where one was. */
export class Arrival {
  readonly state = new Store<ArrivalState>({ step: "loading" });
  readonly #code: string;
  readonly #server: ArrivalServer;
  readonly #tickets: Tickets;
  #request: JoinRequest = { microphone: true, camera: true };
  #closed = false;

  constructor(code: string, server: ArrivalServer = realServer, tickets: Tickets = tabTickets) {
    this.#code = code;
    this.#server = server;
    this.#tickets = tickets;
  }

  /** Looks at the room; with a ticket of this tab, goes straight back in. */
  async load(request: JoinRequest): Promise<void> {
    this.#request = request;
    this.#set({ step: "loading" });
    const ticket = this.#tickets.read(this.#code);
    try {
      const entrance = await this.#server.readEntrance(this.#code);
      this.#set({ step: "pre-join", entrance, busy: ticket !== undefined, problem: undefined });
      if (ticket !== undefined) await this.#return(entrance, ticket);
    } catch (error) {
      this.#set({ step: "failed", problem: asProblem(error) });
    }
  }

  /** Enters, or asks to. Errors are shown where the person is, and lose nothing. */
  async join(request: JoinRequest): Promise<void> {
    const before = this.state.value;
    if (before.step !== "pre-join" && before.step !== "waiting") return;
    this.#request = request;
    this.#set({ ...before, busy: true, problem: undefined });
    try {
      const ticket = before.step === "waiting" ? this.#tickets.read(this.#code) : undefined;
      this.#take(before.entrance, await this.#server.join(this.#code, request, ticket));
    } catch (error) {
      this.#set({ ...before, busy: false, problem: asProblem(error) });
    }
  }

  /** Uses a change of devices or name for what comes next. */
  prepare(request: JoinRequest): void {
    this.#request = request;
  }

  /** Asks again after a refusal or a time-out. */
  askAgain(): Promise<void> {
    return this.join(this.#request);
  }

  /** Gives up waiting and goes back to pre-join. */
  async withdraw(): Promise<void> {
    const { value } = this.state;
    const ticket = this.#tickets.read(this.#code);
    if (value.step !== "waiting") return;
    value.lobby.close();
    this.#tickets.drop(this.#code);
    this.#set({ step: "pre-join", entrance: value.entrance, busy: false, problem: undefined });
    if (ticket !== undefined) await this.#server.withdrawRequest(ticket).catch(() => undefined); // it ends by itself in 10 min
  }

  /** After the call: begins again at pre-join, with the place in the call if it is still kept. */
  rejoin(): Promise<void> {
    return this.load(this.#request);
  }

  close(): void {
    this.#closed = true;
    if (this.state.value.step === "waiting") this.state.value.lobby.close();
  }

  async #return(entrance: Entrance, ticket: string): Promise<void> {
    try {
      this.#take(entrance, await this.#server.join(this.#code, this.#request, ticket));
    } catch (error) {
      this.#tickets.drop(this.#code);
      const problem = isTicketDead(error) ? undefined : asProblem(error);
      this.#set({ step: "pre-join", entrance, busy: false, problem });
    }
  }

  #take(entrance: Entrance, answer: JoinAnswer): void {
    const { value } = this.state;
    if (value.step === "waiting") value.lobby.close();
    this.#tickets.keep(this.#code, answer.ticket);
    if (answer.outcome === "entered") {
      this.#set({ step: "entered", entrance, entered: answer });
      return;
    }
    const lobby = this.#server.makeLobby(answer);
    lobby.state.subscribe(() => {
      if (lobby.state.value.news.state === "admitted") void this.#enterAdmitted(lobby);
    });
    this.#set({ step: "waiting", entrance, lobby, busy: false, problem: undefined });
  }

  async #enterAdmitted(lobby: Lobby): Promise<void> {
    const { value } = this.state;
    if (value.step === "waiting" && value.lobby === lobby && !value.busy) await this.join(this.#request);
  }

  #set(state: ArrivalState): void {
    if (!this.#closed) this.state.set(state);
    else if (state.step === "waiting") state.lobby.close();
  }
}

function isTicketDead(error: unknown): boolean {
  return error instanceof Problem && (error.status === 401 || error.code === "ticket-invalid");
}
