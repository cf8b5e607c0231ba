import { asProblem, type Problem } from "../api/problem.ts";
import { changeSettings, readSettings } from "../api/rooms.ts";
import type { Settings, SettingsChange } from "../api/types.ts";
import { Store } from "../ui/store.ts";

export interface SettingsState {
  status: "loading" | "ready" | "failed";
  settings: Settings | undefined;
  problem: Problem | undefined;
}

export interface SettingsServer {
  readSettings: typeof readSettings;
  changeSettings: typeof changeSettings;
}

/** The settings of a room. A change shows at once and is taken back, with the reason, if the server refuses it. */
export class RoomSettingsModel {
  readonly state = new Store<SettingsState>({ status: "loading", settings: undefined, problem: undefined });
  readonly #code: string;
  readonly #ticket: string | undefined;
  readonly #server: SettingsServer;
  #turn: Promise<void> = Promise.resolve();

  constructor(code: string, ticket?: string, server: SettingsServer = { readSettings, changeSettings }) {
    this.#code = code;
    this.#ticket = ticket;
    this.#server = server;
  }

  async load(): Promise<void> {
    try {
      const settings = await this.#server.readSettings(this.#code, this.#ticket);
      this.state.set({ status: "ready", settings, problem: undefined });
    } catch (error) {
      this.state.update((state) => ({ ...state, status: "failed", problem: asProblem(error) }));
    }
  }

  /** Takes what another host changed meanwhile. */
  hear(settings: Settings): void {
    this.state.set({ status: "ready", settings, problem: undefined });
  }

  /** Changes follow each other in the order of the presses. */
  change(change: SettingsChange): Promise<void> {
    this.#show(change);
    this.#turn = this.#turn.then(() => this.#send(change));
    return this.#turn;
  }

  async #send(change: SettingsChange): Promise<void> {
    try {
      const settings = await this.#server.changeSettings(this.#code, change, this.#ticket);
      this.state.set({ status: "ready", settings, problem: undefined });
    } catch (error) {
      await this.load();
      this.state.update((state) => ({ ...state, problem: asProblem(error) }));
    }
  }

  #show(change: SettingsChange): void {
    this.state.update((state) =>
      state.settings === undefined
        ? state
        : { ...state, settings: { ...state.settings, ...change }, problem: undefined },
    );
  }
}
