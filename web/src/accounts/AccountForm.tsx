import { useRef, useState } from "preact/hooks";
import { Problem } from "../api/problem.ts";
import { type Text, useProblemText, useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import styles from "./AccountForm.module.css";
import { accountFaults, type Fault, type Faults, NAME_LIMIT, type NewAccount } from "./new-account.ts";

interface AccountFormProps {
  /** Given by an invitation: it cannot be changed. */
  email?: string;
  submitLabel: string;
  /** @throws {Problem} */
  onSubmit: (account: NewAccount) => Promise<void>;
}

const FIELDS = ["name", "email", "password"] as const;

/** Name, e-mail and password of a new account. What was typed survives an error. */
export function AccountForm({ email, submitLabel, onSubmit }: AccountFormProps) {
  const t = useText();
  const sentence = useProblemText();
  const [account, setAccount] = useState<NewAccount>({ name: "", email: email ?? "", password: "" });
  const [faults, setFaults] = useState<Faults>({});
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const inputs = { name: useInput(), email: useInput(), password: useInput() };

  const change = (field: keyof NewAccount) => (value: string) => {
    setAccount((before) => ({ ...before, [field]: value }));
    setFaults(({ [field]: _, ...others }) => others);
  };

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const found = accountFaults(account);
    setFaults(found);
    const first = FIELDS.find((field) => found[field] !== undefined);
    if (first !== undefined) {
      inputs[first].current?.focus();
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      await onSubmit({ ...account, name: account.name.trim(), email: account.email.trim() });
    } catch (error) {
      setBusy(false);
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
      if (error.code === "password-weak") inputs.password.current?.focus();
    }
  };

  const weak = problem?.code === "password-weak" ? sentence(problem) : undefined;
  return (
    <form class={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      {problem && !weak && (
        <Notice tone="danger" code={problem.code}>
          {sentence(problem)}
        </Notice>
      )}
      <Field
        label={t("accounts.name")}
        hint={t("accounts.name-hint")}
        value={account.name}
        onInput={change("name")}
        error={faults.name && faultText(t, faults.name)}
        inputRef={inputs.name}
        autoComplete="name"
        maxLength={NAME_LIMIT * 2}
      />
      {email === undefined ? (
        <Field
          label={t("accounts.email")}
          type="email"
          value={account.email}
          onInput={change("email")}
          error={faults.email && faultText(t, faults.email)}
          inputRef={inputs.email}
          autoComplete="username"
        />
      ) : (
        <p class={styles.given}>
          <b>{t("accounts.email")}</b>
          {email}
        </p>
      )}
      <Field
        label={t("accounts.password")}
        hint={t("accounts.password-hint")}
        type="password"
        value={account.password}
        onInput={change("password")}
        error={(faults.password && faultText(t, faults.password)) ?? weak}
        inputRef={inputs.password}
        autoComplete="new-password"
      />
      <Button type="submit" look="primary" size="large" busy={busy}>
        {submitLabel}
      </Button>
    </form>
  );
}

const useInput = () => useRef<HTMLInputElement>(null);

function faultText(t: Text, fault: Fault): string {
  return t(`accounts.fault-${fault}`);
}
