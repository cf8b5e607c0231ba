import type { CallModel } from "../call/call-model.ts";
import type { CallView } from "../call/call-view.ts";
import { useLocale, useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { CaptionSpeaker } from "./CaptionSpeaker.tsx";
import styles from "./CaptionsPanel.module.css";
import { CaptionText } from "./CaptionText.tsx";
import type { CaptionLine } from "./caption-log.ts";

/** All that was said since captions began, oldest first; a log that is read, never spoken by itself. */
export function CaptionHistory({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const locale = useLocale();
  const { log, historyMissing } = view.captions;
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  return (
    <>
      {historyMissing && (
        <Notice
          tone="warning"
          actions={
            <Button size="small" onClick={() => void model.captions.fetchHistory()}>
              {t("captions.try-again")}
            </Button>
          }
        >
          {t("captions.history-missing")}
        </Notice>
      )}
      <div role="log" aria-live="off" aria-label={t("captions.history")}>
        <ol class={styles.log}>
          {log.map((line, place) => (
            <li key={line.id} data-segment={line.id}>
              {!sameSpeaker(log[place - 1], line) && (
                <p class={styles.who}>
                  <b class={styles[`speaker${line.colour}`]}>
                    <CaptionSpeaker line={line} />
                  </b>
                  <time dateTime={new Date(line.at).toISOString()}>{time.format(line.at)}</time>
                </p>
              )}
              <p>
                <CaptionText line={line} />
              </p>
            </li>
          ))}
        </ol>
      </div>
      {log.length === 0 && <p class={styles.muted}>{t("captions.empty")}</p>}
    </>
  );
}

/** What was typed and what was recognised stay apart, each with its mark. */
function sameSpeaker(before: CaptionLine | undefined, line: CaptionLine): boolean {
  return before?.participant === line.participant && before.typed === line.typed;
}
