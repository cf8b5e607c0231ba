import type { Clock } from "../ui/clock.ts";
import { type CallState, type Envelope, readEnvelope, type ServerMessage } from "./protocol.ts";
import { Unreadable } from "./reading.ts";

/** The waits before another try to fetch the state, in milliseconds; the last one repeats. */
const RETRY_AFTER = [500, 1_000, 2_000, 5_000] as const;
/** Messages kept while the state is on its way; with more, the state is asked for once again. */
const MOST_WAITING = 500;

export interface FeedReader {
  onState(state: CallState): void;
  onMessage(message: ServerMessage): void;
}

/**
 * Puts the server's messages of one call in order: a snapshot first, then each message whose number follows.
 * A gap in the numbers, or a message that cannot be read, asks for a new snapshot.
 */
export class ServerFeed {
  #seq: number | null = null;
  #waiting: Envelope[] = [];
  #overflowed = false;
  #fetching = false;
  #failures = 0;
  #cancelRetry: (() => void) | null = null;
  #closed = false;

  constructor(
    private readonly call: string,
    private readonly fetchState: () => Promise<CallState>,
    private readonly reader: FeedReader,
    private readonly clock: Clock,
  ) {}

  /** Takes the bytes of one message of the server. Messages of another call are dropped. */
  receive(bytes: Uint8Array): void {
    const envelope = this.#read(bytes);
    if (envelope === null || envelope.call !== this.call || this.#closed) return;
    if (this.#fetching || this.#seq === null) this.#keep(envelope);
    else this.#take(envelope);
  }

  /** Fetches the snapshot, now. At most one request is under way. */
  refresh(): void {
    if (this.#fetching || this.#closed) return;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#fetching = true;
    this.fetchState().then(
      (state) => this.#onState(state),
      () => this.#onFailure(),
    );
  }

  close(): void {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#waiting = [];
  }

  #read(bytes: Uint8Array): Envelope | null {
    try {
      return readEnvelope(bytes);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.refresh();
      return null;
    }
  }

  #keep(envelope: Envelope): void {
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(envelope);
    else this.#overflowed = true;
  }

  #take(envelope: Envelope): void {
    const last = this.#seq ?? 0;
    if (envelope.seq <= last) return;
    if (envelope.seq > last + 1) {
      this.#keep(envelope);
      this.refresh();
      return;
    }
    this.#seq = envelope.seq;
    this.reader.onMessage(envelope.message);
  }

  #onState(state: CallState): void {
    this.#fetching = false;
    if (this.#closed) return;
    this.#failures = 0;
    this.#seq = state.seq;
    const waiting = this.#waiting.sort((one, other) => one.seq - other.seq);
    const again = this.#overflowed;
    this.#waiting = [];
    this.#overflowed = false;
    this.reader.onState(state);
    for (const envelope of waiting) {
      if (this.#fetching) this.#keep(envelope);
      else this.#take(envelope);
    }
    if (again) this.refresh();
  }

  #onFailure(): void {
    this.#fetching = false;
    if (this.#closed) return;
    const delay = RETRY_AFTER[Math.min(this.#failures, RETRY_AFTER.length - 1)] ?? 5_000;
    this.#failures += 1;
    this.#cancelRetry = this.clock.after(delay, () => this.refresh());
  }
}
