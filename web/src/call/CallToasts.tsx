import { X } from "lucide";
import { useText } from "../language/language.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import styles from "./CallToasts.module.css";
import type { CallModel } from "./call-model.ts";
import type { CallView } from "./call-view.ts";
import type { Notice, NoticeAction } from "./notices.ts";
import { useWords } from "./useWords.ts";

/** What was just told, at most three at a time, above the toolbar. Each is also in the list of notices. */
export function CallToasts({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  return (
    <section class={styles.region} aria-label={t("call.notices")} hidden={view.toasts.length === 0}>
      <ul class={styles.list}>
        {view.toasts.map((notice) => (
          <Toast key={notice.id} notice={notice} model={model} />
        ))}
      </ul>
    </section>
  );
}

function Toast({ notice, model }: { notice: Notice; model: CallModel }) {
  const t = useText();
  const say = useWords();
  const { id, words, detail, action } = notice;
  return (
    <li
      class={classes(styles.toast, styles[notice.tone])}
      data-error={notice.error ?? undefined}
      onKeyDown={(event) => event.key === "Escape" && model.dismissNotice(id)}
    >
      <p>
        <b>{say(words)}</b>
        {detail && <span>{say(detail)}</span>}
      </p>
      {action && (
        <Button
          look="primary"
          size="small"
          // The button says whom it admits: its words alone would not tell several apart.
          aria-label={
            action.kind === "admit"
              ? t("moderation.admit-name", { name: words.params.name ?? "" })
              : undefined
          }
          onClick={() => void model.doNotice(id, action)}
        >
          {t(ACTION_NAMES[action.kind])}
        </Button>
      )}
      {action?.kind === "start-recording" ? (
        <Button size="small" onClick={() => model.dismissNotice(id)}>
          {t("recording.not-now")}
        </Button>
      ) : (
        <IconButton
          icon={X}
          size="small"
          label={t("call.notices.dismiss")}
          onClick={() => model.dismissNotice(id)}
        />
      )}
    </li>
  );
}

const ACTION_NAMES = {
  admit: "moderation.admit",
  "open-people": "call.action.open-people",
  "open-chat": "call.action.open-chat",
  "turn-on-microphone": "call.microphone.on",
  "keep-hand": "call.action.keep-hand",
  "allow-new-guests": "call.action.allow-new-guests",
  "start-recording": "recording.start-wished",
  "open-recording": "recording.details",
  "type-captions": "captions.type",
} as const satisfies Record<NoticeAction["kind"], string>;
