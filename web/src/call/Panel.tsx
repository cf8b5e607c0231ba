import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
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
  useEffect(() => {
    const opener = document.activeElement;
    panel.current?.querySelector<HTMLElement>("[data-panel-start]")?.focus();
    return () => {
      const within = document.activeElement === document.body;
      if (within && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <aside
      ref={panel}
      class={styles.panel}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) model.openPanel(null);
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
