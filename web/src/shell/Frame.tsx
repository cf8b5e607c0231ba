import type { ComponentChildren } from "preact";
import { useText } from "../language/language.ts";
import { classes } from "../ui/classes.ts";
import styles from "./Frame.module.css";
import { PageFooter } from "./PageFooter.tsx";
import { PageHeader } from "./PageHeader.tsx";

/** What every page but the call stands in: skip link, header, content, footer. */
export function Frame({ children, room = false }: { children: ComponentChildren; room?: boolean }) {
  const t = useText();
  return (
    <>
      <a class={styles.skip} href="#main">
        {t("shell.skip-to-content")}
      </a>
      <PageHeader />
      <main id="main" class={classes(styles.main, room && styles.room)}>
        {children}
      </main>
      <PageFooter />
    </>
  );
}
