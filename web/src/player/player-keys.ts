/** What a key does in the player. */
export type PlayerAct =
  | { act: "toggle" | "captions" | "full-screen" | "mute" }
  | { act: "move"; seconds: number }
  | { act: "rate"; step: 1 | -1 };

/** Where the focus is when a key is pressed. */
export interface KeyPlace {
  /** In a field where one writes, in a menu or in a dialog: keys belong to it. */
  taken: boolean;
  /** On something that Space presses, like a button. */
  pressable: boolean;
  /** On something that the arrows move through, like the words of the transcript. */
  arrows: boolean;
}

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** The act of a key pressed alone: Space K, J L ±10 s, arrows ±5 s, C, F, M, < >. */
export function playerAct(pressed: Pressed, place: KeyPlace): PlayerAct | undefined {
  if (place.taken || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined;
  switch (pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key) {
    case " ":
      return place.pressable ? undefined : { act: "toggle" };
    case "k":
      return { act: "toggle" };
    case "j":
      return { act: "move", seconds: -10 };
    case "l":
      return { act: "move", seconds: 10 };
    case "ArrowLeft":
      return place.arrows ? undefined : { act: "move", seconds: -5 };
    case "ArrowRight":
      return place.arrows ? undefined : { act: "move", seconds: 5 };
    case "c":
      return { act: "captions" };
    case "f":
      return { act: "full-screen" };
    case "m":
      return { act: "mute" };
    case "<":
      return { act: "rate", step: -1 };
    case ">":
      return { act: "rate", step: 1 };
    default:
      return undefined;
  }
}

/** Reads where a key was pressed. */
export function keyPlace(target: EventTarget | null): KeyPlace {
  const element = target instanceof Element ? target : null;
  const within = (selector: string) => element?.closest(selector) != null;
  return {
    taken: within("input:not([type=range]):not([type=checkbox]), textarea, select, [role=menu], dialog"),
    pressable: within("button, a, summary, input, [role=tab]"),
    arrows: within("[data-arrows], [role=tablist]"),
  };
}
