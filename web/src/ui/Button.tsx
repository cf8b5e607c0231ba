import type { IconNode } from "lucide";
import type { ButtonHTMLAttributes, ComponentChildren, Ref } from "preact";
import styles from "./Button.module.css";
import { classes } from "./classes.ts";
import { Icon } from "./Icon.tsx";

export type ButtonLook = "plain" | "primary" | "quiet" | "danger" | "leave";
export type ButtonSize = "small" | "medium" | "large";

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "size" | "icon" | "disabled"> {
  children?: ComponentChildren;
  /** One `primary` per region: the next step. */
  look?: ButtonLook;
  size?: ButtonSize;
  icon?: IconNode;
  wide?: boolean;
  /** The work that a press began is under way: the button stays focusable and does nothing more. */
  busy?: boolean;
  /** Why it cannot be pressed now; shown as its title. The button stays focusable. */
  unavailable?: string | undefined;
  buttonRef?: Ref<HTMLButtonElement>;
}

/** A button with a visible name. */
export function Button({
  children,
  look = "plain",
  size = "medium",
  icon,
  wide = false,
  busy = false,
  unavailable,
  buttonRef,
  onClick,
  ...rest
}: ButtonProps) {
  const idle = busy || unavailable !== undefined;
  return (
    <button
      type="button"
      {...rest}
      ref={buttonRef ?? null}
      class={classes(styles.button, styles[look], styles[size], wide && styles.wide)}
      aria-disabled={idle || undefined}
      aria-busy={busy || undefined}
      title={unavailable ?? rest.title}
      onClick={(event) => (idle ? event.preventDefault() : onClick?.(event))}
    >
      {icon && <Icon of={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "children" | "icon" | "wide"> {
  icon: IconNode;
  /** What pressing does: its name and its tooltip. */
  label: string;
  children?: ComponentChildren;
}

/** A button that shows only a drawing; its name appears as a tooltip. */
export function IconButton({
  icon,
  label,
  look = "quiet",
  size = "medium",
  children,
  ...rest
}: IconButtonProps) {
  const { busy, unavailable, buttonRef, onClick, ...attributes } = rest;
  const idle = busy === true || unavailable !== undefined;
  return (
    <button
      type="button"
      {...attributes}
      ref={buttonRef ?? null}
      class={classes(styles.button, styles.iconOnly, styles[look], styles[size])}
      aria-label={label}
      aria-disabled={idle || undefined}
      title={unavailable ?? label}
      onClick={(event) => (idle ? event.preventDefault() : onClick?.(event))}
    >
      <Icon of={icon} />
      {children}
    </button>
  );
}

/** The look of a button for a link. */
export function buttonClass(look: ButtonLook = "plain", size: ButtonSize = "medium"): string {
  return classes(styles.button, styles[look], styles[size]);
}
