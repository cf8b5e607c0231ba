import { Link, Pencil } from "lucide";
import type { Speaker, Turn } from "../api/recordings.ts";
import { useText } from "../language/language.ts";
import { clockText } from "../player/timeline.ts";
import { IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import type { Match } from "./finding.ts";
import { isDoubtful } from "./reading.ts";
import { speakerName } from "./speaker-name.ts";
import styles from "./TextView.module.css";

interface TurnViewProps {
  turn: Turn;
  /** Its place in the text. */
  index: number;
  speaker: Speaker | undefined;
  /** 0–7 */
  colour: number;
  /** The word being said, if it is in this turn. */
  word: number | undefined;
  matches: readonly Match[] | undefined;
  /** The match one stands on, if it is in this turn. */
  current: Match | undefined;
  /** The word that Tab reaches, if it is in this turn. */
  tabStop: number | undefined;
  editing: boolean;
  onSeek: (at: number) => void;
  onCopy: (at: number) => void;
  onEdit: (turn: Turn) => void;
  onRename: (speaker: Speaker) => void;
}

/** What one person says without another in between. */
export function TurnView(props: TurnViewProps) {
  const { turn, index, speaker, colour, word, editing, onSeek, onCopy, onEdit, onRename } = props;
  const t = useText();
  const at = clockText(turn.start);
  const name = speakerName(speaker, t);
  return (
    <div class={classes(styles.turn, word !== undefined && styles.now)} data-turn={index}>
      <div class={styles.who}>
        <i style={{ background: `var(--voice-${colour + 1})` }} aria-hidden="true" />
        {editing && speaker ? (
          <button type="button" class={styles.rename} onClick={() => onRename(speaker)}>
            {name}
            <span class="visually-hidden"> {t("transcripts.rename")}</span>
          </button>
        ) : (
          <b>{name}</b>
        )}
        {turn.edited && <span class={styles.edited}>{t("transcripts.edited")}</span>}
        <span class={styles.acts}>
          {editing && (
            <IconButton
              size="small"
              icon={Pencil}
              data-edit
              label={t("transcripts.edit-turn", { name, at })}
              onClick={() => onEdit(turn)}
            />
          )}
          <IconButton
            size="small"
            icon={Link}
            label={t("transcripts.copy-link", { at })}
            onClick={() => onCopy(turn.start)}
          />
          <button
            type="button"
            class={styles.time}
            aria-label={t("transcripts.play-from", { at })}
            onClick={() => onSeek(turn.start)}
          >
            {at}
          </button>
        </span>
      </div>
      <p lang={turn.language || undefined} data-arrows>
        <Words {...props} />
      </p>
    </div>
  );
}

function Words({ turn, word, matches = [], current, tabStop }: TurnViewProps) {
  return (
    <>
      {turn.words.map((said, index) => {
        const found = matches.find((match) => match.first <= index && index <= match.last);
        return [
          index > 0 && " ",
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: words have no other name than their place
            key={index}
            data-word={index}
            tabIndex={index === tabStop ? 0 : undefined}
            aria-current={index === word || undefined}
            class={classes(
              styles.word,
              index === word && styles.said,
              isDoubtful(said) && styles.doubtful,
              found && (found === current ? styles.current : styles.found),
            )}
          >
            {said[2]}
          </span>,
        ];
      })}
    </>
  );
}
