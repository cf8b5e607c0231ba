import type { IconNode } from "lucide";
import type { Ref } from "preact";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./Toolbar.module.css";

interface ToolButtonProps {
  icon: IconNode;
  /** What pressing does. */
  label: string;
  /** One word under the icon on wide screens. */
  word: string;
  look?: "plain" | "on" | "hand" | "leave";
  badge?: number;
  badgeLook?: "count" | "new";
  unavailable?: string | undefined;
  busy?: boolean;
  expanded?: boolean;
  /** The one that Tab reaches first in its toolbar. */
  first?: boolean;
  onPress?: () => void;
  /** For a button that opens a menu. */
  trigger?: { id: string; popovertarget: string; "aria-haspopup": "menu" };
  buttonRef?: Ref<HTMLButtonElement>;
}

/** One button of the toolbar: a drawing, a word below it where there is room, a badge. */
export function ToolButton(props: ToolButtonProps) {
  const {
    icon,
    label,
    word,
    look = "plain",
    badge = 0,
    badgeLook = "new",
    unavailable,
    busy = false,
  } = props;
  const { expanded, first = false, onPress, trigger, buttonRef } = props;
  const idle = unavailable !== undefined || busy;
  return (
    <button
      {...trigger}
      type="button"
      ref={buttonRef ?? null}
      class={classes(styles.tool, styles[look])}
      tabIndex={first ? 0 : -1}
      data-tool
      aria-label={label}
      title={unavailable ?? label}
      aria-disabled={idle || undefined}
      aria-expanded={expanded}
      onClick={() => (idle ? undefined : onPress?.())}
    >
      <span class={styles.face}>
        <Icon of={icon} />
      </span>
      <span class={styles.word} aria-hidden="true">
        {word}
      </span>
      {badge > 0 && (
        // Drawn by the style sheet: the number is part of the name already.
        <span
          class={classes(styles.badge, badgeLook === "count" && styles.count)}
          data-number={badge > 99 ? "99+" : badge}
          aria-hidden="true"
        />
      )}
    </button>
  );
}
