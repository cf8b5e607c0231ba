/** What a person can switch on: a kind of device that captures. */
export type Source = "microphone" | "camera";

export const SOURCES: readonly Source[] = ["microphone", "camera"];

export type PermissionAnswer = "granted" | "denied" | "prompt" | "unknown";

/** What the model needs of the browser; `browserSource` is the real one, tests write their own. */
export interface DeviceSource {
  /** Asks for one or both kinds at once. @throws DOMException as `getUserMedia` does. */
  capture(wanted: Partial<Record<Source, MediaTrackConstraints>>): Promise<MediaStreamTrack[]>;
  list(): Promise<MediaDeviceInfo[]>;
  permission(source: Source): Promise<PermissionAnswer>;
  /** Calls back when devices or permissions change, until the function given back is called. */
  watch(changed: () => void): () => void;
  readonly secure: boolean;
  readonly embedded: boolean;
}

/** The devices of this browser. */
export const browserSource: DeviceSource = {
  get secure() {
    return window.isSecureContext;
  },
  get embedded() {
    return window.self !== window.top;
  },

  async capture({ microphone, camera }) {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: microphone ?? false,
      video: camera ?? false,
    });
    return stream.getTracks();
  },

  list: async () => (window.isSecureContext ? navigator.mediaDevices.enumerateDevices() : []),

  async permission(source) {
    try {
      return (await navigator.permissions.query({ name: source })).state;
    } catch {
      return "unknown"; // not every browser answers for devices
    }
  },

  watch(changed) {
    if (!window.isSecureContext) return () => undefined;
    const watching = new AbortController();
    navigator.mediaDevices.addEventListener("devicechange", changed, { signal: watching.signal });
    for (const source of SOURCES) {
      navigator.permissions
        .query({ name: source })
        .then((status) => status.addEventListener("change", changed, { signal: watching.signal }))
        .catch(() => undefined); // the same browsers as above: there is nothing to watch
    }
    return () => watching.abort();
  },
};
