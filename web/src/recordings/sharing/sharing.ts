import { asProblem, type Problem } from "../../api/problem.ts";
import type { Share, ShareKind, ShareMade, ShareRequest } from "../../api/recordings.ts";
import { Store } from "../../ui/store.ts";
import type { RecordingServer } from "../recording-server.ts";

/** Most days that a link is valid. */
export const LONGEST_LINK = 90;
export const SHARE_KINDS: readonly ShareKind[] = ["person", "members", "accounts", "link"];

export type SharesServer = Pick<RecordingServer, "shares" | "share" | "revoke">;

export interface SharesState {
  status: "loading" | "ready" | "failed";
  items: readonly Share[];
  /** The link just made; it is told once. */
  link: string | undefined;
  problem: Problem | undefined;
  busy: boolean;
}

/** What one fills in. */
export interface ShareWish {
  kind: ShareKind;
  email: string;
  /** Last day of a link, YYYY-MM-DD in the reader's zone. */
  until: string;
  password: string;
  mayDownload: boolean;
  mayRead: boolean;
}

export type ShareFault = "email" | "until-missing" | "until-past" | "until-far";

/** What is wrong with a wish, or undefined. */
export function shareFault(wish: ShareWish, now: Date): ShareFault | undefined {
  if (wish.kind === "person") return /^\S+@\S+$/.test(wish.email.trim()) ? undefined : "email";
  if (wish.kind !== "link") return undefined;
  if (wish.until === "") return "until-missing";
  const end = endOfDay(wish.until);
  if (end.getTime() <= now.getTime()) return "until-past";
  return end.getTime() > latestEnd(now).getTime() ? "until-far" : undefined;
}

/** The latest moment that a link may be valid. */
export function latestEnd(now: Date): Date {
  const latest = new Date(now);
  latest.setDate(latest.getDate() + LONGEST_LINK);
  return latest;
}

/** The last day that a link may be given: it is valid to the end of its day. */
export function latestDay(now: Date): string {
  const latest = latestEnd(now);
  latest.setDate(latest.getDate() - 1);
  return dayOf(latest);
}

/** A day of the reader's calendar, as a date field wants it. */
export function dayOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const endOfDay = (day: string): Date => new Date(`${day}T23:59:00`);

function requestOf(wish: ShareWish): ShareRequest {
  const base = { kind: wish.kind, may_download: wish.mayDownload, may_read: wish.mayRead };
  if (wish.kind === "person") return { ...base, email: wish.email.trim() };
  if (wish.kind !== "link") return base;
  const until = endOfDay(wish.until).toISOString();
  return { ...base, until, ...(wish.password === "" ? {} : { password: wish.password }) };
}

/** With whom a recording is shared. */
export class Shares {
  readonly state = new Store<SharesState>({
    status: "loading",
    items: [],
    link: undefined,
    problem: undefined,
    busy: false,
  });
  readonly #server: SharesServer;
  readonly #origin: string;

  /** @param origin stands before links that the server tells without one. */
  constructor(server: SharesServer, origin: string) {
    this.#server = server;
    this.#origin = origin;
  }

  async load(): Promise<void> {
    try {
      const { items } = await this.#server.shares();
      this.#change({ status: "ready", items, problem: undefined });
    } catch (error) {
      this.#change({ status: "failed", problem: asProblem(error) });
    }
  }

  /** Shares it; what the server made, or undefined when it refused. */
  async share(wish: ShareWish): Promise<ShareMade | undefined> {
    this.#change({ busy: true, problem: undefined, link: undefined });
    try {
      const made = await this.#server.share(requestOf(wish));
      this.#change({ link: made.link === null ? undefined : new URL(made.link, this.#origin).href });
      await this.load();
      return made;
    } catch (error) {
      this.#change({ problem: asProblem(error) });
      return undefined;
    } finally {
      this.#change({ busy: false });
    }
  }

  async revoke(share: string): Promise<void> {
    try {
      await this.#server.revoke(share);
      this.#change({ link: undefined });
      await this.load();
    } catch (error) {
      this.#change({ problem: asProblem(error) });
    }
  }

  #change(change: Partial<SharesState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }
}
