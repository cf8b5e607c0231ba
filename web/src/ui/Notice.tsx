import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide";
import type { ComponentChildren } from "preact";
import { classes } from "./classes.ts";
import { Icon } from "./Icon.tsx";
import styles from "./Notice.module.css";

const ICONS = { info: Info, warning: TriangleAlert, danger: CircleAlert, success: CircleCheck };

interface NoticeProps {
  tone: keyof typeof ICONS;
  children: ComponentChildren;
  /** The stable code of an error. Errors are told to screen readers as they appear. */
  code?: string;
  actions?: ComponentChildren;
}

/** A sentence inside a page about the state of what stands around it. */
export function Notice({ tone, children, code, actions }: NoticeProps) {
  return (
    <div
      class={classes(styles.notice, styles[tone])}
      role={tone === "danger" ? "alert" : undefined}
      data-error={code}
    >
      <Icon of={ICONS[tone]} />
      <div class={styles.words}>{children}</div>
      {actions && <div class={styles.actions}>{actions}</div>}
    </div>
  );
}
