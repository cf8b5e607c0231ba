import type { Clock } from "../ui/clock.ts";
import type { RequestId } from "./identity.ts";
import type { Sentence } from "./sentence.ts";

/** A toast without an action goes away by itself after this time. */
export const TOAST_MS = 6_000;
const MOST_TOASTS = 3;
const MOST_KEPT = 50;

export type NoticeTone = "info" | "warning" | "problem";

/** What the button of a notice does. */
export type NoticeAction =
  | { readonly kind: "admit"; readonly request: RequestId }
  | { readonly kind: "open-people" }
  | { readonly kind: "open-chat" }
  | { readonly kind: "turn-on-microphone" }
  | { readonly kind: "keep-hand" }
  | { readonly kind: "allow-new-guests" }
  | { readonly kind: "start-recording" }
  | { readonly kind: "open-recording" }
  | { readonly kind: "type-captions" };

export interface Notice {
  readonly id: number;
  /** Notices of the same topic replace each other. */
  readonly topic: string;
  readonly words: Sentence;
  readonly detail: Sentence | null;
  readonly tone: NoticeTone;
  readonly action: NoticeAction | null;
  /** Stable code of the error behind it, if any. */
  readonly error: string | null;
  /** Milliseconds of the model's clock. */
  readonly at: number;
  readonly shown: boolean;
}

export interface NewNotice {
  readonly topic?: string;
  readonly words: Sentence;
  readonly detail?: Sentence;
  readonly tone?: NoticeTone;
  readonly action?: NoticeAction;
  readonly error?: string;
  /** Goes away by itself although it has an action, because the action stays elsewhere. */
  readonly brief?: boolean;
}

/** What was told to the person: at most three at a time as toasts, the last fifty in a list. */
export class Notices {
  #all: readonly Notice[] = [];
  readonly #timers = new Map<number, () => void>();
  #next = 1;

  constructor(
    private readonly clock: Clock,
    private readonly changed: () => void,
  ) {}

  /** Newest last. */
  get all(): readonly Notice[] {
    return this.#all;
  }

  get toasts(): readonly Notice[] {
    return this.#all.filter((notice) => notice.shown).slice(-MOST_TOASTS);
  }

  add(notice: NewNotice): void {
    const id = this.#next++;
    const topic = notice.topic ?? `notice-${id}`;
    this.withdraw(topic);
    const added: Notice = {
      id,
      topic,
      words: notice.words,
      detail: notice.detail ?? null,
      tone: notice.tone ?? "info",
      action: notice.action ?? null,
      error: notice.error ?? null,
      at: this.clock.now(),
      shown: true,
    };
    this.#all = [...this.#all, added].slice(-MOST_KEPT);
    if (added.action === null || notice.brief === true) {
      this.#timers.set(
        id,
        this.clock.after(TOAST_MS, () => this.dismiss(id)),
      );
    }
    this.changed();
  }

  /** Is a toast on this topic in sight? */
  says(topic: string): boolean {
    return this.toasts.some((notice) => notice.topic === topic);
  }

  /** Takes the toast away; the notice stays in the list. */
  dismiss(id: number): void {
    this.#stop(id);
    this.#all = this.#all.map((notice) => (notice.id === id ? { ...notice, shown: false } : notice));
    this.changed();
  }

  /** What was said on this topic is in sight elsewhere: no toast is needed. */
  hide(topic: string): void {
    for (const notice of this.#all) if (notice.topic === topic && notice.shown) this.dismiss(notice.id);
  }

  /** Removes what was said on this topic, because it is no longer true. */
  withdraw(topic: string): void {
    const gone = this.#all.filter((notice) => notice.topic === topic);
    if (gone.length === 0) return;
    for (const notice of gone) this.#stop(notice.id);
    this.#all = this.#all.filter((notice) => notice.topic !== topic);
    this.changed();
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #stop(id: number): void {
    this.#timers.get(id)?.();
    this.#timers.delete(id);
  }
}
