import type { Source } from "./source.ts";

const KEY = "visio.devices";

export type Kind = Source | "speaker";

/** A device chosen before. Ids change when site data are cleared, labels when a device is renamed: either finds it again. */
export interface Chosen {
  id: string;
  label: string;
}

/** What this browser keeps of devices between visits, and nothing else does. */
export interface Remembered {
  microphone: boolean;
  camera: boolean;
  chosen: Partial<Record<Kind, Chosen>>;
}

const DEFAULT: Remembered = { microphone: true, camera: true, chosen: {} };

export function readRemembered(storage: Pick<Storage, "getItem">): Remembered {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? "{}") as Partial<Remembered>;
    return { ...DEFAULT, ...kept, chosen: { ...kept.chosen } };
  } catch {
    return DEFAULT; // written by hand or by another version: begin again
  }
}

export function remember(storage: Pick<Storage, "setItem">, remembered: Remembered): void {
  storage.setItem(KEY, JSON.stringify(remembered));
}

/** The device chosen before, by id, then by label; undefined leaves the choice to the system. */
export function findChosen<Device extends Chosen>(
  devices: readonly Device[],
  chosen: Chosen | undefined,
): Device | undefined {
  if (chosen === undefined) return undefined;
  return (
    devices.find((device) => device.id === chosen.id) ??
    devices.find((device) => device.label !== "" && device.label === chosen.label)
  );
}
