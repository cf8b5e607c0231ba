import { Store } from "../ui/store.ts";
import { type DeviceFault, readFault } from "./faults.ts";
import {
  type Chosen,
  findChosen,
  type Kind,
  type Remembered,
  readRemembered,
  remember,
} from "./remembered.ts";
import { type DeviceSource, SOURCES, type Source } from "./source.ts";

export interface Device {
  id: string;
  label: string;
}

/** One source: what it gives, or why it gives nothing. `unasked` waits for a press, since the browser would ask. */
export type Capture =
  | { status: "off" }
  | { status: "unasked" }
  | { status: "starting" }
  | { status: "on"; track: MediaStreamTrack }
  | { status: "failed"; fault: DeviceFault };

export interface DevicesState {
  /** What the person wishes, whether or not it could be had. */
  wished: Readonly<Record<Source, boolean>>;
  captures: Readonly<Record<Source, Capture>>;
  devices: Readonly<Record<Kind, readonly Device[]>>;
  /** The device in use, or the one that will be; undefined is the system's choice. */
  chosen: Readonly<Record<Kind, string | undefined>>;
  /** A device that appeared since: the page offers it. */
  appeared: (Device & { kind: Kind }) | undefined;
}

const KINDS: Readonly<Record<MediaDeviceKind, Kind>> = {
  audioinput: "microphone",
  videoinput: "camera",
  audiooutput: "speaker",
};

/**
 * Microphone, camera and speaker before the call. Nothing is asked for before a press unless access was given earlier;
 * a refusal of one source leaves the other alone.
 */
export class Devices {
  readonly state: Store<DevicesState>;
  readonly #source: DeviceSource;
  readonly #storage: Pick<Storage, "getItem" | "setItem">;
  readonly #unwatch: () => void;
  #remembered: Remembered;
  #closed = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(source: DeviceSource, storage: Pick<Storage, "getItem" | "setItem">) {
    this.#source = source;
    this.#storage = storage;
    this.#remembered = readRemembered(storage);
    const { microphone, camera, chosen } = this.#remembered;
    this.state = new Store<DevicesState>({
      wished: { microphone, camera },
      captures: {
        microphone: { status: microphone ? "unasked" : "off" },
        camera: { status: camera ? "unasked" : "off" },
      },
      devices: { microphone: [], camera: [], speaker: [] },
      chosen: { microphone: chosen.microphone?.id, camera: chosen.camera?.id, speaker: chosen.speaker?.id },
      appeared: undefined,
    });
    this.#unwatch = source.watch(() => void this.#inTurn(() => this.#lookAgain()));
  }

  /** Lists the devices and starts what may be started without a question. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#list();
      await this.#startGranted();
    });
  }

  /** Asks for everything that is wished and not yet there. Called by a press. */
  allow(): Promise<void> {
    return this.#inTurn(() => this.#capture(this.#missing()));
  }

  /** Turns a source on or off; on may ask. */
  turn(source: Source, on: boolean): Promise<void> {
    this.#change({ wished: { ...this.state.value.wished, [source]: on } });
    this.#keep({ [source]: on });
    if (!on) {
      this.#stop(source);
      this.#setCapture(source, { status: "off" });
      return Promise.resolve();
    }
    return this.#inTurn(() => this.#capture([source]));
  }

  /** Uses another device from now on. */
  choose(kind: Kind, id: string): Promise<void> {
    const device = this.state.value.devices[kind].find((candidate) => candidate.id === id);
    if (device === undefined) return Promise.resolve();
    this.#change({ chosen: { ...this.state.value.chosen, [kind]: id }, appeared: undefined });
    this.#keep({ chosen: { ...this.#remembered.chosen, [kind]: device satisfies Chosen } });
    if (kind === "speaker" || this.state.value.captures[kind].status !== "on") return Promise.resolve();
    return this.#inTurn(() => this.#capture([kind]));
  }

  /** Tries a source again after a fault. */
  retry(source: Source): Promise<void> {
    return this.turn(source, true);
  }

  /** Leaves the device that appeared where it is. */
  ignoreAppeared(): void {
    this.#change({ appeared: undefined });
  }

  /** Ends capturing. */
  close(): void {
    this.#closed = true;
    this.#unwatch();
    for (const source of SOURCES) this.#stop(source);
  }

  #missing(): Source[] {
    const { wished, captures } = this.state.value;
    return SOURCES.filter((source) => wished[source] && captures[source].status !== "on");
  }

  async #startGranted(): Promise<void> {
    const granted: Source[] = [];
    for (const source of this.#missing()) if (await this.#isGranted(source)) granted.push(source);
    await this.#capture(granted);
  }

  async #isGranted(source: Source): Promise<boolean> {
    const answer = await this.#source.permission(source);
    if (answer !== "unknown") return answer === "granted";
    return this.state.value.devices[source].some((device) => device.label !== ""); // labels are shown only with access
  }

  /** One question for all; when it fails, one for each, to learn which of them is at fault. */
  async #capture(sources: readonly Source[]): Promise<void> {
    if (this.#closed || sources.length === 0) return;
    for (const source of sources) {
      this.#stop(source);
      this.#setCapture(source, { status: "starting" });
    }
    const failed = await this.#captureTogether(sources);
    if (failed !== undefined && sources.length > 1)
      for (const source of sources) await this.#capture([source]);
    const [only] = sources;
    if (failed !== undefined && sources.length === 1 && only !== undefined) {
      this.#setCapture(only, { status: "failed", fault: readFault(failed, only, this.#source) });
    }
    await this.#list();
  }

  async #captureTogether(sources: readonly Source[]): Promise<unknown> {
    try {
      const wanted = Object.fromEntries(sources.map((source) => [source, this.#constraints(source)]));
      for (const track of await this.#source.capture(wanted)) this.#use(track);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #constraints(source: Source): MediaTrackConstraints {
    const device = findChosen(this.state.value.devices[source], this.#remembered.chosen[source]);
    // `ideal`, not `exact`: a device that is gone must not stop anybody
    const deviceId = device === undefined ? {} : { deviceId: { ideal: device.id } };
    if (source === "microphone") return { ...deviceId, echoCancellation: true, noiseSuppression: true };
    return { ...deviceId, width: { ideal: 1280 }, height: { ideal: 720 } };
  }

  #use(track: MediaStreamTrack): void {
    const source: Source = track.kind === "audio" ? "microphone" : "camera";
    if (this.#closed || !this.state.value.wished[source]) {
      track.stop();
      return;
    }
    track.addEventListener("ended", () => {
      const capture = this.state.value.captures[source];
      if (capture.status === "on" && capture.track === track) void this.turn(source, true);
    });
    this.#setCapture(source, { status: "on", track });
    const id = track.getSettings().deviceId;
    if (id !== undefined) this.#change({ chosen: { ...this.state.value.chosen, [source]: id } });
  }

  async #list(): Promise<void> {
    const found: Record<Kind, Device[]> = { microphone: [], camera: [], speaker: [] };
    for (const info of await this.#source.list()) {
      if (info.deviceId !== "") found[KINDS[info.kind]].push({ id: info.deviceId, label: info.label });
    }
    this.#change({ devices: found });
  }

  /** After a change of devices or permissions. */
  async #lookAgain(): Promise<void> {
    const before = this.state.value.devices;
    await this.#list();
    this.#change({ appeared: appearedSince(before, this.state.value.devices) ?? this.state.value.appeared });
    await this.#startGranted();
  }

  #stop(source: Source): void {
    const capture = this.state.value.captures[source];
    if (capture.status === "on") capture.track.stop();
  }

  #setCapture(source: Source, capture: Capture): void {
    this.#change({ captures: { ...this.state.value.captures, [source]: capture } });
  }

  #change(change: Partial<DevicesState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }

  #keep(change: Partial<Remembered>): void {
    this.#remembered = { ...this.#remembered, ...change };
    remember(this.#storage, this.#remembered);
  }

  /** Questions to the browser follow each other: two at once would show two prompts. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(() => (this.#closed ? undefined : work()));
    return this.#turn;
  }
}

function appearedSince(
  before: DevicesState["devices"],
  after: DevicesState["devices"],
): DevicesState["appeared"] {
  for (const kind of ["microphone", "camera", "speaker"] as const) {
    const known = new Set(before[kind].map((device) => device.id));
    // Labels are empty until access is given; then everything would seem new.
    if (before[kind].every((device) => device.label === "")) continue;
    const device = after[kind].find((candidate) => !known.has(candidate.id) && candidate.id !== "default");
    if (device !== undefined) return { ...device, kind };
  }
  return undefined;
}
