import { useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Frame } from "./Frame.tsx";
import { MessagePage } from "./MessagePage.tsx";

/** Shown when the page itself failed. */
export function FaultPage() {
  const t = useText();
  return (
    <Frame>
      <MessagePage
        title={t("shell.fault-title")}
        code="page-fault"
        actions={
          <Button look="primary" onClick={() => location.reload()}>
            {t("shell.reload")}
          </Button>
        }
      >
        <p>{t("error.page-fault")}</p>
      </MessagePage>
    </Frame>
  );
}
