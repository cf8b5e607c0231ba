import { useLocale, useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import type { CallView } from "./call-view.ts";
import styles from "./lists.module.css";
import { useWords } from "./useWords.ts";

/** Everything that was told in this call, newest first: nothing needed exists only in a toast. */
export default function NoticeList({ view, onClose }: { view: CallView; onClose: () => void }) {
  const t = useText();
  const say = useWords();
  const locale = useLocale();
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  return (
    <Dialog
      title={t("call.notices")}
      onClose={onClose}
      actions={<Button onClick={onClose}>{t("ui.close")}</Button>}
    >
      {view.notices.length === 0 ? (
        <p>{t("call.notices.none")}</p>
      ) : (
        <ul class={styles.list}>
          {[...view.notices].reverse().map((notice) => (
            <li key={notice.id}>
              <time>{time.format(notice.at + view.serverOffset)}</time>
              <span>
                {say(notice.words)}
                {notice.detail && <small>{say(notice.detail)}</small>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
