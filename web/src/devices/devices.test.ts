import { afterEach, describe, expect, it, vi } from "vitest";
import { Devices } from "./devices.ts";
import type { DeviceSource, PermissionAnswer, Source } from "./source.ts";

/** A track as far as the model looks at it. */
class Track extends EventTarget {
  readyState = "live";

  constructor(
    readonly kind: "audio" | "video",
    readonly deviceId: string,
  ) {
    super();
  }

  stop(): void {
    this.readyState = "ended";
  }

  unplug(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }

  getSettings() {
    return { deviceId: this.deviceId };
  }
}

const device = (kind: MediaDeviceKind, deviceId: string, label = deviceId): MediaDeviceInfo => ({
  kind,
  deviceId,
  label,
  groupId: "",
  toJSON: () => ({}),
});

/** A browser whose person answers as the test says. */
class ScriptedBrowser implements DeviceSource {
  secure = true;
  embedded = false;
  answer: PermissionAnswer = "prompt";
  refuses: Partial<Record<Source, string>> = {};
  present = [device("audioinput", "mic-a"), device("audioinput", "mic-b"), device("videoinput", "cam-a")];
  questions: Source[][] = [];
  tracks: Track[] = [];
  #changed: () => void = () => undefined;

  async capture(wanted: Partial<Record<Source, MediaTrackConstraints>>): Promise<MediaStreamTrack[]> {
    const sources = Object.keys(wanted) as Source[];
    this.questions.push(sources);
    for (const source of sources) {
      const refusal = this.refuses[source];
      if (refusal !== undefined) throw Object.assign(new Error(), { name: refusal });
    }
    const tracks = sources.map((source) => {
      const wish = wanted[source]?.deviceId as { ideal: string } | undefined;
      const first = source === "microphone" ? "mic-a" : "cam-a";
      return new Track(source === "microphone" ? "audio" : "video", wish?.ideal ?? first);
    });
    this.tracks.push(...tracks);
    return tracks as unknown as MediaStreamTrack[];
  }

  list = async () => this.present;
  permission = async () => this.answer;

  watch(changed: () => void): () => void {
    this.#changed = changed;
    return () => {
      this.#changed = () => undefined;
    };
  }

  plug(...present: MediaDeviceInfo[]): void {
    this.present = present;
    this.#changed();
  }
}

function storage(kept: object = {}) {
  const values = new Map([["visio.devices", JSON.stringify(kept)]]);
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    get kept() {
      return JSON.parse(values.get("visio.devices") ?? "{}");
    },
  };
}

let devices: Devices | undefined;
afterEach(() => devices?.close());

function open(browser: ScriptedBrowser, kept = storage()): Devices {
  devices = new Devices(browser, kept);
  return devices;
}

const status = (model: Devices, source: Source) => model.state.value.captures[source].status;

describe("devices before the call", () => {
  it("are not asked for before a press", async () => {
    const browser = new ScriptedBrowser();
    const model = open(browser);
    await model.start();
    expect(browser.questions).toEqual([]);
    expect(status(model, "microphone")).toBe("unasked");
    await model.allow();
    expect(browser.questions).toEqual([["microphone", "camera"]]);
    expect(status(model, "microphone")).toBe("on");
    expect(status(model, "camera")).toBe("on");
  });

  it("start by themselves when access was given before", async () => {
    const browser = new ScriptedBrowser();
    browser.answer = "granted";
    const model = open(browser);
    await model.start();
    expect(status(model, "camera")).toBe("on");
  });

  it("start by themselves in a browser that shows names only with access", async () => {
    const browser = new ScriptedBrowser();
    browser.answer = "unknown";
    const model = open(browser);
    await model.start();
    expect(status(model, "microphone")).toBe("on");
  });

  it("leave the camera when only the microphone is refused", async () => {
    const browser = new ScriptedBrowser();
    browser.refuses = { microphone: "NotAllowedError" };
    const model = open(browser);
    await model.allow();
    expect(status(model, "camera")).toBe("on");
    expect(model.state.value.captures.microphone).toEqual({
      status: "failed",
      fault: { code: "perm-browser", source: "microphone" },
    });
  });

  it.each([
    ["NotFoundError", "dev-none"],
    ["NotReadableError", "dev-busy"],
    ["NotAllowedError", "perm-browser"],
  ])("say what %s means", async (name, code) => {
    const browser = new ScriptedBrowser();
    browser.refuses = { camera: name };
    const model = open(browser);
    await model.allow();
    expect(model.state.value.captures.camera).toMatchObject({ fault: { code, source: "camera" } });
  });

  it("come when the person tries again", async () => {
    const browser = new ScriptedBrowser();
    browser.refuses = { camera: "NotReadableError" };
    const model = open(browser);
    await model.allow();
    browser.refuses = {};
    await model.retry("camera");
    expect(status(model, "camera")).toBe("on");
  });

  it("stop at once when turned off, and that is remembered", async () => {
    const browser = new ScriptedBrowser();
    const kept = storage();
    const model = open(browser, kept);
    await model.allow();
    await model.turn("camera", false);
    expect(browser.tracks.find((track) => track.kind === "video")?.readyState).toBe("ended");
    expect(kept.kept).toMatchObject({ microphone: true, camera: false });
    const next = open(new ScriptedBrowser(), kept);
    expect(next.state.value.wished).toEqual({ microphone: true, camera: false });
  });

  it("are found again by label when the browser has given them new ids", async () => {
    const browser = new ScriptedBrowser();
    browser.present = [device("audioinput", "new-1", "Desk"), device("audioinput", "new-2", "Headset")];
    const model = open(
      browser,
      storage({ camera: false, chosen: { microphone: { id: "old", label: "Headset" } } }),
    );
    await model.start();
    await model.allow();
    expect(model.state.value.chosen.microphone).toBe("new-2");
  });

  it("change to the one that is chosen", async () => {
    const browser = new ScriptedBrowser();
    const model = open(browser);
    await model.allow();
    await model.choose("microphone", "mic-b");
    expect(model.state.value.chosen.microphone).toBe("mic-b");
    expect(browser.tracks.filter((track) => track.kind === "audio").map((track) => track.readyState)).toEqual(
      ["ended", "live"],
    );
  });

  it("are replaced when the one in use is unplugged", async () => {
    const browser = new ScriptedBrowser();
    const model = open(browser);
    await model.allow();
    browser.tracks.find((track) => track.kind === "audio")?.unplug();
    await vi.waitUntil(() => browser.tracks.filter((track) => track.kind === "audio").length === 2);
    await vi.waitUntil(() => status(model, "microphone") === "on");
  });

  it("offer the one that was plugged in", async () => {
    const browser = new ScriptedBrowser();
    const model = open(browser);
    await model.allow();
    browser.plug(...browser.present, device("audioinput", "headset", "Headset"));
    await vi.waitUntil(() => model.state.value.appeared !== undefined);
    expect(model.state.value.appeared).toEqual({ id: "headset", label: "Headset", kind: "microphone" });
    await model.choose("microphone", "headset");
    expect(model.state.value.appeared).toBeUndefined();
    expect(model.state.value.chosen.microphone).toBe("headset");
  });

  it("are given back when the page goes on", async () => {
    const browser = new ScriptedBrowser();
    const model = open(browser);
    await model.allow();
    model.close();
    expect(browser.tracks.map((track) => track.readyState)).toEqual(["ended", "ended"]);
  });

  it("are given back when the answer comes after the page has gone on", async () => {
    const browser = new ScriptedBrowser();
    const model = open(browser);
    const asked = model.allow();
    await vi.waitUntil(() => browser.questions.length === 1);
    model.close();
    await asked;
    expect(browser.tracks.every((track) => track.readyState === "ended")).toBe(true);
  });
});
