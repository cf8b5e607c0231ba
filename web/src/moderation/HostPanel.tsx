import { useState } from "preact/hooks";
import { readTicket } from "../api/tickets.ts";
import type { CallModel } from "../call/call-model.ts";
import type { CallView } from "../call/call-view.ts";
import { Panel } from "../call/Panel.tsx";
import { sentence } from "../call/sentence.ts";
import { useText } from "../language/language.ts";
import { RoomSettings } from "../rooms/RoomSettings.tsx";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import styles from "./HostPanel.module.css";

/** Characters of a message to everybody who waits. */
const LONGEST_TO_WAITING = 200;

/** What hosts decide for the meeting while it runs; each change acts at once. */
export default function HostPanel({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  return (
    <Panel model={model} title={t("moderation.title")}>
      {view.hostTools.newGuestsWait && (
        <section class={styles.part}>
          <p>{t("call.notice.new-guests-wait")}</p>
          <Button size="small" onClick={() => void model.act((server) => server.allowNewGuests())}>
            {t("call.action.allow-new-guests")}
          </Button>
        </section>
      )}
      {view.waiting.length > 0 && <ToWaiting model={model} />}
      {view.hostTools.removed.length > 0 && (
        <section class={styles.part}>
          <h3>{t("moderation.blocked")}</h3>
          <ul class={styles.list}>
            {view.hostTools.removed.map(({ block, name }) => (
              <li key={block}>
                <span>{name}</span>
                <Button
                  size="small"
                  aria-label={t("moderation.unblock-name", { name })}
                  onClick={() => void model.act((server) => server.unblock(block))}
                >
                  {t("moderation.unblock")}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <RoomSettings code={view.code} ticket={readTicket(view.code) ?? ""} />
    </Panel>
  );
}

function ToWaiting({ model }: { model: CallModel }) {
  const t = useText();
  const [text, setText] = useState("");
  return (
    <form
      class={styles.part}
      onSubmit={async (event) => {
        event.preventDefault();
        if (text.trim() === "" || !(await model.act((server) => server.tellWaiting(text.trim())))) return;
        setText("");
        model.tell(sentence("moderation.to-waiting.sent"));
      }}
    >
      <Field
        label={t("moderation.to-waiting")}
        value={text}
        maxLength={LONGEST_TO_WAITING}
        onInput={setText}
        action={<Button type="submit">{t("moderation.to-waiting.send")}</Button>}
      />
    </form>
  );
}
