import { ArrowRight, LogIn } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { Problem } from "../api/problem.ts";
import { readEntrance } from "../api/rooms.ts";
import { signIn } from "../api/session.ts";
import type { Entrance } from "../api/types.ts";
import { useProblemText, useText } from "../language/language.ts";
import { Frame } from "../shell/Frame.tsx";
import { navigate } from "../shell/navigation.ts";
import { PageHeading } from "../shell/PageHeading.tsx";
import { readRoute } from "../shell/route.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Notice } from "../ui/Notice.tsx";
import { useStore } from "../ui/useStore.ts";
import styles from "./AccountPage.module.css";
import { loadSession, session } from "./session.ts";

/** `/signin`: then back to the page that asked for it. */
export default function SignInPage({ next }: { next: string | undefined }) {
  const t = useText();
  const state = useStore(session);
  const room = useRoomOf(next);
  const signedIn = state.status === "ready" && state.account !== null;
  useEffect(() => {
    if (signedIn) navigate(next ?? "/", { replace: true });
  }, [signedIn, next]);
  return (
    <Frame>
      <div class={styles.narrow}>
        <div>
          <PageHeading title={t("accounts.sign-in")}>{t("accounts.sign-in")}</PageHeading>
          {room && <p class={styles.introduction}>{t("accounts.will-return")}</p>}
        </div>
        {room && (
          <p class={styles.destination}>
            <Icon of={LogIn} />
            <b>{room.title || room.code}</b>
          </p>
        )}
        <SignInForm />
        {room && next !== undefined && room.entry !== "sign-in" && (
          <div class={styles.guest}>
            <p>{t("accounts.guests-welcome")}</p>
            <a class={buttonClass("quiet")} href={next}>
              {t("accounts.as-guest")}
              <Icon of={ArrowRight} size="small" />
            </a>
          </div>
        )}
      </div>
    </Frame>
  );
}

function SignInForm() {
  const t = useText();
  const sentence = useProblemText();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState({ email: false, password: false });
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const emailInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setProblem(undefined);
    setMissing({ email: email.trim() === "", password: password === "" });
    if (email.trim() === "") return emailInput.current?.focus();
    if (password === "") return passwordInput.current?.focus();
    setBusy(true);
    try {
      await signIn(email.trim(), password);
      await loadSession();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
      passwordInput.current?.focus();
    } finally {
      setBusy(false);
    }
  };

  return (
    <form class={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      {problem && (
        <Notice tone="danger" code={problem.code}>
          {sentence(problem)}
        </Notice>
      )}
      <Field
        label={t("accounts.email")}
        type="email"
        value={email}
        onInput={setEmail}
        inputRef={emailInput}
        autoComplete="username"
        error={missing.email && email.trim() === "" ? t("accounts.fault-email") : undefined}
      />
      <Field
        label={t("accounts.password")}
        type="password"
        value={password}
        onInput={setPassword}
        inputRef={passwordInput}
        autoComplete="current-password"
        error={missing.password && password === "" ? t("accounts.fault-password") : undefined}
      />
      <Button type="submit" look="primary" size="large" busy={busy}>
        {t("accounts.sign-in")}
      </Button>
    </form>
  );
}

/** What may be known of the room that one comes from. */
function useRoomOf(next: string | undefined): Entrance | undefined {
  const [room, setRoom] = useState<Entrance>();
  useEffect(() => {
    if (next === undefined) return;
    const from = readRoute(new URL(next, location.origin));
    if (from.page !== "room") return;
    readEntrance(from.code).then(setRoom, () => undefined); // only a courtesy: the room itself will say what is wrong
  }, [next]);
  return room;
}
