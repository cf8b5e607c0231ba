import { useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import styles from "./CallScreen.module.css";
import type { CallModel } from "./call-model.ts";
import type { CallView } from "./call-view.ts";
import { errorSentence } from "./sentence.ts";
import { useWords } from "./useWords.ts";

/** Before the first picture: that it connects, or why it could not and what to do. */
export function Connecting({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const say = useWords();
  if (view.failure === null) {
    return (
      <div class={styles.connecting} aria-busy="true">
        <p>{t("call.connecting")}</p>
      </div>
    );
  }
  const { code, params } = view.failure;
  return (
    <div class={styles.connecting} role="alert" data-error={code}>
      <p>{say(errorSentence(code, params))}</p>
      <Button look="primary" onClick={() => void model.tryAgain()}>
        {t("call.try-again")}
      </Button>
      <small>{code}</small>
    </div>
  );
}
