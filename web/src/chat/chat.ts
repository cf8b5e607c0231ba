import type { MessageId, ParticipantId } from "../call/identity.ts";
import type { ChatMessage } from "../call/protocol.ts";

export const LONGEST_TEXT = 4_000;
/** Messages kept in the page; older ones are fetched again when asked for. */
export const MOST_MESSAGES = 1_000;
/** Lines of one person within this time stand under one name. */
const SAME_BREATH_MS = 5 * 60_000;

export interface ChatLine {
  readonly message: ChatMessage;
  readonly own: boolean;
  /** Follows the line before it without a name of its own. */
  readonly continued: boolean;
  /** The first line that was not seen yet. */
  readonly firstUnread: boolean;
}

export interface ChatView {
  readonly lines: readonly ChatLine[];
  readonly unread: number;
  readonly draft: string;
  readonly sending: boolean;
  /** Code of the error that kept the last message from being sent, with its params. */
  readonly problem: ChatProblem | null;
  /** Earlier messages can be fetched. */
  readonly more: boolean;
}

export interface ChatProblem {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** The server side that the chat needs. */
export interface ChatServer {
  /** `nonce` makes sending the same message twice harmless. */
  sendChat(text: string, nonce: string): Promise<ChatMessage>;
  earlierChat(before: string): Promise<{ items: readonly ChatMessage[]; before: string | null }>;
}

/** The chat of one call: messages of the server in order, what was not read yet, and the text being written. */
export class Chat {
  #messages: readonly ChatMessage[] = [];
  #before: string | null = null;
  /** The first snapshot was taken: what a later one adds was missed. */
  #begun = false;
  #open = false;
  #unread = 0;
  #unreadFrom: MessageId | null = null;
  #draft = "";
  #sending: string | null = null;
  #problem: ChatProblem | null = null;

  constructor(
    private readonly server: ChatServer,
    private readonly newNonce: () => string,
    private readonly problemOf: (error: unknown) => ChatProblem,
    private readonly changed: () => void,
  ) {}

  view(self: ParticipantId | null): ChatView {
    return {
      lines: this.#messages.map((message, index) => ({
        message,
        own: message.participant === self,
        continued: continues(this.#messages[index - 1], message) && message.id !== this.#unreadFrom,
        firstUnread: message.id === this.#unreadFrom,
      })),
      unread: this.#unread,
      draft: this.#draft,
      sending: this.#sending !== null,
      problem: this.#problem,
      more: this.#before !== null,
    };
  }

  /** The newest messages, newest first, without deleted ones. */
  newest(): readonly ChatMessage[] {
    return this.#messages.filter((message) => !message.deleted).reverse();
  }

  /** Takes the messages of a snapshot. Those that came while it was asked for are kept. */
  replace(items: readonly ChatMessage[], before: string | null, self: ParticipantId): readonly ChatMessage[] {
    const known = new Set(this.#messages.map((message) => message.id));
    const first = !this.#begun;
    this.#begun = true;
    const merged = new Map([...this.#messages, ...items].map((message) => [message.id, message]));
    if (first) this.#before = before;
    this.#messages = ordered([...merged.values()]);
    const missed = first ? [] : items.filter((message) => !known.has(message.id) && !message.deleted);
    for (const message of missed) this.#count(message, self);
    return missed;
  }

  add(message: ChatMessage, self: ParticipantId | null): void {
    if (this.#messages.some((known) => known.id === message.id)) return;
    this.#messages = ordered([...this.#messages, message]);
    this.#count(message, self);
    this.changed();
  }

  markDeleted(id: MessageId): void {
    this.#messages = this.#messages.map((message) =>
      message.id === id ? { ...message, deleted: true, text: "" } : message,
    );
    this.changed();
  }

  /** The panel was opened or closed. What was unread stays marked until it is closed again. */
  setOpen(open: boolean): void {
    this.#open = open;
    this.#unread = 0;
    if (!open) this.#unreadFrom = null;
    this.changed();
  }

  write(text: string): void {
    this.#draft = text;
    this.#problem = null;
    this.changed();
  }

  /** Sends what was written. The text stays in the field until the server has taken it. */
  async send(self: ParticipantId | null): Promise<void> {
    const text = this.#draft.trim();
    if (text === "" || this.#sending !== null) return;
    if (text.length > LONGEST_TEXT) {
      this.#problem = { code: "message-too-long", params: { limit: LONGEST_TEXT } };
      this.changed();
      return;
    }
    const draft = this.#draft;
    this.#sending = this.newNonce();
    this.#problem = null;
    this.changed();
    try {
      const message = await this.server.sendChat(text, this.#sending);
      if (this.#draft === draft) this.#draft = "";
      this.add(message, self);
    } catch (error) {
      this.#problem = this.problemOf(error);
    } finally {
      this.#sending = null;
      this.changed();
    }
  }

  async showEarlier(): Promise<void> {
    const before = this.#before;
    if (before === null) return;
    try {
      const page = await this.server.earlierChat(before);
      const known = new Set(this.#messages.map((message) => message.id));
      this.#messages = [...page.items.filter((message) => !known.has(message.id)), ...this.#messages].sort(
        bySending,
      );
      this.#before = page.before;
    } catch (error) {
      this.#problem = this.problemOf(error);
    }
    this.changed();
  }

  #count(message: ChatMessage, self: ParticipantId | null): void {
    if (this.#open || message.participant === self) return;
    this.#unread += 1;
    this.#unreadFrom ??= message.id;
  }
}

function ordered(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  return [...messages].sort(bySending).slice(-MOST_MESSAGES);
}

function bySending(one: ChatMessage, other: ChatMessage): number {
  return one.sentAt - other.sentAt;
}

function continues(before: ChatMessage | undefined, message: ChatMessage): boolean {
  return (
    before !== undefined &&
    before.participant !== null &&
    before.participant === message.participant &&
    before.name === message.name &&
    message.sentAt - before.sentAt < SAME_BREATH_MS
  );
}
