import { useEffect, useRef, useState } from "preact/hooks";
import { useText } from "../language/language.ts";
import type { Player } from "../player/player.ts";
import type { RecordingServer } from "../recordings/recording-server.ts";
import { Loading } from "../shell/Loading.tsx";
import { Tabs } from "../ui/Tabs.tsx";
import { useStore } from "../ui/useStore.ts";
import { MinutesView } from "./MinutesView.tsx";
import { OutlineView } from "./OutlineView.tsx";
import { TextState } from "./TextState.tsx";
import { TextView } from "./TextView.tsx";
import { TranscriptHead } from "./TranscriptHead.tsx";
import styles from "./TranscriptPanel.module.css";
import type { TranscriptModel } from "./transcript.ts";

const PAGES = ["text", "outline", "minutes"] as const;
type Page = (typeof PAGES)[number];

interface TranscriptPanelProps {
  model: TranscriptModel;
  server: RecordingServer;
  player: Player;
  /** The recording's. */
  title: string;
}

/** The text beside the player: the words, the outline, the minutes. */
export function TranscriptPanel({ model, server, player, title }: TranscriptPanelProps) {
  const t = useText();
  const { text, status } = useStore(model.state);
  const [page, setPage] = useState<Page>("text");
  const [editing, setEditing] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const there = text !== undefined && text.turns.length > 0;
  useEffect(() => {
    if (!there) setPage("text");
  }, [there]);
  return (
    <section class={styles.panel} aria-labelledby="transcript">
      <div class={styles.head}>
        <TranscriptHead
          model={model}
          server={server}
          title={title}
          withSearch={there && page === "text"}
          editing={editing}
          onEdit={setEditing}
        />
        {there && (
          <Tabs
            label={t("transcripts.pages")}
            controls="transcript-page"
            options={PAGES.map((value) => ({ value, label: t(`transcripts.page-${value}`) }))}
            value={page}
            onChange={setPage}
          />
        )}
      </div>
      <div class={styles.body} id="transcript-page" ref={body} {...panelOf(there ? page : undefined)}>
        {status === "loading" && <Loading />}
        <TextState model={model} />
        {there && page === "text" && (
          <TextView model={model} player={player} scroller={body} editing={editing} />
        )}
        {there && page === "outline" && <OutlineView server={server} player={player} />}
        {there && page === "minutes" && (
          <MinutesView server={server} player={player} mayDraft={text.can.minutes === true} />
        )}
      </div>
      {there && <Foot model={model} />}
    </section>
  );
}

/** What it shows belongs to a tab, where there are tabs. */
const panelOf = (page: Page | undefined) =>
  page === undefined ? {} : { role: "tabpanel" as const, "aria-labelledby": `transcript-page-${page}` };

function Foot({ model }: { model: TranscriptModel }) {
  const t = useText();
  const { text } = useStore(model.state);
  if (text === undefined) return null;
  const language = languageName(text.language, document.documentElement.lang);
  return (
    <p class={styles.foot}>
      {t(text.reviewed ? "transcripts.reviewed" : "transcripts.automatic")}{" "}
      {t("transcripts.made-by", { language: language || "none", engine: text.engine || "none" })}
    </p>
  );
}

/** "English" of `en`; a code that nobody names stays as it is. */
function languageName(code: string | null, shownIn: string): string {
  if (code === null || code === "") return "";
  try {
    const name = new Intl.DisplayNames([shownIn], { type: "language" }).of(code) ?? code;
    return name.charAt(0).toLocaleUpperCase(shownIn) + name.slice(1);
  } catch {
    return code;
  }
}
