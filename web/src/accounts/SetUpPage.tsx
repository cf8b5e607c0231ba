import { setUp } from "../api/session.ts";
import { useText } from "../language/language.ts";
import { Frame } from "../shell/Frame.tsx";
import { navigate } from "../shell/navigation.ts";
import { PageHeading } from "../shell/PageHeading.tsx";
import { ProblemPage } from "../shell/ProblemPage.tsx";
import { useStore } from "../ui/useStore.ts";
import { AccountForm } from "./AccountForm.tsx";
import styles from "./AccountPage.module.css";
import { loadSession, session } from "./session.ts";

/** `/setup#<token>`: the holder of the link printed at the first start becomes the first administrator. */
export default function SetUpPage({ token }: { token: string }) {
  const t = useText();
  const state = useStore(session);
  const used = token === "" || (state.status === "ready" && !state.instance.setup_needed);
  return (
    <Frame>
      {used ? (
        <ProblemPage problem={{ code: token === "" ? "link-unknown" : "link-used", params: {} }} />
      ) : (
        <div class={styles.narrow}>
          <div>
            <PageHeading title={t("accounts.set-up-title")}>{t("accounts.set-up-title")}</PageHeading>
            <p class={styles.introduction}>{t("accounts.set-up-text")}</p>
          </div>
          <AccountForm
            submitLabel={t("accounts.create")}
            onSubmit={async (account) => {
              await setUp({ token, ...account });
              await loadSession();
              navigate("/", { replace: true });
            }}
          />
        </div>
      )}
    </Frame>
  );
}
