import { asProblem, type Problem } from "../api/problem.ts";
import { giveRole, listRoles, withdrawRole } from "../api/rooms.ts";
import type { RoleItem, RoomRole } from "../api/types.ts";
import { Store } from "../ui/store.ts";

export interface RolesState {
  status: "loading" | "ready" | "failed";
  items: readonly RoleItem[];
  problem: Problem | undefined;
}

export interface RolesServer {
  listRoles: typeof listRoles;
  giveRole: typeof giveRole;
  withdrawRole: typeof withdrawRole;
}

/** Who has which role in a room, given by e-mail whether or not that person has an account yet. */
export class RoomRolesModel {
  readonly state = new Store<RolesState>({ status: "loading", items: [], problem: undefined });
  readonly #code: string;
  readonly #ticket: string | undefined;
  readonly #server: RolesServer;

  constructor(code: string, ticket?: string, server: RolesServer = { listRoles, giveRole, withdrawRole }) {
    this.#code = code;
    this.#ticket = ticket;
    this.#server = server;
  }

  async load(): Promise<void> {
    try {
      const { items } = await this.#server.listRoles(this.#code, this.#ticket);
      this.state.set({ status: "ready", items, problem: undefined });
    } catch (error) {
      this.state.update((state) => ({ ...state, status: "failed", problem: asProblem(error) }));
    }
  }

  /** Gives or changes a role; true if the server did so. */
  give(email: string, role: RoomRole): Promise<boolean> {
    return this.#act(() => this.#server.giveRole(this.#code, email, role, this.#ticket));
  }

  withdraw(id: number): Promise<boolean> {
    return this.#act(() => this.#server.withdrawRole(this.#code, id, this.#ticket));
  }

  async #act(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      await this.load();
      return true;
    } catch (error) {
      this.state.update((state) => ({ ...state, problem: asProblem(error) }));
      return false;
    }
  }
}
