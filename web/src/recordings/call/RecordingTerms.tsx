import { Film, Hourglass, type IconNode, Users } from "lucide";
import type { ComponentChildren } from "preact";
import { useLocale, useText } from "../../language/language.ts";
import { Icon } from "../../ui/Icon.tsx";
import { deleteDay } from "./delete-day.ts";
import { keptWord } from "./kept-word.ts";
import styles from "./RecordingTerms.module.css";
import type { RecordingChoices } from "./recording.ts";

interface RecordingTermsProps {
  what: Omit<RecordingChoices, "language">;
  deleteOn: string;
}

/** What is kept, who sees it, until when. */
export function RecordingTerms({ what, deleteOn }: RecordingTermsProps) {
  const t = useText();
  const locale = useLocale();
  return (
    <dl class={styles.terms}>
      <Term icon={Film} name={t("recording.kept")}>
        {t("recording.kept.value", { what: keptWord(what) })}
      </Term>
      <Term icon={Users} name={t("recording.seen-by")}>
        {t("recording.seen-by.hosts")}
      </Term>
      <Term icon={Hourglass} name={t("recording.deleted-on")}>
        <time dateTime={deleteOn}>{deleteDay(locale, deleteOn)}</time>
      </Term>
    </dl>
  );
}

function Term({ icon, name, children }: { icon: IconNode; name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>
        <Icon of={icon} />
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
