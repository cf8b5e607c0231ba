import { session } from "../accounts/session.ts";
import { useText } from "../language/language.ts";
import { useStore } from "../ui/useStore.ts";
import { ProsePage } from "./ProsePage.tsx";
import type { LegalTopic } from "./route.ts";

/** `/legal/notice` and `/legal/privacy`. */
export default function LegalPage({ topic }: { topic: LegalTopic }) {
  return topic === "notice" ? <NoticePage /> : <PrivacyPage />;
}

function NoticePage() {
  const t = useText();
  const state = useStore(session);
  return (
    <ProsePage title={t("shell.legal")}>
      {state.status === "ready" && (
        <p>{t("shell.legal-instance", { name: state.instance.name, version: state.instance.version })}</p>
      )}
      {state.status === "ready" && state.instance.contact && (
        <p>{t("shell.contact", { contact: state.instance.contact })}</p>
      )}
      <p>{t("shell.legal-operator")}</p>
      <p>{t("shell.legal-licence")}</p>
    </ProsePage>
  );
}

const KEPT = [
  "account",
  "guest-name",
  "chat",
  "attendance",
  "media",
  "captions",
  "recording",
  "consent",
  "rooms",
  "log",
  "browser",
] as const;

function PrivacyPage() {
  const t = useText();
  return (
    <ProsePage title={t("shell.privacy")}>
      <p>{t("shell.privacy-text")}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("shell.privacy-what")}</th>
            <th scope="col">{t("shell.privacy-until")}</th>
          </tr>
        </thead>
        <tbody>
          {KEPT.map((kind) => (
            <tr key={kind}>
              <td>{t(`shell.privacy-${kind}`)}</td>
              <td>{t(`shell.privacy-${kind}-until`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ProsePage>
  );
}
