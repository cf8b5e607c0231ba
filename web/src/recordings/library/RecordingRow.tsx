import { Download, EllipsisVertical, Hourglass, Pencil, Play, Trash2, UserPlus } from "lucide";
import { useMemo, useState } from "preact/hooks";
import type { RecordingItem } from "../../api/recordings.ts";
import { useLocale, useText } from "../../language/language.ts";
import { lengthText } from "../../player/moment.ts";
import { Badge } from "../../ui/Badge.tsx";
import { buttonClass, IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../ui/Menu.tsx";
import { Progress } from "../../ui/Progress.tsx";
import { toasts } from "../../ui/toasts.ts";
import { bytesText } from "../bytes-text.ts";
import { DownloadDialog } from "../download/DownloadDialog.tsx";
import { RecordingServer } from "../recording-server.ts";
import { ShareDialog } from "../sharing/ShareDialog.tsx";
import styles from "./LibraryPage.module.css";
import type { Library } from "./library.ts";
import { RenameDialog } from "./RenameDialog.tsx";
import { recordingTitle } from "./recording-title.ts";

interface RecordingRowProps {
  library: Library;
  recording: RecordingItem;
  selectable: boolean;
  selected: boolean;
  onDelete: () => void;
}

/** One recording of the list. */
export function RecordingRow({ library, recording, selectable, selected, onDelete }: RecordingRowProps) {
  const t = useText();
  const locale = useLocale();
  const name = recordingTitle(recording, locale, t);
  const when = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const names = new Intl.ListFormat(locale, { style: "short", type: "unit" });
  const ready = recording.state === "ready";
  return (
    <li>
      <article
        class={styles.row}
        aria-label={name}
        data-recording={recording.id}
        data-state={recording.state}
      >
        {selectable && (
          <input
            type="checkbox"
            class={styles.check}
            checked={selected}
            aria-label={t("library.choose", { name })}
            onChange={(event) => library.select(recording.id, event.currentTarget.checked)}
          />
        )}
        <div class={styles.what}>
          <h2>
            <a href={`/recordings/${recording.id}`}>{name}</a>
          </h2>
          <p>
            <time dateTime={recording.started_at}>{when.format(new Date(recording.started_at))}</time>
          </p>
          <States recording={recording} />
        </div>
        <p class={styles.size}>
          {recording.seconds > 0 && <span>{lengthText(t, recording.seconds)}</span>}
          {recording.bytes > 0 && <span class={styles.quiet}>{bytesText(recording.bytes, locale)}</span>}
        </p>
        <p class={styles.people} title={recording.people.join(", ")}>
          <span class="visually-hidden">{t("library.head-people")} </span>
          {names.format(recording.people.slice(0, 3))}
          {recording.people.length > 3 &&
            ` ${t("library.people-more", { count: recording.people.length - 3 })}`}
        </p>
        <p class={styles.until}>
          <Icon of={Hourglass} size="small" />
          <span>
            <span class={styles.deleted}>{t("library.head-deleted")} </span>
            <time dateTime={recording.delete_on}>{day.format(new Date(recording.delete_on))}</time>
          </span>
        </p>
        <div class={styles.acts}>
          {ready && (
            <a
              class={buttonClass("plain", "small")}
              href={`/recordings/${recording.id}`}
              aria-label={t("library.play-of", { name })}
            >
              <Icon of={Play} size="small" />
              {t("library.play")}
            </a>
          )}
          <RowMenu library={library} recording={recording} name={name} onDelete={onDelete} />
        </div>
      </article>
    </li>
  );
}

function States({ recording }: { recording: RecordingItem }) {
  const t = useText();
  const { state, transcript, parts } = recording;
  const moving =
    state === "announcing" || state === "running" || state === "interrupted" || state === "stopping";
  return (
    <p class={styles.states}>
      {moving && <Badge tone="live">{t("library.state-recording")}</Badge>}
      {state === "captured" && (
        <>
          <Badge>{t("library.state-preparing")}</Badge>
          <Progress label={t("library.state-preparing")} percent={recording.percent} />
        </>
      )}
      {state === "failed" && <Badge tone="danger">{t("library.state-failed")}</Badge>}
      {state === "expired" && <Badge tone="line">{t("library.state-expired")}</Badge>}
      {parts > 1 && <Badge tone="warning">{t("library.parts", { count: parts })}</Badge>}
      {!recording.picture && state === "ready" && <Badge tone="line">{t("library.sound-only")}</Badge>}
      {(transcript === "queued" || transcript === "working") && <Badge>{t("library.text-working")}</Badge>}
      {transcript === "ready" && <Badge tone="line">{t("library.text-ready")}</Badge>}
      {transcript === "failed" && <Badge tone="warning">{t("library.text-failed")}</Badge>}
    </p>
  );
}

interface RowMenuProps {
  library: Library;
  recording: RecordingItem;
  name: string;
  onDelete: () => void;
}

function RowMenu({ library, recording, name, onDelete }: RowMenuProps) {
  const t = useText();
  const [open, setOpen] = useState<"share" | "download" | "rename">();
  const server = useMemo(() => new RecordingServer(recording.id), [recording.id]);
  const { can } = recording;
  const ready = recording.state === "ready";
  const close = () => setOpen(undefined);
  const extend = async () => {
    if (await library.extend([recording.id]))
      toasts.show(t("library.kept-longer", { count: 1 }), { tone: "success" });
  };
  const may = {
    share: can.share === true && ready,
    download: can.download === true && ready,
    rename: can.edit === true,
    extend: can.extend === true,
    delete: can.delete === true,
  };
  if (!Object.values(may).includes(true)) return null;
  return (
    <>
      <Menu
        label={t("library.more-of", { name })}
        trigger={(props) => (
          <IconButton
            {...props}
            size="small"
            icon={EllipsisVertical}
            label={t("library.more-of", { name })}
          />
        )}
      >
        {may.share && (
          <MenuItem icon={UserPlus} onSelect={() => setOpen("share")}>
            {t("sharing.share")}
          </MenuItem>
        )}
        {may.download && (
          <MenuItem icon={Download} onSelect={() => setOpen("download")}>
            {t("sharing.download")}
          </MenuItem>
        )}
        {may.rename && (
          <MenuItem icon={Pencil} onSelect={() => setOpen("rename")}>
            {t("library.rename")}
          </MenuItem>
        )}
        {may.extend && (
          <MenuItem icon={Hourglass} onSelect={() => void extend()}>
            {t("library.keep-longer")}
          </MenuItem>
        )}
        {may.delete && (
          <MenuItem icon={Trash2} danger onSelect={onDelete}>
            {t("library.delete")}
          </MenuItem>
        )}
      </Menu>
      {open === "share" && <ShareDialog server={server} onClose={close} />}
      {open === "download" && (
        <DownloadDialog
          server={server}
          name={name}
          withText={can.read === true && recording.transcript === "ready"}
          withPicture={recording.picture}
          mayMake={recording.role === "host"}
          onClose={close}
        />
      )}
      {open === "rename" && (
        <RenameDialog
          title={recording.title}
          onRename={(title) => library.rename(recording.id, title)}
          onClose={close}
        />
      )}
    </>
  );
}
