import { type IconNode, Lock, MicOff, Puzzle, SlidersHorizontal } from "lucide";
import { Icon } from "../ui/Icon.tsx";
import styles from "./AddressBar.module.css";
import type { BrowserFamily } from "./browser.ts";

const ICONS: Partial<Record<BrowserFamily, IconNode>> = {
  chrome: SlidersHorizontal,
  edge: Lock,
  firefox: MicOff,
  "safari-ios": Puzzle,
};

/** Draws where in the address bar to press; browsers without such a place get none. */
export function AddressBar({ family }: { family: BrowserFamily }) {
  const icon = ICONS[family];
  if (icon === undefined) return null;
  return (
    <div class={styles.bar} aria-hidden="true">
      <span class={styles.here}>
        <Icon of={icon} />
      </span>
      <span class={styles.address}>{location.host}</span>
    </div>
  );
}
