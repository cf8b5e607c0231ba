import type { ComponentChildren } from "preact";
import styles from "./MessagePage.module.css";
import { PageHeading } from "./PageHeading.tsx";

interface MessagePageProps {
  title: string;
  children: ComponentChildren;
  /** The buttons of the next step. */
  actions?: ComponentChildren;
  /** The stable code of an error, also in small print. */
  code?: string;
}

/** One sentence and one next step: errors, empty states, ends. */
export function MessagePage({ title, children, actions, code }: MessagePageProps) {
  return (
    <div class={styles.message} data-error={code}>
      <PageHeading title={title}>{title}</PageHeading>
      {children}
      {actions && <div class={styles.actions}>{actions}</div>}
      {code && <p class={styles.code}>{code}</p>}
    </div>
  );
}
