import { Store } from "../ui/store.ts";

const KEY = "visio.player-keys";

/** Whether single keys act in the player, on this device. */
export const keysOn = new Store(localStorage.getItem(KEY) !== "off");

export function chooseKeys(on: boolean): void {
  localStorage.setItem(KEY, on ? "on" : "off");
  keysOn.set(on);
}
