import { ExternalLink } from "lucide";
import { useRef, useState } from "preact/hooks";
import { useText } from "../language/language.ts";
import { navigate } from "../shell/navigation.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { Icon } from "../ui/Icon.tsx";
import styles from "./JoinField.module.css";
import { type Destination, readDestination } from "./join-field.ts";

/** "Link or code" and *Join*. */
export function JoinField({ primary }: { primary: boolean }) {
  const t = useText();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<Exclude<Destination, { kind: "room" }>>();
  const input = useRef<HTMLInputElement>(null);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const destination = readDestination(typed, location.origin);
    if (destination.kind === "room") {
      navigate(`/${destination.code}`);
      return;
    }
    setWrong(destination);
    input.current?.focus();
  };

  return (
    <form class={styles.form} onSubmit={submit} noValidate>
      <Field
        label={t("home.link-or-code")}
        size="large"
        value={typed}
        onInput={(value) => {
          setTyped(value);
          setWrong(undefined);
        }}
        inputRef={input}
        autoComplete="off"
        spellcheck={false}
        maxLength={500}
        placeholder="abc-defg-hij"
        error={wrong && sentence(t, wrong)}
        action={
          <Button type="submit" size="large" look={primary ? "primary" : "plain"}>
            {t("home.join")}
          </Button>
        }
      />
      {wrong?.kind === "elsewhere" && (
        <a class={buttonClass()} href={wrong.address} rel="noreferrer">
          {t("home.open-there")}
          <Icon of={ExternalLink} size="small" />
        </a>
      )}
    </form>
  );
}

function sentence(t: ReturnType<typeof useText>, wrong: Exclude<Destination, { kind: "room" }>): string {
  switch (wrong.kind) {
    case "elsewhere":
      return t("home.elsewhere", { host: wrong.host });
    case "empty":
      return t("home.nothing-typed");
    case "unreadable":
      return t("home.unreadable");
  }
}
