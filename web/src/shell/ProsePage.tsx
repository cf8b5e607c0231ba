import type { ComponentChildren } from "preact";
import { Frame } from "./Frame.tsx";
import { PageHeading } from "./PageHeading.tsx";
import styles from "./ProsePage.module.css";

/** A page of text. */
export function ProsePage({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <Frame>
      <article class={styles.prose}>
        <PageHeading title={title}>{title}</PageHeading>
        {children}
      </article>
    </Frame>
  );
}
