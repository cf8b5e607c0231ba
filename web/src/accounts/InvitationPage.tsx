import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../api/problem.ts";
import { acceptInvitation, lookAtInvitation } from "../api/session.ts";
import { useText } from "../language/language.ts";
import { Frame } from "../shell/Frame.tsx";
import { Loading } from "../shell/Loading.tsx";
import { navigate } from "../shell/navigation.ts";
import { PageHeading } from "../shell/PageHeading.tsx";
import { ProblemPage } from "../shell/ProblemPage.tsx";
import { AccountForm } from "./AccountForm.tsx";
import styles from "./AccountPage.module.css";
import { loadSession } from "./session.ts";

/** `/invitation#<token>`: makes the account of somebody who was invited. */
export default function InvitationPage({ token }: { token: string }) {
  const [email, setEmail] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    lookAtInvitation(token).then((found) => setEmail(found.email), setProblem);
  }, [token]);
  return (
    <Frame>
      {problem && <ProblemPage problem={problem} />}
      {email === undefined && !problem && <Loading />}
      {email !== undefined && <Invitation token={token} email={email} />}
    </Frame>
  );
}

function Invitation({ token, email }: { token: string; email: string }) {
  const t = useText();
  return (
    <div class={styles.narrow}>
      <div>
        <PageHeading title={t("accounts.invitation-title")}>{t("accounts.invitation-title")}</PageHeading>
        <p class={styles.introduction}>{t("accounts.invitation-text")}</p>
      </div>
      <AccountForm
        email={email}
        submitLabel={t("accounts.create")}
        onSubmit={async ({ name, password }) => {
          await acceptInvitation({ token, name, password });
          await loadSession();
          navigate("/", { replace: true });
        }}
      />
    </div>
  );
}
