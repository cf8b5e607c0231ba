import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Timeline } from "../api/recordings.ts";
import { useText } from "../language/language.ts";
import type { RecordingServer } from "../recordings/recording-server.ts";
import { TranscriptPanel } from "../transcripts/TranscriptPanel.tsx";
import { TranscriptModel } from "../transcripts/transcript.ts";
import { systemClock } from "../ui/clock.ts";
import { Notice } from "../ui/Notice.tsx";
import { useStore } from "../ui/useStore.ts";
import { CaptionLines } from "./CaptionLines.tsx";
import { Chapters } from "./Chapters.tsx";
import { Controls } from "./Controls.tsx";
import { ChapterList } from "./chapter-list.ts";
import { copyMoment } from "./copy-moment.ts";
import { KeysDialog } from "./KeysDialog.tsx";
import { createMedia } from "./media.ts";
import styles from "./PlayerView.module.css";
import { Player } from "./player.ts";
import { Screen } from "./Screen.tsx";
import { TimeBar } from "./TimeBar.tsx";
import { readMoment } from "./timeline.ts";
import { usePlayerKeys } from "./usePlayerKeys.ts";

interface PlayerViewProps {
  server: RecordingServer;
  timeline: Timeline;
  /** The recording's. */
  title: string;
  /** The reader may see the text. */
  mayRead: boolean;
  /** The reader may name places. */
  mayEdit: boolean;
}

/** The recording and its text, side by side. */
export function PlayerView({ server, timeline, title, mayRead, mayEdit }: PlayerViewProps) {
  const player = usePlayer(server, timeline);
  const transcript = useMemo(() => new TranscriptModel(server, systemClock), [server]);
  const chapters = useMemo(() => new ChapterList(timeline.chapters, server), [timeline, server]);
  useEffect(() => {
    if (mayRead) void transcript.load();
    return () => transcript.close();
  }, [transcript, mayRead]);
  const box = useRef<HTMLDivElement>(null);
  const fullScreen = () =>
    document.fullscreenElement === null
      ? void box.current?.requestFullscreen().catch(() => undefined) // refused by the browser or its user
      : void document.exitFullscreen();
  usePlayerKeys(player, fullScreen);
  if (player === undefined) return null;
  return (
    <div class={mayRead ? styles.player : styles.alone}>
      <div class={styles.box} ref={box}>
        <PlayerBox
          player={player}
          transcript={transcript}
          chapters={chapters}
          mayEdit={mayEdit}
          onFullScreen={fullScreen}
        />
      </div>
      {mayRead && <TranscriptPanel model={transcript} server={server} player={player} title={title} />}
    </div>
  );
}

interface PlayerBoxProps {
  player: Player;
  transcript: TranscriptModel;
  chapters: ChapterList;
  mayEdit: boolean;
  onFullScreen: () => void;
}

function PlayerBox({ player, transcript, chapters, mayEdit, onFullScreen }: PlayerBoxProps) {
  const t = useText();
  const { text } = useStore(transcript.state);
  const { blocked } = useStore(player.playback.state);
  const [keys, setKeys] = useState(false);
  const turns = text?.turns ?? [];
  return (
    <>
      <div class={styles.screen}>
        <Screen player={player} />
        {text && turns.length > 0 && (
          <CaptionLines player={player} turns={text.turns} speakers={text.speakers} />
        )}
      </div>
      {blocked && <Notice tone="warning">{t("player.blocked")}</Notice>}
      <Controls
        player={player}
        withCaptions={turns.length > 0}
        onFullScreen={onFullScreen}
        onCopyLink={() => void copyMoment(player.playback.position.value)}
        onKeys={() => setKeys(true)}
      />
      <TimeBar player={player} chapters={chapters} />
      <Chapters player={player} chapters={chapters} mayEdit={mayEdit} />
      {keys && <KeysDialog onClose={() => setKeys(false)} />}
    </>
  );
}

/** A player of this time line, from the moment of the address; undefined before the view has appeared. */
function usePlayer(server: RecordingServer, timeline: Timeline): Player | undefined {
  const [player, setPlayer] = useState<Player>();
  useEffect(() => {
    const startAt = readMoment(location.search);
    const made = new Player(timeline, { create: createMedia }, systemClock, server.timeline, startAt);
    setPlayer(made);
    return () => {
      made.close();
      setPlayer(undefined);
    };
  }, [server, timeline]);
  return player;
}
