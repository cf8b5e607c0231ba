import { Download, EllipsisVertical, Hourglass, Pencil, UserMinus, UserPlus } from "lucide";
import { useState } from "preact/hooks";
import type { Recording } from "../api/recordings.ts";
import { useLocale, useText } from "../language/language.ts";
import { DownloadDialog } from "../recordings/download/DownloadDialog.tsx";
import { RenameDialog } from "../recordings/library/RenameDialog.tsx";
import { recordingTitle } from "../recordings/library/recording-title.ts";
import type { RecordingServer } from "../recordings/recording-server.ts";
import { ShareDialog } from "../recordings/sharing/ShareDialog.tsx";
import { PageHeading } from "../shell/PageHeading.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import { toasts } from "../ui/toasts.ts";
import { lengthText } from "./moment.ts";
import styles from "./RecordingView.module.css";
import { RemoveMeDialog } from "./RemoveMeDialog.tsx";
import type { RecordingModel } from "./recording.ts";

interface RecordingHeadProps {
  model: RecordingModel;
  server: RecordingServer;
  recording: Recording;
}

/** The title, what is known of the recording, and what can be done with it. */
export function RecordingHead({ model, server, recording }: RecordingHeadProps) {
  const t = useText();
  const locale = useLocale();
  const started = new Date(recording.started_at);
  const when = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const title = recordingTitle(recording, locale, t);
  return (
    <div class={styles.head}>
      <div>
        <PageHeading title={title}>{title}</PageHeading>
        <p class={styles.facts}>
          <time dateTime={recording.started_at}>{when.format(started)}</time>
          {recording.seconds > 0 && <span>{lengthText(t, recording.seconds)}</span>}
          {recording.origin === "call" && (
            <span>
              {t("player.people-recorded", { count: recording.people.length, declined: recording.declined })}
            </span>
          )}
          {recording.parts > 1 && <span>{t("library.parts", { count: recording.parts })}</span>}
          <span class={styles.kept}>
            <Icon of={Hourglass} size="small" />
            {t("player.deleted-on", { date: day.format(new Date(recording.delete_on)) })}
          </span>
        </p>
      </div>
      <Acts model={model} server={server} recording={recording} title={title} />
    </div>
  );
}

function Acts({ model, server, recording, title }: RecordingHeadProps & { title: string }) {
  const t = useText();
  const [open, setOpen] = useState<"download" | "share" | "rename" | "remove-me">();
  const { can } = recording;
  const ready = recording.state === "ready";
  const close = () => setOpen(undefined);
  const extend = async () => {
    if (await model.extend()) toasts.show(t("library.kept-longer", { count: 1 }), { tone: "success" });
  };
  return (
    <div class={styles.acts}>
      {can.extend === true && (
        <Button look="quiet" onClick={() => void extend()}>
          {t("library.keep-longer")}
        </Button>
      )}
      {can.download === true && ready && (
        <Button icon={Download} aria-haspopup="dialog" onClick={() => setOpen("download")}>
          {t("sharing.download")}
        </Button>
      )}
      {can.share === true && ready && (
        <Button look="primary" icon={UserPlus} aria-haspopup="dialog" onClick={() => setOpen("share")}>
          {t("sharing.share")}
        </Button>
      )}
      {(can.edit === true || can["remove-me"] === true) && (
        <Menu
          label={t("library.more")}
          trigger={(props) => <IconButton {...props} icon={EllipsisVertical} label={t("library.more")} />}
        >
          {can.edit === true && (
            <MenuItem icon={Pencil} onSelect={() => setOpen("rename")}>
              {t("library.rename")}
            </MenuItem>
          )}
          {can["remove-me"] === true && (
            <MenuItem icon={UserMinus} onSelect={() => setOpen("remove-me")}>
              {t("player.remove-me")}
            </MenuItem>
          )}
        </Menu>
      )}
      {open === "download" && (
        <DownloadDialog
          server={server}
          name={title}
          withText={can.read === true && recording.transcript === "ready"}
          withPicture={recording.picture}
          mayMake={recording.role === "host"}
          onClose={close}
        />
      )}
      {open === "share" && <ShareDialog server={server} onClose={close} />}
      {open === "rename" && (
        <RenameDialog title={recording.title} onRename={(name) => model.rename(name)} onClose={close} />
      )}
      {open === "remove-me" && <RemoveMeDialog model={model} onClose={close} />}
    </div>
  );
}
