import { useText } from "../language/language.ts";
import { MessagePage } from "../shell/MessagePage.tsx";

/** A fresh installation: only the holder of the link printed at its first start can go on. */
export function SetUpNeeded() {
  const t = useText();
  return (
    <MessagePage title={t("home.set-up-title")} code="not-set-up">
      <p>{t("home.set-up-text")}</p>
    </MessagePage>
  );
}
