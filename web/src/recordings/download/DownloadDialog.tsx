import { Download } from "lucide";
import { useEffect, useMemo, useState } from "preact/hooks";
import { asProblem, type Problem } from "../../api/problem.ts";
import {
  COMPOSED_LAYOUTS,
  type ComposedLayout,
  TEXT_FORMATS,
  type TextFormat,
} from "../../api/recordings.ts";
import { useLocale, useProblemText, useText } from "../../language/language.ts";
import { lengthText } from "../../player/moment.ts";
import { Button } from "../../ui/Button.tsx";
import { systemClock } from "../../ui/clock.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Progress } from "../../ui/Progress.tsx";
import { useStore } from "../../ui/useStore.ts";
import { bytesText } from "../bytes-text.ts";
import type { RecordingServer } from "../recording-server.ts";
import styles from "./DownloadDialog.module.css";
import { Files } from "./files.ts";
import { saveAddress, saveBlob } from "./save.ts";

interface DownloadDialogProps {
  server: RecordingServer;
  /** Begins the names of files that the page saves. */
  name?: string;
  /** Only the text is offered. */
  textOnly?: boolean;
  withText?: boolean;
  withPicture?: boolean;
  /** The reader may have files made; without it they get those that are there. */
  mayMake?: boolean;
  onClose: () => void;
}

/** Everything that can be taken away from a recording. */
export function DownloadDialog(props: DownloadDialogProps) {
  const {
    server,
    name,
    textOnly = false,
    withText = true,
    withPicture = true,
    mayMake = true,
    onClose,
  } = props;
  const t = useText();
  const sentence = useProblemText();
  const [problem, setProblem] = useState<Problem>();
  const attempt = async (act: () => Promise<void>) => {
    try {
      setProblem(undefined);
      await act();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  const fetchFile = (what: string) => attempt(async () => saveAddress((await server.address(what)).url));
  const fetchText = (format: TextFormat) =>
    attempt(async () => saveBlob(await server.export(format), `${fileName(name)}.${format}`));
  return (
    <Dialog title={t(textOnly ? "sharing.download-text" : "sharing.download-title")} onClose={onClose}>
      {problem && (
        <Notice tone="danger" code={problem.code}>
          {sentence(problem)}
        </Notice>
      )}
      {!textOnly && (
        <>
          <Videos
            server={server}
            mayMake={mayMake}
            withPicture={withPicture}
            onFetch={(file) => void fetchFile(file)}
          />
          <section class={styles.section}>
            <h3>{t("sharing.separate")}</h3>
            <Line
              label={t("sharing.tracks")}
              hint={t("sharing.tracks-hint")}
              onFetch={() => void fetchFile("tracks")}
            />
          </section>
        </>
      )}
      {(textOnly || withText) && (
        <section class={styles.section}>
          <h3>{t("sharing.text")}</h3>
          {TEXT_FORMATS.map((format) => (
            <Line
              key={format}
              label={t(`sharing.format-${format}`)}
              hint={t(`sharing.format-${format}-hint`)}
              onFetch={() => void fetchText(format)}
            />
          ))}
        </section>
      )}
    </Dialog>
  );
}

/** A name that every system takes. */
function fileName(title: string | undefined): string {
  return (
    (title ?? "")
      .normalize("NFC")
      .replace(/[^\p{L}\p{N} ._-]/gu, "")
      .trim()
      .slice(0, 80) || "visio"
  );
}

function Line({ label, hint, onFetch }: { label: string; hint: string; onFetch: () => void }) {
  const t = useText();
  return (
    <div class={styles.line}>
      <span>
        {label}
        <span class={styles.hint}>{hint}</span>
      </span>
      <Button
        size="small"
        icon={Download}
        aria-label={t("sharing.download-of", { what: label })}
        onClick={onFetch}
      >
        {t("sharing.download")}
      </Button>
    </div>
  );
}

interface VideosProps {
  server: RecordingServer;
  mayMake: boolean;
  withPicture: boolean;
  onFetch: (file: string) => void;
}

/** One file for each layout, made when it is asked for. */
function Videos({ server, mayMake, withPicture, onFetch }: VideosProps) {
  const t = useText();
  const sentence = useProblemText();
  const files = useMemo(() => new Files(server, systemClock), [server]);
  const { status, problem } = useStore(files.state);
  useEffect(() => {
    void files.load();
    return () => files.close();
  }, [files]);
  const layouts = COMPOSED_LAYOUTS.filter(
    (layout) => (withPicture || layout === "sound") && (mayMake || files.of(layout)?.state === "ready"),
  );
  if (status === "ready" && layouts.length === 0) return null;
  return (
    <section class={styles.section}>
      <h3>{t("sharing.video")}</h3>
      {problem && (
        <Notice tone="danger" code={problem.code}>
          {sentence(problem)}
        </Notice>
      )}
      {status === "ready" &&
        layouts.map((layout) => (
          <VideoLine key={layout} files={files} layout={layout} mayMake={mayMake} onFetch={onFetch} />
        ))}
    </section>
  );
}

interface VideoLineProps {
  files: Files;
  layout: ComposedLayout;
  mayMake: boolean;
  onFetch: (file: string) => void;
}

function VideoLine({ files, layout, mayMake, onFetch }: VideoLineProps) {
  const t = useText();
  const sentence = useProblemText();
  const locale = useLocale();
  useStore(files.state);
  const file = files.of(layout);
  const label = t(`player.layout-${layout}`);
  const making = file?.state === "queued" || file?.state === "working";
  return (
    <div class={styles.line}>
      <span>
        {label}
        <span class={styles.hint}>
          {file === undefined && t(layout === "sound" ? "sharing.sound-hint" : "sharing.not-made")}
          {file?.state === "queued" && t("sharing.queued")}
          {file?.state === "working" &&
            (file.remaining === null
              ? t(file.paused ? "sharing.paused" : "sharing.making")
              : t("sharing.ready-in", { time: lengthText(t, file.remaining) }))}
          {file?.state === "failed" && sentence({ code: file.why ?? "compose-failed", params: {} })}
          {file?.state === "ready" && file.bytes !== null && bytesText(file.bytes, locale)}
        </span>
        {making && <Progress label={t("sharing.progress-of", { what: label })} percent={file.percent} />}
      </span>
      {file?.state === "ready" && (
        <Button
          size="small"
          icon={Download}
          aria-label={t("sharing.download-of", { what: label })}
          onClick={() => onFetch(file.id)}
        >
          {t("sharing.download")}
        </Button>
      )}
      {mayMake && file === undefined && (
        <Button
          size="small"
          aria-label={t("sharing.make-of", { what: label })}
          onClick={() => void files.make(layout)}
        >
          {t("sharing.make")}
        </Button>
      )}
      {mayMake && file?.state === "failed" && (
        <Button size="small" onClick={() => void files.retry(file.id)}>
          {t("shell.try-again")}
        </Button>
      )}
      {mayMake && making && (
        <Button
          size="small"
          aria-label={t("sharing.cancel-of", { what: label })}
          onClick={() => void files.drop(file.id)}
        >
          {t("sharing.cancel")}
        </Button>
      )}
    </div>
  );
}
