import { Languages } from "lucide";
import { useText } from "../language/language.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./CaptionText.module.css";
import type { CaptionLine } from "./caption-log.ts";

/** The words of a line; where they were translated, that is said, and what was said stands small under them. */
export function CaptionText({ line }: { line: CaptionLine }) {
  const t = useText();
  const { translation } = line;
  const original = (
    <span lang={line.language ?? undefined} class={line.interim ? styles.interim : undefined}>
      {line.text}
    </span>
  );
  // Each has an element of its own, so that none keeps the language of the other.
  if (translation === null)
    return (
      <span key="said" class={styles.words}>
        {original}
      </span>
    );
  return (
    <span key="translated" class={styles.words} data-translated={translation.language}>
      <Icon of={Languages} size="small" />
      <span class="visually-hidden"> {t("captions.translated")} </span>{" "}
      <span lang={translation.language}>{translation.text}</span>
      <small class={styles.original}>
        <span class="visually-hidden">{t("captions.original")} </span>
        {original}
      </small>
    </span>
  );
}
