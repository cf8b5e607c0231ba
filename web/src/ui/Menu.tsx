import { Check, type IconNode } from "lucide";
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { classes } from "./classes.ts";
import { Icon } from "./Icon.tsx";
import styles from "./Menu.module.css";
import { placeBeside } from "./place.ts";

interface MenuProps {
  /** Draws the button that opens it; spread `props` on it. */
  trigger: (props: MenuTrigger) => ComponentChildren;
  label: string;
  children: ComponentChildren;
  side?: "above" | "below";
}

export interface MenuTrigger {
  id: string;
  popovertarget: string;
  "aria-haspopup": "menu";
}

/**
 * A menu in a popover: opens on a press, closes by Esc, a choice, or a press elsewhere (the browser's part).
 * Arrow keys, Home, End and the first letter move inside.
 */
export function Menu({ trigger, label, children, side = "below" }: MenuProps) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);

  const onToggle = (event: ToggleEvent) => {
    if (event.newState !== "open" || menu.current === null) return;
    const opener = document.getElementById(`${id}-trigger`);
    if (opener) placeBeside(menu.current, opener, side);
    items(menu.current)[0]?.focus();
  };

  return (
    <>
      {trigger({ id: `${id}-trigger`, popovertarget: id, "aria-haspopup": "menu" })}
      <div
        id={id}
        ref={menu}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        class={styles.menu}
        onToggle={onToggle}
        onKeyDown={(event) => menu.current && moveInside(event, menu.current)}
      >
        {children}
      </div>
    </>
  );
}

interface OpenMenuProps {
  /** What it opens beside, and what gets the focus back. */
  opener: { readonly current: HTMLElement | null };
  label: string;
  children: ComponentChildren;
  onClose: () => void;
}

/** A menu that is drawn only while it is open, for places with one menu per line of a long list. */
export function OpenMenu({ opener, label, children, onClose }: OpenMenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [element, beside] = [menu.current, opener.current];
    if (element === null) return;
    element.showPopover();
    if (beside !== null) placeBeside(element, beside, "below");
    items(element)[0]?.focus();
  }, [opener]);

  const onToggle = (event: ToggleEvent) => {
    if (event.newState === "open") return;
    const lost = document.activeElement === document.body || menu.current?.contains(document.activeElement);
    if (lost) opener.current?.focus();
    onClose();
  };

  return (
    <div
      ref={menu}
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      class={styles["menu"]}
      onToggle={onToggle}
      onKeyDown={(event) => menu.current && moveInside(event, menu.current)}
    >
      {children}
    </div>
  );
}

function items(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];
}

function moveInside(event: KeyboardEvent, menu: HTMLElement): void {
  const all = items(menu);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = {
    ArrowDown: all[(at + 1) % all.length],
    ArrowUp: all[(at - 1 + all.length) % all.length],
    Home: all[0],
    End: all.at(-1),
  }[event.key];
  const found =
    next ?? (event.key.length === 1 && event.key !== " " ? startingWith(all, at, event.key) : undefined);
  if (event.key === "Tab") menu.hidePopover();
  if (found === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  found.focus();
}

function startingWith(all: HTMLElement[], at: number, letter: string): HTMLElement | undefined {
  const rotated = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return rotated.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter.toLowerCase()));
}

interface MenuItemProps {
  children: ComponentChildren;
  icon?: IconNode;
  onSelect: () => void;
  /** One of several (radio) or on and off (checkbox); the mark is drawn and told. */
  kind?: "action" | "radio" | "checkbox";
  checked?: boolean;
  danger?: boolean;
  /** The language of its text, where it is another. */
  lang?: string;
}

/** One line of a menu; choosing it closes the menu. */
export function MenuItem(props: MenuItemProps) {
  const { children, icon, onSelect, kind = "action", checked = false, danger = false, lang } = props;
  const role = kind === "action" ? "menuitem" : kind === "radio" ? "menuitemradio" : "menuitemcheckbox";
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is one of those that take aria-checked whenever it is given
    <button
      type="button"
      role={role}
      tabIndex={-1}
      lang={lang}
      aria-checked={kind === "action" ? undefined : checked}
      class={classes(styles.item, danger && styles.danger)}
      onClick={(event) => {
        event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
        onSelect();
      }}
    >
      {icon && <Icon of={icon} />}
      <span class={styles.text}>{children}</span>
      {checked && <Icon of={Check} />}
    </button>
  );
}

/** A group of items under a small heading. */
export function MenuGroup({ label, children }: { label: string; children: ComponentChildren }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place inside a menu
    <div role="group" aria-labelledby={id} class={styles.group}>
      <span id={id} class={styles.heading}>
        {label}
      </span>
      {children}
    </div>
  );
}
