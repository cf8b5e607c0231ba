import {
  ChevronDown,
  ChevronUp,
  EllipsisVertical,
  FileDown,
  History,
  Pencil,
  RefreshCw,
  SearchCheck,
} from "lucide";
import { useRef, useState } from "preact/hooks";
import type { Transcript } from "../api/recordings.ts";
import { useText } from "../language/language.ts";
import { DownloadDialog } from "../recordings/download/DownloadDialog.tsx";
import type { RecordingServer } from "../recordings/recording-server.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import { SearchField } from "../ui/SearchField.tsx";
import { useStore } from "../ui/useStore.ts";
import { HistoryDialog } from "./HistoryDialog.tsx";
import { RetryDialog } from "./RetryDialog.tsx";
import styles from "./TranscriptPanel.module.css";
import type { TranscriptModel } from "./transcript.ts";

const offersMore = ({ can }: Transcript): boolean =>
  can.download === true || can.edit === true || can.retry === true;

interface TranscriptHeadProps {
  model: TranscriptModel;
  server: RecordingServer;
  /** The recording's, which begins the names of exported files. */
  title: string;
  withSearch: boolean;
  editing: boolean;
  onEdit: (editing: boolean) => void;
}

/** The panel's heading with what can be done, and the search below it. */
export function TranscriptHead({ model, server, title, withSearch, editing, onEdit }: TranscriptHeadProps) {
  const t = useText();
  const { text } = useStore(model.state);
  const mayEdit = text?.can.edit === true && text.turns.length > 0;
  return (
    <>
      <div class={styles.title}>
        <h2 id="transcript">{t("transcripts.title")}</h2>
        {mayEdit && withSearch && (
          <Button
            look="quiet"
            size="small"
            icon={Pencil}
            aria-pressed={editing}
            onClick={() => onEdit(!editing)}
          >
            {t(editing ? "transcripts.edit-done" : "transcripts.edit")}
          </Button>
        )}
        {text && text.turns.length > 0 && offersMore(text) && (
          <MoreMenu model={model} server={server} title={title} mayEdit={mayEdit} />
        )}
      </div>
      {withSearch && <Find model={model} />}
    </>
  );
}

function MoreMenu({
  model,
  server,
  title,
  mayEdit,
}: {
  model: TranscriptModel;
  server: RecordingServer;
  title: string;
  mayEdit: boolean;
}) {
  const t = useText();
  const { text } = useStore(model.state);
  const [open, setOpen] = useState<"history" | "retry" | "download">();
  return (
    <>
      <Menu
        label={t("transcripts.more")}
        trigger={(props) => (
          <IconButton {...props} size="small" icon={EllipsisVertical} label={t("transcripts.more")} />
        )}
      >
        {text?.can.download === true && (
          <MenuItem icon={FileDown} onSelect={() => setOpen("download")}>
            {t("transcripts.export")}
          </MenuItem>
        )}
        {mayEdit && (
          <>
            <MenuItem
              icon={SearchCheck}
              kind="checkbox"
              checked={text?.reviewed === true}
              onSelect={() => void model.review(text?.reviewed !== true)}
            >
              {t("transcripts.mark-reviewed")}
            </MenuItem>
            <MenuItem icon={History} onSelect={() => setOpen("history")}>
              {t("transcripts.history")}
            </MenuItem>
          </>
        )}
        {text?.can.retry === true && (
          <MenuItem icon={RefreshCw} onSelect={() => setOpen("retry")}>
            {t("transcripts.make-again")}
          </MenuItem>
        )}
      </Menu>
      {open === "history" && <HistoryDialog model={model} onClose={() => setOpen(undefined)} />}
      {open === "retry" && <RetryDialog model={model} onClose={() => setOpen(undefined)} />}
      {open === "download" && (
        <DownloadDialog server={server} name={title} textOnly onClose={() => setOpen(undefined)} />
      )}
    </>
  );
}

function Find({ model }: { model: TranscriptModel }) {
  const t = useText();
  const { search, matches, current } = useStore(model.state);
  const input = useRef<HTMLInputElement>(null);
  const count =
    search.trim() === "" ? "" : t("transcripts.match-of", { current: current + 1, count: matches.length });
  return (
    <div class={styles.find}>
      <SearchField
        label={t("transcripts.search")}
        placeholder={t("transcripts.search")}
        value={search}
        onInput={(value) => model.search(value)}
        inputRef={input}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          model.step(event.shiftKey ? -1 : 1);
        }}
      />
      <span class={styles.count} role="status">
        {count}
      </span>
      <IconButton
        size="small"
        icon={ChevronUp}
        label={t("transcripts.previous-match")}
        unavailable={matches.length === 0 ? t("transcripts.no-match") : undefined}
        onClick={() => model.step(-1)}
      />
      <IconButton
        size="small"
        icon={ChevronDown}
        label={t("transcripts.next-match")}
        unavailable={matches.length === 0 ? t("transcripts.no-match") : undefined}
        onClick={() => model.step(1)}
      />
    </div>
  );
}
