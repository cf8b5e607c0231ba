import { useEffect, useState } from "preact/hooks";
import { useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { wholeNumber } from "./whole-number.ts";

interface TextSettingProps {
  label: string;
  hint: string;
  value: string;
  type?: "text" | "number";
  maxLength?: number;
  /** Bounds of a number. */
  min?: number;
  max?: number;
  onCommit: (value: string) => void;
}

/** A field that is saved on Enter, on leaving it, or by its button, which appears once something was typed. */
export function TextSetting(props: TextSettingProps) {
  const { label, hint, value, type = "text", onCommit, ...bounds } = props;
  const t = useText();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const commit = () => {
    const given = type === "number" ? wholeNumber(typed, value) : typed;
    setTyped(given);
    if (given !== value) onCommit(given);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
    >
      <Field
        label={label}
        hint={hint}
        type={type}
        value={typed}
        onInput={setTyped}
        onBlur={commit}
        {...bounds}
        action={typed !== value && <Button type="submit">{t("rooms.save")}</Button>}
      />
    </form>
  );
}
