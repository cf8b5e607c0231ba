import { useLocale, useProblemText, useText } from "../language/language.ts";
import { lengthText } from "../player/moment.ts";
import type { Player } from "../player/player.ts";
import { clockText } from "../player/timeline.ts";
import type { RecordingServer } from "../recordings/recording-server.ts";
import { Loading } from "../shell/Loading.tsx";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import styles from "./OutlineView.module.css";
import { speakerName } from "./speaker-name.ts";
import { useRead } from "./useRead.ts";

/** Made on this server without any model: who spoke how long, what about, where. */
export function OutlineView({ server, player }: { server: RecordingServer; player: Player }) {
  const t = useText();
  const sentence = useProblemText();
  const percent = new Intl.NumberFormat(useLocale(), { style: "percent", maximumFractionDigits: 0 });
  const { value: outline, problem, again } = useRead(server.outline);
  if (problem)
    return (
      <Notice
        tone="danger"
        code={problem.code}
        actions={<Button onClick={again}>{t("shell.try-again")}</Button>}
      >
        {sentence(problem)}
      </Notice>
    );
  if (outline === undefined) return <Loading />;
  return (
    <div class={styles.outline}>
      <section>
        <h3>{t("transcripts.speaking-time")}</h3>
        <ul>
          {outline.speaking.map((person) => (
            <li key={person.speaker} class={styles.line}>
              <span>{speakerName(person, t)}</span>
              <span>
                {lengthText(t, person.seconds)} · {percent.format(person.share)}
              </span>
            </li>
          ))}
        </ul>
      </section>
      {outline.chapters.length > 0 && (
        <section>
          <h3>{t("transcripts.chapters")}</h3>
          <ul>
            {outline.chapters.map((chapter) => (
              <li key={`${chapter.at}-${chapter.title}`}>
                <p class={styles.line}>
                  <b>{chapter.title}</b>
                  <Moment player={player} at={chapter.at} />
                </p>
                {chapter.sentences.map((said) => (
                  <blockquote key={said.at} class={styles.quote}>
                    {said.text}
                    <Moment player={player} at={said.at} />
                  </blockquote>
                ))}
              </li>
            ))}
          </ul>
        </section>
      )}
      {outline.keywords.length > 0 && (
        <section>
          <h3>{t("transcripts.keywords")}</h3>
          <ul>
            {outline.keywords.map((keyword) => (
              <li key={keyword.word} class={styles.line}>
                <span>
                  {keyword.word}{" "}
                  <span class={styles.count}>{t("transcripts.times", { count: keyword.count })}</span>
                </span>
                <Moment player={player} at={keyword.at} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** A time that plays from there. */
export function Moment({ player, at }: { player: Player; at: number }) {
  const t = useText();
  return (
    <button
      type="button"
      class={styles.moment}
      aria-label={t("transcripts.play-from", { at: clockText(at) })}
      onClick={() => player.playback.seek(at)}
    >
      {clockText(at)}
    </button>
  );
}
