import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, mayPass, type Problem } from "../api/problem.ts";
import { useText } from "../language/language.ts";
import { openShare } from "../recordings/recording-server.ts";
import { Frame } from "../shell/Frame.tsx";
import { Loading } from "../shell/Loading.tsx";
import { PageHeading } from "../shell/PageHeading.tsx";
import { ProblemPage } from "../shell/ProblemPage.tsx";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { RecordingView } from "./RecordingView.tsx";
import styles from "./SharedPage.module.css";

/** With this code the server asks for a password, and says that the one given is not right. */
const NEEDS_PASSWORD = "share-password";

/** `/s/{token}`: a recording that somebody shared by a link. The token goes into a body, never into another address. */
export default function SharedPage({ token }: { token: string }) {
  const [opened, setOpened] = useState<{ recording: string; viewer: string }>();
  const [problem, setProblem] = useState<Problem>();
  const tried = useRef<string | undefined>(undefined);
  const t = useText();
  const open = async (password?: string) => {
    tried.current = password;
    try {
      setOpened(await openShare(token, password));
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  const retry = { label: t("shell.try-again"), act: () => void open(tried.current) };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each token
  useEffect(() => void open(), [token]);
  return (
    <Frame>
      {opened ? (
        <RecordingView id={opened.recording} viewer={opened.viewer} />
      ) : problem === undefined ? (
        <Loading />
      ) : problem.code === NEEDS_PASSWORD ? (
        <PasswordForm onOpen={open} />
      ) : (
        <ProblemPage problem={problem} {...(mayPass(problem) ? { retry } : {})} />
      )}
    </Frame>
  );
}

function PasswordForm({ onOpen }: { onOpen: (password: string) => Promise<void> }) {
  const t = useText();
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<"empty" | "wrong">();
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const open = async (event: SubmitEvent) => {
    event.preventDefault();
    if (password !== "") {
      setBusy(true);
      await onOpen(password);
      setBusy(false);
    }
    setFault(password === "" ? "empty" : "wrong");
    input.current?.focus();
  };
  return (
    <form class={styles.form} onSubmit={(event) => void open(event)} noValidate>
      <PageHeading title={t("sharing.opened-title")}>{t("sharing.opened-title")}</PageHeading>
      <p>{t("sharing.password-asked")}</p>
      <Field
        label={t("sharing.password-field")}
        type="password"
        value={password}
        onInput={(typed) => {
          setPassword(typed);
          setFault(undefined);
        }}
        autoComplete="off"
        error={fault && t(`sharing.password-${fault}`)}
        inputRef={input}
        action={
          <Button look="primary" type="submit" busy={busy}>
            {t("sharing.open")}
          </Button>
        }
      />
    </form>
  );
}
