import { mustStaySilent, needsConsentToSpeak, type RecordingInCall } from "../recordings/call/recording.ts";
import type { Clock } from "../ui/clock.ts";
import { MediaError, type MediaErrorCode, type MediaRoom } from "./media-room.ts";
import { MutedHint } from "./muted-hint.ts";
import type { Notices } from "./notices.ts";
import { OwnMedia, type OwnShare, type OwnSource, type OwnSourceName } from "./own-media.ts";
import { politely, type Say } from "./say.ts";
import { errorSentence, sentence } from "./sentence.ts";
import type { Teller } from "./server-words.ts";

/** What the devices of this person depend on, and what they tell. */
export interface OwnDevicesContext {
  readonly room: MediaRoom;
  readonly clock: Clock;
  readonly notices: Notices;
  readonly teller: Teller;
  readonly say: Say;
  /** The keys that turn the microphone on, as they are written on this system. */
  readonly microphoneKey: string;
  readonly wanted: { readonly microphone: boolean; readonly camera: boolean };
  readonly recording: () => RecordingInCall | null;
  readonly changed: () => void;
}

const SAID = {
  microphone: ["call.said.microphone-on", "call.said.microphone-off"],
  camera: ["call.said.camera-on", "call.said.camera-off"],
} as const;

/**
 * One's own microphone, camera and presentation as the person works them, and what is told of it: switched by
 * themselves, by a host or by the server, kept off by a recording they have not accepted, lost with their device.
 */
export class OwnDevices {
  readonly #context: OwnDevicesContext;
  readonly #media: OwnMedia;
  readonly #hint = new MutedHint();

  constructor(context: OwnDevicesContext) {
    const { room, wanted, changed } = context;
    this.#context = context;
    this.#media = new OwnMedia(room, wanted, changed, (_source, code) => this.#tellProblem(code));
  }

  get microphone(): OwnSource {
    return this.#media.microphone;
  }

  get camera(): OwnSource {
    return this.#media.camera;
  }

  get share(): OwnShare {
    return this.#media.share;
  }

  /** What to ask for when joining again. */
  get wanted(): { microphone: boolean; camera: boolean } {
    return this.#media.wanted;
  }

  async toggle(name: OwnSourceName): Promise<void> {
    const { notices, teller } = this.#context;
    const on = this.#media[name].state === "off";
    if (this.#refusesOn(on)) return;
    if (on) notices.withdraw(name === "microphone" ? "muted-hint" : "muted-camera");
    await this.#media.set(name, on);
    if (this.#media[name].state === (on ? "on" : "off")) teller.ownSource(sentence(SAID[name][on ? 0 : 1]));
  }

  /** Holds the microphone open or shuts it: push to talk. */
  async setMicrophone(on: boolean): Promise<void> {
    if (on === (this.#media.microphone.state !== "off") || this.#refusesOn(on)) return;
    await this.#media.set("microphone", on);
  }

  active(kind: MediaDeviceKind): string | null {
    return this.#context.room.activeDevice(kind);
  }

  async choose(kind: MediaDeviceKind, deviceId: string): Promise<void> {
    try {
      await this.#context.room.chooseDevice(kind, deviceId);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      this.#tellProblem(error.code);
    }
    this.#context.changed();
  }

  async toggleShare(): Promise<void> {
    if (this.#media.share.state === "on") await this.stopShare();
    else await this.#media.startShare();
  }

  stopShare(): Promise<void> {
    return this.#media.stopShare();
  }

  /** The connection is new: sends again what is wanted. */
  restore(): Promise<void> {
    return this.#media.restore();
  }

  /** The engine has told that the presentation is over. */
  shareEnded(): void {
    this.#media.shareEnded();
  }

  /** @param by who did it; null when only the engine has told */
  switchedOff(source: OwnSourceName, by: string | null): void {
    const wasOn = this.#media[source].state !== "off";
    if (by !== null) this.#context.teller.muted(source, by);
    else if (wasOn) this.#context.teller.switchedOff(source);
    this.#hint.reset();
    void this.#media.switchedOff(source);
  }

  /** The engine has told it. Where only those who accept a recording may speak, the consent dialog has said so. */
  mutedByServer(source: OwnSourceName): void {
    if (needsConsentToSpeak(this.#context.recording())) void this.#media.switchedOff(source);
    else this.switchedOff(source, null);
  }

  /** I have not accepted, and this meeting has those silent who do not: nothing of mine is sent. */
  silence(): void {
    for (const source of ["microphone", "camera"] as const)
      if (this.#media.wanted[source]) void this.#media.switchedOff(source);
  }

  /** @param replacement the device that took its place */
  lost(source: OwnSourceName, replacement: string | null): void {
    if (replacement !== null) this.#context.teller.deviceReplaced(source, replacement);
    else {
      this.#media.lost(source);
      this.#tellProblem("dev-none");
    }
    this.#context.changed();
  }

  /** Root mean square of what the microphone hears while it is off, 0 to 1. */
  heardWhileOff(level: number): void {
    const { clock, teller, microphoneKey } = this.#context;
    if (this.#media.microphone.state !== "off") this.#hint.reset();
    else if (this.#hint.heard(level, clock.now())) teller.talkingWhileOff(microphoneKey);
  }

  /** Until the recording is accepted, where the meeting wants that. */
  #refusesOn(on: boolean): boolean {
    const { notices, say, recording } = this.#context;
    if (!on || !mustStaySilent(recording())) return false;
    const words = sentence("recording.notice.silenced");
    notices.add({ topic: "recording-silenced", words, action: { kind: "open-recording" } });
    say(politely(words));
    return true;
  }

  #tellProblem(code: MediaErrorCode): void {
    this.#context.teller.problem(code, errorSentence(code, {}));
  }
}
