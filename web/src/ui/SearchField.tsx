import { Search } from "lucide";
import type { KeyboardEventHandler, Ref } from "preact";
import { Icon } from "./Icon.tsx";
import styles from "./SearchField.module.css";

interface SearchFieldProps {
  /** Its name; the glass shows what it is for. */
  label: string;
  value: string;
  onInput: (value: string) => void;
  onKeyDown?: KeyboardEventHandler<HTMLInputElement>;
  placeholder?: string;
  inputRef?: Ref<HTMLInputElement>;
}

/** A field to search with. */
export function SearchField({ label, value, onInput, onKeyDown, placeholder, inputRef }: SearchFieldProps) {
  return (
    <span class={styles.box}>
      <Icon of={Search} />
      <input
        ref={inputRef ?? null}
        class={styles.input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        maxLength={200}
        autoComplete="off"
        spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={(event) => onKeyDown?.(event)}
      />
    </span>
  );
}
