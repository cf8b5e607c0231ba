import { type Announcer, announcer } from "./announcer.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Store } from "./store.ts";

/** Milliseconds that a toast without action stays. */
export const TOAST_LIFE = 6_000;
const MOST_AT_ONCE = 3;
const MOST_NOTICES = 100;

export interface ToastAction {
  label: string;
  act: () => void;
}

export interface Toast {
  id: number;
  text: string;
  tone: "info" | "warning" | "danger" | "success";
  actions: readonly ToastAction[];
  at: Date;
}

/** Short notices. At most three are seen; those with an action stay until it is taken; all are kept in `notices`. */
export class Toasts {
  readonly shown = new Store<readonly Toast[]>([]);
  readonly notices = new Store<readonly Toast[]>([]);
  readonly #clock: Clock;
  readonly #announcer: Announcer;
  #count = 0;

  constructor(clock: Clock = systemClock, spoken: Announcer = announcer) {
    this.#clock = clock;
    this.#announcer = spoken;
  }

  /** Shows and announces a notice; gives what takes it away. */
  show(
    text: string,
    options: Partial<Pick<Toast, "tone" | "actions">> & { silent?: boolean } = {},
  ): () => void {
    const { tone = "info", actions = [], silent = false } = options;
    this.#count += 1;
    const toast: Toast = { id: this.#count, text, tone, actions, at: new Date() };
    this.shown.update((toasts) => [...toasts, toast].slice(-MOST_AT_ONCE));
    this.notices.update((notices) => [...notices, toast].slice(-MOST_NOTICES));
    if (!silent) this.#announcer.say(text);
    const dismiss = () => this.dismiss(toast.id);
    if (actions.length === 0) this.#clock.after(TOAST_LIFE, dismiss);
    return dismiss;
  }

  dismiss(id: number): void {
    this.shown.update((toasts) => toasts.filter((toast) => toast.id !== id));
  }
}

/** The page's toasts. */
export const toasts = new Toasts();
