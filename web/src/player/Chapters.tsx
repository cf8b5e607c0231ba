import { Plus, X } from "lucide";
import { useRef, useState } from "preact/hooks";
import type { Chapter } from "../api/recordings.ts";
import { useProblemText, useText } from "../language/language.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { toasts } from "../ui/toasts.ts";
import { useStore } from "../ui/useStore.ts";
import { ChapterDialog } from "./ChapterDialog.tsx";
import styles from "./Chapters.module.css";
import type { ChapterList } from "./chapter-list.ts";
import type { Player } from "./player.ts";
import { chapterAt, clockText } from "./timeline.ts";

interface ChaptersProps {
  player: Player;
  chapters: ChapterList;
  mayEdit: boolean;
}

/** Where something begins: presentations, parts, and what hosts have named. */
export function Chapters({ player: { playback }, chapters, mayEdit }: ChaptersProps) {
  const t = useText();
  const sentence = useProblemText();
  const items = useStore(chapters.items);
  const current = chapterAt(items, useStore(playback.position));
  const [namedAt, setNamedAt] = useState<number>();
  const addButton = useRef<HTMLButtonElement>(null);
  if (items.length === 0 && !mayEdit) return null;

  const name = ({ kind, title }: Chapter) =>
    kind === "part" ? t("player.chapter-part", { number: title }) : title || t("player.chapter-share");
  const remove = async (id: string) => {
    const problem = await chapters.remove(id);
    if (problem !== undefined) toasts.show(sentence(problem), { tone: "danger" });
    else {
      toasts.show(t("player.chapter-removed"), { tone: "success" });
      addButton.current?.focus(); // the button that was pressed is gone
    }
  };
  return (
    <>
      {items.length > 0 && (
        <ul class={styles.chapters} aria-label={t("player.chapters")}>
          {items.map((chapter) => (
            <li key={chapter.id ?? `${chapter.kind}-${chapter.at}-${chapter.title}`}>
              <button
                type="button"
                class={styles.chapter}
                aria-current={chapter === current || undefined}
                onClick={() => playback.seek(chapter.at)}
              >
                <time>{clockText(chapter.at)}</time>
                <span>{name(chapter)}</span>
              </button>
              {mayEdit && chapter.id !== null && (
                <span class={styles.remove}>
                  <IconButton
                    icon={X}
                    size="small"
                    label={t("player.remove-chapter", { title: chapter.title })}
                    onClick={() => void remove(chapter.id ?? "")}
                  />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayEdit && (
        <div>
          <Button
            icon={Plus}
            look="quiet"
            aria-haspopup="dialog"
            buttonRef={addButton}
            onClick={() => setNamedAt(playback.position.value)}
          >
            {t("player.add-chapter")}
          </Button>
        </div>
      )}
      {namedAt !== undefined && (
        <ChapterDialog chapters={chapters} at={namedAt} onClose={() => setNamedAt(undefined)} />
      )}
    </>
  );
}
