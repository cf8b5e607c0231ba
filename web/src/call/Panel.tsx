import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useText } from "../language/language.ts";
import { IconButton } from "../ui/Button.tsx";
import type { CallModel } from "./call-model.ts";
import styles from "./Panel.module.css";

interface PanelProps {
  model: CallModel;
  title: string;
  count?: number;
  children: ComponentChildren;
  /** Stands beside the title. */
  tools?: ComponentChildren;
  foot?: ComponentChildren;
  /** Keeps the end of the content in sight while it grows. */
  bodyRef?: { current: HTMLDivElement | null };
  onScroll?: () => void;
}

/** The panel beside the stage; on phones a sheet over it that leaves the toolbar visible. Esc closes it. */
export function Panel({ model, title, count, children, tools, foot, bodyRef, onScroll }: PanelProps) {
  const t = useText();
  const panel = useRef<HTMLElement>(null);
  // Known before anything inside takes the focus.
  const [opener] = useState(() => document.activeElement);
  useLayoutEffect(() => {
    const element = panel.current;
    element?.querySelector<HTMLElement>("[data-panel-start]")?.focus();
    return () => giveFocusBack(element, opener);
  }, [opener]);
  return (
    <aside
      ref={panel}
      class={styles.panel}
      aria-label={title}
      onKeyDown={(event) => {
        const inMenu = event.target instanceof Element && event.target.closest("[popover]") !== null;
        if (event.key === "Escape" && !inMenu) model.openPanel(null);
      }}
    >
      <header class={styles.head}>
        <h2 tabIndex={-1} data-panel-start>
          {title}
          {count !== undefined && <span class={styles.count}>{count}</span>}
        </h2>
        {tools}
        <IconButton icon={X} label={t("call.panel.close", { title })} onClick={() => model.openPanel(null)} />
      </header>
      <div class={styles.body} ref={bodyRef ?? null} onScroll={onScroll}>
        {children}
      </div>
      {foot && <footer class={styles.foot}>{foot}</footer>}
    </aside>
  );
}

/** When the panel goes, the focus that was in it goes back to what opened it, and never to the page. */
function giveFocusBack(panel: HTMLElement | null, opener: Element | null): void {
  const focused = document.activeElement;
  if (focused !== document.body && !panel?.contains(focused)) return;
  const tool = document.querySelector<HTMLElement>("[data-toolbar] [data-tool][tabindex='0']");
  const back =
    opener instanceof HTMLElement && opener.isConnected && opener !== document.body ? opener : tool;
  back?.focus();
}
