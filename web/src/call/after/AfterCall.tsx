import { useText } from "../../language/language.ts";
import { Frame } from "../../shell/Frame.tsx";
import { PageHeading } from "../../shell/PageHeading.tsx";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button, buttonClass } from "../../ui/Button.tsx";
import type { CallView, Ended } from "../call-view.ts";
import { part } from "../part.tsx";
import { errorSentence } from "../sentence.ts";
import { useWords } from "../useWords.ts";
import styles from "./AfterCall.module.css";

const RecordingsLeftList = part(() => import("../../recordings/call/RecordingsLeftList.tsx"));

/** Pictures of people still in that are drawn beside their number. */
const MOST_SHOWN = 3;

interface AfterCallProps {
  view: CallView;
  ended: Ended;
  onRejoin: () => void;
}

/** The page after the call: why it is over, who is still in, and the way back or home. */
export function AfterCall({ view, ended, onRejoin }: AfterCallProps) {
  const t = useText();
  const say = useWords();
  const heading = t(`call.after.${ended.how}`);
  const minutes = Math.max(1, Math.round(ended.lasted / 60_000));
  return (
    <Frame>
      <div class={styles.after} data-call-state="left" data-ended={ended.how}>
        <p class={styles.place}>
          {t("call.after.place", {
            place: view.title ?? view.code,
            hours: Math.floor(minutes / 60),
            minutes: minutes % 60,
          })}
        </p>
        <PageHeading title={heading}>{heading}</PageHeading>
        {ended.by !== null && ended.how === "ended" && <p>{t("call.after.ended-by", { name: ended.by })}</p>}
        {ended.by !== null && (ended.how === "removed" || ended.how === "blocked") && (
          <p>{t("call.after.removed-by", { name: ended.by })}</p>
        )}
        {ended.how === "lost" && <p>{t("call.after.lost-text")}</p>}
        {ended.how === "moved" && <p>{t("call.after.moved-text")}</p>}
        {ended.how === "blocked" && <p data-error="blocked">{say(errorSentence("blocked", {}))}</p>}
        {ended.how !== "removed" && ended.mayRejoin && ended.stillIn.length > 0 && (
          <p class={styles.still}>
            <span class={styles.faces} aria-hidden="true">
              {ended.stillIn.slice(0, MOST_SHOWN).map((name) => (
                <Avatar key={name} name={name} size="small" />
              ))}
            </span>
            {t("call.after.still-in", { count: ended.stillIn.length })}
          </p>
        )}
        <div class={styles.ways}>
          {ended.mayRejoin && (
            <Button look="primary" size="large" onClick={onRejoin}>
              {t("call.after.rejoin")}
            </Button>
          )}
          <a class={buttonClass(ended.mayRejoin ? "plain" : "primary", "large")} href="/">
            {t("call.after.home")}
          </a>
        </div>
        {view.can.has("record") && view.recording.made.length > 0 && (
          <RecordingsLeftList made={view.recording.made} />
        )}
      </div>
    </Frame>
  );
}
