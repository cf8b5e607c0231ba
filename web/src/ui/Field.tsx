import { CircleAlert } from "lucide";
import type { ComponentChildren, Ref } from "preact";
import { useId } from "preact/hooks";
import { classes } from "./classes.ts";
import styles from "./Field.module.css";
import { Icon } from "./Icon.tsx";

interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "email" | "password" | "number" | "date";
  name?: string;
  autoComplete?: string;
  placeholder?: string;
  maxLength?: number;
  min?: number | string;
  max?: number | string;
  required?: boolean;
  spellcheck?: boolean;
  onBlur?: () => void;
  hint?: ComponentChildren;
  /** What is wrong, shown under the field and linked to it. */
  error?: string | undefined;
  size?: "medium" | "large";
  inputRef?: Ref<HTMLInputElement>;
  /** A button at the end of the same line. */
  action?: ComponentChildren;
}

/** One line of text with its visible label, hint and error. */
export function Field(props: FieldProps) {
  const {
    label,
    hint,
    error,
    size = "medium",
    inputRef,
    action,
    onInput,
    type = "text",
    ...attributes
  } = props;
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class={styles.field}>
      <label for={id}>{label}</label>
      {hint && (
        <p class={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <div class={styles.line}>
        <input
          {...attributes}
          type={type as "text"} // the types want one element per literal type
          id={id}
          ref={inputRef ?? null}
          class={classes(styles.input, styles[size], error !== undefined && styles.wrong)}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={described || undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {action}
      </div>
      {error && (
        <p class={styles.error} id={`${id}-error`}>
          <Icon of={CircleAlert} size="small" />
          {error}
        </p>
      )}
    </div>
  );
}
