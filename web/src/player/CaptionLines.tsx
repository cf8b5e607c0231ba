import { useMemo } from "preact/hooks";
import type { Speaker, Turn } from "../api/recordings.ts";
import { useText } from "../language/language.ts";
import { speakerName } from "../transcripts/speaker-name.ts";
import { useStore } from "../ui/useStore.ts";
import styles from "./CaptionLines.module.css";
import { cuesAt, cuesOf } from "./cues.ts";
import type { Player } from "./player.ts";

interface CaptionLinesProps {
  player: Player;
  turns: readonly Turn[];
  speakers: readonly Speaker[];
}

/** The text of what is being said, over the picture. */
export function CaptionLines({ player, turns, speakers }: CaptionLinesProps) {
  const t = useText();
  const on = useStore(player.captions);
  const cues = useMemo(() => cuesOf(turns), [turns]);
  const shown = cuesAt(cues, useStore(player.playback.position));
  if (!on || shown.length === 0) return null;
  return (
    <div class={styles.captions} data-captions>
      {shown.map((cue) => (
        <p key={`${cue.turn}-${cue.start}`}>
          <span>
            <b>
              {speakerName(
                speakers.find(({ id }) => id === cue.speaker),
                t,
              )}
            </b>{" "}
            {cue.text}
          </span>
        </p>
      ))}
    </div>
  );
}
