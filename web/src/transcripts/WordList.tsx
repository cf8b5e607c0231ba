import { useId } from "preact/hooks";
import { useText } from "../language/language.ts";
import styles from "./TurnEditor.module.css";

interface WordListProps {
  value: string;
  onInput: (value: string) => void;
}

/** Words that the recogniser should expect, one a line: names, abbreviations, terms. */
export function WordList({ value, onInput }: WordListProps) {
  const t = useText();
  const id = useId();
  return (
    <label class={styles.label}>
      {t("transcripts.vocabulary")}
      <span id={id} class={styles.hint}>
        {t("transcripts.vocabulary-hint")}
      </span>
      <textarea
        class={styles.text}
        rows={5}
        aria-describedby={id}
        spellcheck={false}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}
