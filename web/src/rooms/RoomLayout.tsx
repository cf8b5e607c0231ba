import type { ComponentChildren } from "preact";
import styles from "./RoomLayout.module.css";

interface RoomLayoutProps {
  head: ComponentChildren;
  preview: ComponentChildren;
  rest: ComponentChildren;
}

/** The one frame of pre-join and lobby, so that waiting feels like staying. The order of reading is head, preview, rest. */
export function RoomLayout({ head, preview, rest }: RoomLayoutProps) {
  return (
    <div class={styles.layout}>
      <div class={styles.head}>{head}</div>
      <div class={styles.preview}>{preview}</div>
      <div class={styles.rest}>{rest}</div>
    </div>
  );
}

/** What stays at the bottom of the window on phones. */
export function Dock({ children }: { children: ComponentChildren }) {
  return <div class={styles.dock}>{children}</div>;
}
