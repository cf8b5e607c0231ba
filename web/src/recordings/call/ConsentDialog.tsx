import { useEffect, useId, useRef } from "preact/hooks";
import type { CallModel } from "../../call/call-model.ts";
import type { CallView } from "../../call/call-view.ts";
import { useEverySecond } from "../../call/useEverySecond.ts";
import { useText } from "../../language/language.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import styles from "./ConsentDialog.module.css";
import { RecordingTerms } from "./RecordingTerms.tsx";
import type { RecordingInCall } from "./recording.ts";

interface ConsentDialogProps {
  model: CallModel;
  view: CallView;
  recording: RecordingInCall;
}

/**
 * Asks for one's agreement: what is kept, who sees it, until when, and three ways on of equal weight. The focus is on
 * the question, so that a key meant for something else answers nothing; Esc is the answer that keeps nothing.
 */
export default function ConsentDialog({ model, view, recording }: ConsentDialogProps) {
  const t = useText();
  const id = useId();
  const element = useOpenDialog();
  const answer = (accept: boolean) => void model.recording.answer(recording.id, accept);
  return (
    <dialog
      ref={element}
      class={styles.dialog}
      aria-modal="true"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-before`}
      data-consent={recording.id}
      onCancel={(event) => {
        event.preventDefault();
        answer(false);
      }}
    >
      <div class={styles.head}>
        <p class={styles.who}>
          <Avatar name={recording.by} size="small" />
          {t("recording.asked-by", { name: recording.by })}
        </p>
        <h2 id={`${id}-title`} tabIndex={-1} autofocus>
          {t("recording.consent.title")}
        </h2>
        <p id={`${id}-before`} class={styles.muted}>
          {t("recording.consent.beforehand")}
        </p>
      </div>
      <RecordingTerms what={recording} deleteOn={recording.deleteOn} />
      {recording.strict && <p>{t("recording.consent.strict")}</p>}
      <p class={styles.small}>{t("recording.consent.others")}</p>
      <p class={styles.small}>
        <TimeLeft until={recording.answerBy - view.serverOffset} />
      </p>
      <div class={styles.three}>
        <Button onClick={() => answer(true)}>{t("recording.accept")}</Button>
        <Button onClick={() => answer(false)}>{t("recording.consent.stay")}</Button>
        <Button onClick={() => void model.leave()}>{t("recording.consent.leave")}</Button>
      </div>
    </dialog>
  );
}

/** @param until on the page's clock, in milliseconds */
function TimeLeft({ until }: { until: number }) {
  const t = useText();
  const seconds = Math.ceil((until - useEverySecond()) / 1_000);
  return seconds > 0
    ? t("recording.consent.seconds", { seconds: Math.min(seconds, 30) })
    : t("recording.consent.seconds-over");
}

/** Opens the dialog over everything, and gives the focus back afterwards. */
function useOpenDialog() {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return element;
}
