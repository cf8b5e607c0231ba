import type { IconNode } from "lucide";
import type { ComponentChildren } from "preact";
import styles from "./Badge.module.css";
import { classes } from "./classes.ts";
import { Icon } from "./Icon.tsx";

interface BadgeProps {
  children: ComponentChildren;
  tone?: "plain" | "live" | "warning" | "danger" | "success" | "line";
  icon?: IconNode;
}

/** A word about the state of what stands beside it. */
export function Badge({ children, tone = "plain", icon }: BadgeProps) {
  return (
    <span class={classes(styles.badge, styles[tone])}>
      {icon && <Icon of={icon} size="small" />}
      {children}
    </span>
  );
}
