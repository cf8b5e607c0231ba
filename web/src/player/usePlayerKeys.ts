import { useEffect } from "preact/hooks";
import { keysOn } from "./keys-choice.ts";
import type { Player } from "./player.ts";
import { keyPlace, playerAct } from "./player-keys.ts";

/** Lets the keys of the page act on the player, unless they are switched off. */
export function usePlayerKeys(player: Player | undefined, fullScreen: () => void): void {
  useEffect(() => {
    if (player === undefined) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !keysOn.value || document.querySelector("dialog[open]") !== null) return;
      const act = playerAct(event, keyPlace(event.target));
      if (act === undefined) return;
      event.preventDefault();
      if (act.act === "full-screen") fullScreen();
      else player.act(act);
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [player, fullScreen]);
}
