/** What the player uses of an `HTMLMediaElement`; tests give one that runs on virtual time. */
export interface Media {
  src: string;
  preload: "" | "none" | "metadata" | "auto";
  currentTime: number;
  playbackRate: number;
  volume: number;
  muted: boolean;
  readonly paused: boolean;
  readonly seeking: boolean;
  /** 3 and more: it can go on playing (HTML §4.8.11.7). */
  readonly readyState: number;
  /** It has come to its end; `play` would begin it again. */
  readonly ended: boolean;
  readonly error: unknown;
  play(): Promise<void>;
  pause(): void;
  load(): void;
  removeAttribute(name: "src"): void;
}

/** Enough has come to go on playing. */
export const CAN_PLAY = 3;

/** Sound and picture as elements of this page; a picture's own sound stays off, voices come from sound clips alone. */
export function createMedia(kind: "audio" | "video"): HTMLMediaElement {
  const element = document.createElement(kind);
  element.preload = "auto";
  if (element instanceof HTMLVideoElement) {
    element.muted = true;
    element.playsInline = true;
    element.disablePictureInPicture = true;
  }
  return element;
}
