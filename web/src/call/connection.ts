import type { Clock } from "../ui/clock.ts";
import type { CallServer, Entry } from "./call-server.ts";
import type { CallPhase } from "./call-view.ts";
import type { MediaRoom } from "./media-room.ts";
import { Outage } from "./outage.ts";
import type { CallState, ServerMessage } from "./protocol.ts";
import { rejoinWithin } from "./rejoin.ts";
import { ServerFeed } from "./server-feed.ts";

export interface ConnectionListener {
  onState(state: CallState): void;
  onMessage(message: ServerMessage): void;
  /** A new media connection: nothing is sent on it yet. */
  onFresh(): void;
  /** The person is told that the connection is lost. */
  onLost(): void;
  /** It is back; `told` says whether the person had been told. */
  onBack(told: boolean): void;
  /** No way back: the server refuses, or two minutes have passed. */
  onGivenUp(): void;
  onChanged(): void;
}

/**
 * The two ways to the server, media and messages, and how they come back: LiveKit resumes by itself; when it gives up,
 * one joins again with the ticket; after two minutes it is over.
 */
export class Connection {
  #phase: CallPhase = "connecting";
  #feed: ServerFeed | null = null;
  #mediaUp = false;
  #known = false;
  readonly #outage: Outage;

  constructor(
    private entry: Entry,
    private readonly server: CallServer,
    private readonly room: MediaRoom,
    private readonly clock: Clock,
    private readonly listener: ConnectionListener,
  ) {
    this.#outage = new Outage(clock, {
      onShown: () => this.#setPhase("reconnecting", () => listener.onLost()),
      onOver: (shown) => this.#setPhase("connected", () => listener.onBack(shown)),
      onGivenUp: () => listener.onGivenUp(),
    });
  }

  get phase(): CallPhase {
    return this.#phase;
  }

  get participant(): Entry["participant"] {
    return this.entry.participant;
  }

  /** Rejects with `MediaError`. */
  async open(): Promise<void> {
    this.#mediaUp = false;
    await this.room.connect(this.entry.media);
    if (this.#phase === "left") return;
    this.#mediaUp = true;
    this.#openFeed();
    this.#settle();
    this.listener.onFresh();
  }

  /** Joins again with the ticket; false when the server says to wait in the lobby. */
  async reopen(): Promise<boolean> {
    const entry = await this.server.rejoin();
    if (entry === "waiting") return false;
    this.entry = entry;
    await this.open();
    return true;
  }

  receive(bytes: Uint8Array): void {
    this.#feed?.receive(bytes);
  }

  refresh(): void {
    this.#feed?.refresh();
  }

  /** @param already how long nothing had come when it was noticed, in milliseconds */
  interrupted(already: number): void {
    this.#mediaUp = false;
    this.#outage.begin(already);
  }

  resumed(): void {
    this.#mediaUp = true;
    this.refresh();
    this.#settle();
  }

  /** The media engine gave up: joins again until it works or there is no use. */
  async mend(): Promise<void> {
    this.interrupted(0);
    const result = await rejoinWithin(
      () => this.#outage.underWay,
      () => this.reopen(),
      this.clock,
    );
    if (result === "refused" && this.#phase !== "left") this.listener.onGivenUp();
  }

  close(): void {
    this.#phase = "left";
    this.#feed?.close();
    this.#outage.close();
  }

  #openFeed(): void {
    this.#feed?.close();
    this.server.enter(this.entry.call);
    const onState = (state: CallState) => {
      this.#known = true;
      this.listener.onState(state);
      this.#settle();
    };
    const onMessage = (message: ServerMessage) => this.listener.onMessage(message);
    this.#feed = new ServerFeed(
      this.entry.call,
      () => this.server.state(),
      { onState, onMessage },
      this.clock,
    );
    this.#feed.refresh();
  }

  #settle(): void {
    if (this.#phase === "left") return;
    if (this.#mediaUp && this.#known) {
      this.#phase = "connected";
      this.#outage.end();
    }
    this.listener.onChanged();
  }

  #setPhase(phase: CallPhase, tell: () => void): void {
    this.#phase = phase;
    tell();
    this.listener.onChanged();
  }
}
