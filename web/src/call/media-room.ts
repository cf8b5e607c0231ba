import type { Transcription } from "../captions/captions.ts";
import type { PictureLimit } from "./data-saver.ts";
import type { MediaIdentity, ParticipantId } from "./identity.ts";

/**
 * The media side of a call as the model sees it: a narrow face of the LiveKit client, so that the model is tested
 * with a scripted double. Everything here is what the engine says; what people did is told by the server.
 */
export interface MediaRoom {
  /** Resolves when connected. Rejects with `MediaError` `net-signal` or `net-media`. */
  connect(address: MediaAddress): Promise<void>;
  /** Leaves and releases every device. No event follows. */
  close(): void;
  snapshot(): MediaSnapshot;
  listen(listener: (event: MediaEvent) => void): () => void;

  /** On: opens the device and sends. Off: sends nothing, the device stays open so that speech can be noticed. */
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  /** Takes the track of this source back and ends it: its `readyState` becomes `ended`. */
  endTrack(source: "microphone" | "camera"): Promise<void>;
  /** Asks what to share and sends it. False if the person changed their mind. Rejects with `MediaError`. */
  startShare(): Promise<boolean>;
  stopShare(): Promise<void>;
  chooseDevice(kind: MediaDeviceKind, deviceId: string): Promise<void>;
  activeDevice(kind: MediaDeviceKind): string | null;
  /** Has no more pictures sent here than these; those that are not drawn either do not come. */
  limitPictures(limit: PictureLimit): void;
  /** Starts the sound that the browser held back. Must be called from a press. */
  startSound(): Promise<void>;
}

export interface MediaAddress {
  readonly url: string;
  readonly token: string;
  readonly identity: MediaIdentity;
}

export type MediaErrorCode =
  | "perm-browser"
  | "perm-system"
  | "dev-busy"
  | "dev-none"
  | "net-signal"
  | "net-media"
  | "share-refused"
  | "share-unsupported"
  | "not-allowed";

export class MediaError extends Error {
  override readonly name = "MediaError";
  constructor(readonly code: MediaErrorCode) {
    super(code);
  }
}

/** A moving picture that a `<video>` can show; the same object for as long as it is the same track. */
export interface Picture {
  readonly id: string;
  /** Shows the picture in the element; the returned function takes it away again. */
  attach(element: HTMLMediaElement): () => void;
}

export type Sound = Picture;

export interface MediaPerson {
  readonly identity: MediaIdentity;
  /** The server's id of the participant, stamped on the media connection. */
  readonly participant: ParticipantId | null;
  readonly name: string;
  readonly local: boolean;
  /** Recorders, captioners and other programs are shown as marks, never as tiles. */
  readonly program: "recorder" | "assistant" | null;
  readonly speaking: boolean;
  readonly quality: "good" | "poor" | "lost" | "unknown";
  readonly microphoneOn: boolean;
  readonly camera: Picture | null;
  readonly share: Picture | null;
  readonly sounds: readonly Sound[];
  /** The engine's names of the sounds this person sends: captions name the sound that they were heard in. */
  readonly tracks: readonly string[];
}

export interface MediaSnapshot {
  readonly people: readonly MediaPerson[];
  /** False while the browser refuses to play sound before a press. */
  readonly soundAllowed: boolean;
}

export type MediaEvent =
  /** Something in the snapshot is different. */
  | { readonly kind: "changed" }
  /** A message of the server; messages with a sender never get this far. */
  | { readonly kind: "server-message"; readonly bytes: Uint8Array }
  /** Words on the topic of captions, whoever sent them. */
  | { readonly kind: "transcription"; readonly words: Transcription }
  /** `already`: how long nothing had come when this was noticed, in milliseconds. */
  | { readonly kind: "interrupted"; readonly already: number }
  | { readonly kind: "resumed" }
  | { readonly kind: "disconnected"; readonly reason: DisconnectReason }
  /** The server switched this source off. */
  | { readonly kind: "muted-by-server"; readonly source: "microphone" | "camera" }
  /** The share ended by the browser's own button, or because its window closed. */
  | { readonly kind: "share-ended" }
  /** The chosen device went away. `replacement` is the label of the one now used. */
  | {
      readonly kind: "device-lost";
      readonly source: "microphone" | "camera";
      readonly replacement: string | null;
    }
  /** Loudness of the own microphone while it is off, 0 to 1, about ten times a second. */
  | { readonly kind: "level-while-off"; readonly level: number };

/** `moved`: the same identity connected elsewhere. `unknown`: worth trying again. */
export type DisconnectReason = "removed" | "ended" | "moved" | "unknown";
