import type { Entered } from "../api/types.ts";

/** What pre-join hands to the call: the devices chosen and whether they are on. */
export interface DeviceChoices {
  microphone: boolean;
  camera: boolean;
  /** Device ids as the browser gives them; undefined is the system's choice. */
  microphoneId: string | undefined;
  cameraId: string | undefined;
  speakerId: string | undefined;
  /** Joined here too while being in from another device: others are not played until asked for, against echo. */
  silent?: boolean;
}

/** What `call/CallView` (default export, loaded on use) is drawn with. */
export interface CallProps {
  /** The room's code. */
  code: string;
  /** The answer that let this person in; its ticket is in `api/tickets`. */
  entered: Entered;
  devices: DeviceChoices;
  /** Back to pre-join, from the after-call page: with the same name and devices. */
  onRejoin: () => void;
}
