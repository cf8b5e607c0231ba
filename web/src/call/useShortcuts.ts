import { useEffect } from "preact/hooks";
import { toggleCaptions } from "../captions/toggle-captions.ts";
import type { CallModel } from "./call-model.ts";
import { toggleFullScreen } from "./full-screen.ts";
import { type Found, shortcutOf } from "./shortcuts.ts";

export const ON_MAC = /Mac|iPhone|iPad/u.test(navigator.userAgent);

export interface ShortcutViews {
  showList(): void;
  askToLeave(): void;
}

/** Listens to the keyboard for the whole call. */
export function useShortcuts(model: CallModel, views: ShortcutViews): void {
  useEffect(() => {
    const talking = new PushToTalk(model);
    const listening = new AbortController();
    const { signal } = listening;
    const onKeyDown = (event: KeyboardEvent) => {
      const found = shortcutOf(pressedOf(event), { mac: ON_MAC, typing: isTyping(event.target) });
      if (found === null || document.querySelector("dialog[open]") !== null) return;
      event.preventDefault();
      if (found.action === "push-to-talk") talking.down(event.repeat);
      else if (!event.repeat) act(found, model, views);
    };
    addEventListener("keydown", onKeyDown, { signal });
    addEventListener("keyup", (event) => event.key.toLowerCase() === "v" && talking.up(), { signal });
    addEventListener("blur", () => talking.up(), { signal });
    addEventListener("focusin", (event) => isTyping(event.target) && talking.up(), { signal });
    return () => listening.abort();
  }, [model, views]);
}

/** The microphone is on for as long as the key is held; it does nothing while the microphone is on anyway. */
class PushToTalk {
  #held = false;

  constructor(private readonly model: CallModel) {}

  down(repeated: boolean): void {
    if (repeated || this.#held || this.model.view().microphone.state !== "off") return;
    this.#held = true;
    void this.model.setMicrophone(true);
  }

  up(): void {
    if (!this.#held) return;
    this.#held = false;
    void this.model.setMicrophone(false);
  }
}

function act({ action, digit }: Found, model: CallModel, views: ShortcutViews): void {
  const view = model.view();
  const acts: Record<Exclude<Found["action"], "push-to-talk">, () => unknown> = {
    microphone: () => model.toggleMicrophone(),
    camera: () => model.toggleCamera(),
    hand: () => model.toggleHand(),
    chat: () => model.togglePanel("chat"),
    people: () => model.togglePanel("people"),
    recording: () => model.togglePanel("recording"),
    captions: () => toggleCaptions(model),
    share: () => model.toggleShare(),
    "full-screen": () => toggleFullScreen(),
    list: () => views.showList(),
    "to-toolbar": () =>
      document.querySelector<HTMLElement>("[data-toolbar] [data-tool][tabindex='0']")?.focus(),
    "to-stage": () => document.querySelector<HTMLElement>("[data-tile][tabindex='0']")?.focus(),
    "who-speaks": () => model.sayWhoSpeaks(),
    state: () => model.sayState(),
    message: () => model.sayMessage(digit ?? 1),
    "self-view": () => model.setSelfHidden(!view.selfHidden),
    "mute-all": () => view.can.has("mute-all") && model.act((server) => server.muteAll()),
    "admit-all": () => view.waiting.length > 0 && model.act((server) => server.admitAll()),
    leave: () => views.askToLeave(),
  };
  if (action !== "push-to-talk") acts[action]();
}

function pressedOf(event: KeyboardEvent) {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  return { key, code, ctrlKey, metaKey, altKey, shiftKey, altGraph: event.getModifierState("AltGraph") };
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type)
  );
}
