import type { Problem } from "../api/problem.ts";
import { signOut as endSession, readSession } from "../api/session.ts";
import type { Account, Instance } from "../api/types.ts";
import { Store } from "../ui/store.ts";

export type SessionState =
  | { status: "loading" }
  | { status: "failed"; problem: Problem }
  | { status: "ready"; instance: Instance; account: Account | null };

/** Who uses this browser, and what the installation says of itself. */
export const session = new Store<SessionState>({ status: "loading" });

/** Milliseconds by which the server's clock is ahead of ours; what the server dates is compared by it. */
let serverAhead = 0;

/** The server's time, in milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + serverAhead;
}

/** Reads the session from the server; called at the start and by *Try again*. */
export async function loadSession(): Promise<void> {
  try {
    const asked = Date.now();
    const { instance, account, server_time } = await readSession();
    // The server read its clock somewhere between the question and the answer.
    serverAhead = Date.parse(server_time) - (asked + Date.now()) / 2;
    session.set({ status: "ready", instance, account });
  } catch (error) {
    session.set({ status: "failed", problem: error as Problem });
  }
}

/** Takes note of an account that has just signed in. */
export function rememberAccount(account: Account): void {
  session.update((state) => (state.status === "ready" ? { ...state, account } : state));
}

/** Signs out; nothing changes here when the server cannot be reached. @throws {Problem} */
export async function signOut(): Promise<void> {
  await endSession();
  await loadSession();
}
