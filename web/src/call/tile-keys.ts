import type { CallModel } from "./call-model.ts";

/** Arrows, Home and End move among the tiles as they lie on screen; PageUp and PageDown turn pages. */
export function tileKeys(event: KeyboardEvent, model: CallModel): void {
  if (!(event.target instanceof HTMLElement) || event.target.dataset.tile === undefined) return;
  if (event.key === "PageDown" || event.key === "PageUp") {
    event.preventDefault();
    model.turnPage(event.key === "PageDown" ? 1 : -1);
    return;
  }
  const next = neighbour(event.target, event.key);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** Gives the focus to one person's tile. */
export function focusTile(area: HTMLElement | null, id: string): void {
  area?.querySelector<HTMLElement>(`[data-tile="${CSS.escape(id)}"]`)?.focus();
}

function neighbour(tile: HTMLElement, key: string): HTMLElement | undefined {
  const stage = tile.closest("ul")?.parentElement;
  const all = [...(stage?.querySelectorAll<HTMLElement>("[data-tile]") ?? [])];
  const at = all.indexOf(tile);
  switch (key) {
    case "ArrowRight":
      return all[at + 1];
    case "ArrowLeft":
      return all[at - 1];
    case "Home":
      return all[0];
    case "End":
      return all.at(-1);
    case "ArrowDown":
      return nearest(tile, all, 1);
    case "ArrowUp":
      return nearest(tile, all, -1);
    default:
      return undefined;
  }
}

/** The closest tile of the next row in this direction. */
function nearest(tile: HTMLElement, all: readonly HTMLElement[], direction: 1 | -1): HTMLElement | undefined {
  const from = tile.getBoundingClientRect();
  const beyond = all.filter((other) => (other.getBoundingClientRect().top - from.top) * direction > 4);
  const distance = (other: HTMLElement) => {
    const box = other.getBoundingClientRect();
    return Math.abs(box.top - from.top) * 4 + Math.abs(box.left - from.left);
  };
  return beyond.sort((one, other) => distance(one) - distance(other))[0];
}
