import type { IconNode } from "lucide";
import { h } from "preact";
import styles from "./Icon.module.css";

/** One Lucide drawing, imported by name: `<Icon of={Mic} />`. It says nothing to a screen reader; the text beside it does. */
export function Icon({ of, size = "medium" }: { of: IconNode; size?: "small" | "medium" | "large" }) {
  return (
    <svg class={`${styles.icon} ${styles[size]}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {of.map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
