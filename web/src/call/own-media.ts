import { MediaError, type MediaErrorCode, type MediaRoom } from "./media-room.ts";

export type OwnSourceName = "microphone" | "camera";

/** One's own microphone or camera, as its button shows it. */
export interface OwnSource {
  readonly state: "off" | "starting" | "on";
  readonly problem: MediaErrorCode | null;
}

export interface OwnShare {
  readonly state: "off" | "choosing" | "on";
}

interface Source {
  wanted: boolean;
  on: boolean;
  working: boolean;
  problem: MediaErrorCode | null;
}

/** One's own microphone, camera and presentation: what is wanted, and what the media engine has made of it. */
export class OwnMedia {
  readonly #sources: Record<OwnSourceName, Source>;
  #share: OwnShare["state"] = "off";

  constructor(
    private readonly room: MediaRoom,
    wanted: { readonly microphone: boolean; readonly camera: boolean },
    private readonly changed: () => void,
    private readonly onProblem: (source: OwnSourceName | "share", code: MediaErrorCode) => void,
  ) {
    this.#sources = { microphone: fresh(wanted.microphone), camera: fresh(wanted.camera) };
  }

  get microphone(): OwnSource {
    return shown(this.#sources.microphone);
  }

  get camera(): OwnSource {
    return shown(this.#sources.camera);
  }

  get share(): OwnShare {
    return { state: this.#share };
  }

  /** What to ask for on the next entry. */
  get wanted(): { microphone: boolean; camera: boolean } {
    return { microphone: this.#sources.microphone.wanted, camera: this.#sources.camera.wanted };
  }

  async set(name: OwnSourceName, on: boolean): Promise<void> {
    const source = this.#sources[name];
    source.wanted = on;
    source.problem = null;
    await this.#work(name, source);
  }

  /** The connection is new: nothing is sent on it yet. Sends again what is wanted. */
  async restore(): Promise<void> {
    for (const source of Object.values(this.#sources)) source.on = false;
    this.#share = "off";
    await Promise.all([
      this.#work("microphone", this.#sources.microphone),
      this.#work("camera", this.#sources.camera),
    ]);
  }

  /** A host or the server switched this source off: its track ends, so that nothing can be heard by mistake. */
  async switchedOff(name: OwnSourceName): Promise<void> {
    const source = this.#sources[name];
    source.wanted = false;
    source.on = false;
    this.changed();
    await this.room.endTrack(name);
  }

  /** The device is gone and none replaces it. */
  lost(name: OwnSourceName): void {
    const source = this.#sources[name];
    source.wanted = false;
    source.on = false;
    source.problem = "dev-none";
    this.changed();
  }

  async startShare(): Promise<boolean> {
    if (this.#share !== "off") return false;
    this.#setShare("choosing");
    try {
      const started = await this.room.startShare();
      this.#setShare(started ? "on" : "off");
      return started;
    } catch (error) {
      this.#setShare("off");
      this.onProblem("share", codeOf(error));
      return false;
    }
  }

  async stopShare(): Promise<void> {
    this.shareEnded();
    await this.room.stopShare();
  }

  shareEnded(): void {
    this.#setShare("off");
  }

  async #work(name: OwnSourceName, source: Source): Promise<void> {
    if (source.working) return;
    source.working = true;
    this.changed();
    try {
      while (source.on !== source.wanted) {
        const on = source.wanted;
        await (name === "microphone" ? this.room.setMicrophone(on) : this.room.setCamera(on));
        source.on = on;
      }
    } catch (error) {
      source.wanted = source.on;
      source.problem = codeOf(error);
      this.onProblem(name, source.problem);
    } finally {
      source.working = false;
      this.changed();
    }
  }

  #setShare(state: OwnShare["state"]): void {
    this.#share = state;
    this.changed();
  }
}

function fresh(wanted: boolean): Source {
  return { wanted, on: false, working: false, problem: null };
}

function shown(source: Source): OwnSource {
  if (source.wanted && !source.on && source.working) return { state: "starting", problem: null };
  return { state: source.on && source.wanted ? "on" : "off", problem: source.problem };
}

function codeOf(error: unknown): MediaErrorCode {
  if (error instanceof MediaError) return error.code;
  throw error;
}
