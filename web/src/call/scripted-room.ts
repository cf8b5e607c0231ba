import type { PictureLimit } from "./data-saver.ts";
import type { MediaIdentity, ParticipantId } from "./identity.ts";
import type {
  MediaAddress,
  MediaEvent,
  MediaPerson,
  MediaRoom,
  MediaSnapshot,
  Picture,
} from "./media-room.ts";

/** A media room without media, for tests: says what it is told to say and notes what is asked of it. */
export class ScriptedRoom implements MediaRoom {
  readonly asked: string[] = [];
  people: MediaPerson[] = [];
  soundAllowed = true;
  /** What the next calls of these names reject with. */
  readonly failures = new Map<string, Error>();
  shareAnswer = true;
  readonly #listeners = new Set<(event: MediaEvent) => void>();

  async connect(address: MediaAddress): Promise<void> {
    this.#note(`connect ${address.identity}`);
  }

  close(): void {
    this.asked.push("close");
  }

  snapshot(): MediaSnapshot {
    return { people: this.people, soundAllowed: this.soundAllowed };
  }

  listen(listener: (event: MediaEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async setMicrophone(on: boolean): Promise<void> {
    this.#note(`microphone ${on ? "on" : "off"}`);
  }

  async setCamera(on: boolean): Promise<void> {
    this.#note(`camera ${on ? "on" : "off"}`);
  }

  async endTrack(source: "microphone" | "camera"): Promise<void> {
    this.#note(`end ${source}`);
  }

  async startShare(): Promise<boolean> {
    this.#note("share");
    return this.shareAnswer;
  }

  async stopShare(): Promise<void> {
    this.#note("stop share");
  }

  async chooseDevice(kind: MediaDeviceKind, deviceId: string): Promise<void> {
    this.#note(`choose ${kind} ${deviceId}`);
  }

  limitPictures({ cameras, small, shares }: PictureLimit): void {
    const whose = cameras === "all" ? cameras : `[${[...cameras].join(" ")}]`;
    this.#note(`pictures ${whose}${small ? " small" : ""}${shares ? " and shares" : ""}`);
  }

  activeDevice(): string | null {
    return null;
  }

  async startSound(): Promise<void> {
    this.#note("start sound");
    this.soundAllowed = true;
    this.tell({ kind: "changed" });
  }

  tell(event: MediaEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** A message of the server arrives. */
  message(call: string, seq: number, type: string, data: object): void {
    const bytes = new TextEncoder().encode(JSON.stringify({ v: 1, call, seq, type, data }));
    this.tell({ kind: "server-message", bytes });
  }

  /** What the media engine knows of one person is another now. */
  set(id: string, change: Partial<MediaPerson>): void {
    const before = this.people.find((person) => person.participant === id) ?? carried(id);
    this.people = [...this.people.filter((person) => person.participant !== id), { ...before, ...change }];
    this.tell({ kind: "changed" });
  }

  #note(what: string): void {
    this.asked.push(what);
    const failure = this.failures.get(what);
    if (failure === undefined) return;
    this.failures.delete(what);
    throw failure;
  }
}

function carried(id: string): MediaPerson {
  return {
    identity: `media-${id}` as MediaIdentity,
    participant: id as ParticipantId,
    name: id,
    local: false,
    program: null,
    speaking: false,
    quality: "good",
    microphoneOn: true,
    camera: null,
    share: null,
    sounds: [],
    tracks: [],
  };
}

/** A picture that nobody can see. */
export function noPicture(id: string): Picture {
  return { id, attach: () => () => undefined };
}
