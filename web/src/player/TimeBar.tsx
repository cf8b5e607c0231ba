import type { TargetedMouseEvent } from "preact";
import { memo } from "preact/compat";
import { useRef, useState } from "preact/hooks";
import type { Timeline } from "../api/recordings.ts";
import { useLocale, useText } from "../language/language.ts";
import { useStore } from "../ui/useStore.ts";
import type { ChapterList } from "./chapter-list.ts";
import { spokenTime } from "./moment.ts";
import type { Player } from "./player.ts";
import styles from "./TimeBar.module.css";
import { nextWords } from "./timeline.ts";

/** The time line: a slider with the chapters on it, and below it who speaks when. */
export function TimeBar({ player, chapters }: { player: Player; chapters: ChapterList }) {
  const t = useText();
  return (
    <section class={styles.lanes} aria-label={t("player.time-line-long")}>
      <span class={styles.label}>{t("player.time-line")}</span>
      <Slider player={player} chapters={chapters} />
      <span class={styles.share}>{player.timeline.speaking.length > 0 && t("player.share")}</span>
      <Lanes player={player} />
    </section>
  );
}

function Slider({ player: { playback }, chapters }: { player: Player; chapters: ChapterList }) {
  const t = useText();
  const position = useStore(playback.position);
  const marks = useStore(chapters.items);
  const dragging = useRef(false);
  const [dragged, setDragged] = useState<number>();
  const shown = dragged ?? position;
  const drop = () => {
    if (dragged !== undefined) playback.seek(dragged);
    dragging.current = false;
    setDragged(undefined);
  };
  return (
    <span class={styles.scrub} style={{ "--done": `${(100 * shown) / Math.max(playback.seconds, 0.001)}%` }}>
      <span class={styles.marks} aria-hidden="true">
        {marks.map((chapter) => (
          <span
            key={chapter.id ?? `${chapter.kind}-${chapter.at}-${chapter.title}`}
            style={{ insetInlineStart: `${(100 * chapter.at) / playback.seconds}%` }}
          />
        ))}
      </span>
      <input
        type="range"
        min={0}
        max={playback.seconds}
        step={0.1}
        value={shown}
        aria-label={t("player.position")}
        aria-valuetext={t("player.position-of", {
          at: spokenTime(t, shown),
          length: spokenTime(t, playback.seconds),
        })}
        onPointerDown={() => {
          dragging.current = true;
        }}
        onPointerUp={drop}
        onPointerCancel={drop}
        onInput={(event) => {
          const value = Number(event.currentTarget.value);
          // While it is dragged nothing is fetched: only where it is let go counts.
          if (dragging.current) setDragged(value);
          else playback.seek(value);
        }}
      />
    </span>
  );
}

/** One lane for each person who spoke: the name leads to their next words, a press on the lane to its place. */
const Lanes = memo(function LanesOf({ player: { playback, timeline } }: { player: Player }) {
  const t = useText();
  const seekTo = (at: number | undefined) => at !== undefined && playback.seek(at);
  const percent = new Intl.NumberFormat(useLocale(), { style: "percent", maximumFractionDigits: 0 });
  const spoken = timeline.people.reduce((sum, person) => sum + person.seconds_spoken, 0);
  if (spoken === 0) return null;
  return (
    <>
      {timeline.people
        .filter((person) => person.seconds_spoken > 0)
        .map((person) => (
          <div key={person.participant} class={styles.person}>
            <button
              type="button"
              class={styles.name}
              aria-label={t("player.next-words", { name: person.name })}
              title={t("player.next-words", { name: person.name })}
              onClick={() => seekTo(nextWords(timeline, person.participant, playback.position.value))}
            >
              {person.name}
            </button>
            <span
              class={styles.lane}
              aria-hidden="true"
              onClick={(event) => seekTo(timeline.seconds * shareOfWidth(event))}
            >
              <svg viewBox="0 0 1000 10" preserveAspectRatio="none" focusable="false" aria-hidden="true">
                <path
                  d={lanePath(timeline, person.participant)}
                  style={{ fill: `var(--voice-${person.colour + 1})` }}
                />
              </svg>
            </span>
            <span class={styles.share}>
              <span class="visually-hidden">{t("player.talked")} </span>
              {percent.format(person.seconds_spoken / spoken)}
            </span>
          </div>
        ))}
    </>
  );
});

/** How far along an element it was pressed, from 0 to 1. */
function shareOfWidth({ clientX, currentTarget }: TargetedMouseEvent<HTMLElement>): number {
  const { left, width } = currentTarget.getBoundingClientRect();
  return Math.min(1, Math.max(0, (clientX - left) / Math.max(width, 1)));
}

/** Rectangles on a line of 1000; what is shorter than a thousandth is still seen. */
function lanePath(timeline: Timeline, participant: string): string {
  const scale = 1000 / Math.max(timeline.seconds, 0.001);
  return timeline.speaking
    .filter(([, , who]) => who === participant)
    .map(([start, end]) => {
      const width = Math.max(1, (end - start) * scale).toFixed(1);
      return `M${(start * scale).toFixed(1)} 0h${width}v10h-${width}z`;
    })
    .join("");
}
