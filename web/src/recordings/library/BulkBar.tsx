import type { RecordingItem } from "../../api/recordings.ts";
import { useText } from "../../language/language.ts";
import { Button } from "../../ui/Button.tsx";
import { toasts } from "../../ui/toasts.ts";
import { useStore } from "../../ui/useStore.ts";
import styles from "./LibraryPage.module.css";
import type { Library } from "./library.ts";

interface BulkBarProps {
  library: Library;
  onDelete: (recordings: readonly RecordingItem[]) => void;
}

/** What can be done with those chosen. */
export function BulkBar({ library, onDelete }: BulkBarProps) {
  const t = useText();
  const { selected, items, busy } = useStore(library.state);
  const toExtend = library.chosen("extend");
  const toDelete = library.chosen("delete");
  const extend = async () => {
    const count = toExtend.length;
    if (await library.extend(toExtend.map(({ id }) => id)))
      toasts.show(t("library.kept-longer", { count }), { tone: "success" });
  };
  return (
    <section class={styles.bulk} aria-label={t("library.chosen", { count: selected.size })}>
      <span role="status">{t("library.chosen", { count: selected.size })}</span>
      <Button size="small" look="quiet" onClick={() => library.selectAll(selected.size < items.length)}>
        {t(selected.size < items.length ? "library.choose-all" : "library.choose-none")}
      </Button>
      {toExtend.length > 0 && (
        <Button size="small" busy={busy} onClick={() => void extend()}>
          {t("library.keep-longer-count", { count: toExtend.length })}
        </Button>
      )}
      {toDelete.length > 0 && (
        <Button size="small" look="danger" busy={busy} onClick={() => onDelete(toDelete)}>
          {t("library.delete-count", { count: toDelete.length })}
        </Button>
      )}
    </section>
  );
}
