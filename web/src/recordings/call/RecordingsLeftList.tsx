import { Film, Hourglass } from "lucide";
import { useEffect, useMemo } from "preact/hooks";
import { useLocale, useText } from "../../language/language.ts";
import { buttonClass } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useStore } from "../../ui/useStore.ts";
import type { MadeRecording } from "./call-recording.ts";
import { deleteDay } from "./delete-day.ts";
import styles from "./RecordingsLeftList.module.css";
import { type Left, RecordingsLeft } from "./recordings-left.ts";

/** For hosts, after the call: the recordings it leaves, how far they are, and until when they are kept. */
export default function RecordingsLeftList({ made }: { made: readonly MadeRecording[] }) {
  const t = useText();
  const locale = useLocale();
  const left = useMemo(() => new RecordingsLeft(made.map(({ id }) => id)), [made]);
  const states = useStore(left.state);
  useEffect(() => {
    void left.look();
    return () => left.close();
  }, [left]);
  return (
    <section class={styles.left} aria-labelledby="left-by-call">
      <h2 id="left-by-call">{t("recording.after.title")}</h2>
      <p class={styles.muted}>{t("recording.after.hosts")}</p>
      <ul class={styles.list}>
        {made.map(({ id, deleteOn }) => (
          <li key={id} data-recording={states.get(id)}>
            <span class={styles.icon}>
              <Icon of={Film} />
            </span>
            <div class={styles.words}>
              <h3>{t("recording.after.name")}</h3>
              <State left={states.get(id) ?? "unknown"} />
              {states.get(id) !== "missing" && (
                <p class={styles.muted}>
                  <Icon of={Hourglass} size="small" />
                  {t("recording.after.delete-on", { day: deleteDay(locale, deleteOn) })}
                </p>
              )}
            </div>
            {states.get(id) !== "missing" && (
              <a class={buttonClass("plain", "medium")} href={`/recordings/${id}`}>
                {t("recording.after.open")}
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function State({ left }: { left: Left }) {
  const t = useText();
  return left === "unknown" ? null : <p role="status">{t(`recording.after.${left}`)}</p>;
}
