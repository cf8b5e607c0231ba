import { useText } from "../language/language.ts";
import { useStore } from "../ui/useStore.ts";
import styles from "./Chapters.module.css";
import type { Player } from "./player.ts";
import { chapterAt, clockText } from "./timeline.ts";

/** Where the recording begins anew: presentations, parts, hands. */
export function Chapters({ player: { playback, timeline } }: { player: Player }) {
  const t = useText();
  const current = chapterAt(timeline.chapters, useStore(playback.position));
  if (timeline.chapters.length === 0) return null;
  return (
    <ul class={styles.chapters} aria-label={t("player.chapters")}>
      {timeline.chapters.map((chapter) => (
        <li key={`${chapter.at}-${chapter.title}`}>
          <button
            type="button"
            aria-current={chapter === current || undefined}
            onClick={() => playback.seek(chapter.at)}
          >
            <time>{clockText(chapter.at)}</time>
            <span>
              {chapter.kind === "part"
                ? t("player.chapter-part", { number: chapter.title })
                : chapter.title || t(`player.chapter-${chapter.kind}`)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
