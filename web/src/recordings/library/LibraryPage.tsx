import { Upload } from "lucide";
import { useEffect, useMemo, useState } from "preact/hooks";
import { loadSession, session } from "../../accounts/session.ts";
import type { RecordingItem } from "../../api/recordings.ts";
import { useLocale, useProblemText, useText } from "../../language/language.ts";
import { Frame } from "../../shell/Frame.tsx";
import { Loading } from "../../shell/Loading.tsx";
import { MessagePage } from "../../shell/MessagePage.tsx";
import { PageHeading } from "../../shell/PageHeading.tsx";
import { ProblemPage } from "../../shell/ProblemPage.tsx";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { systemClock } from "../../ui/clock.ts";
import { Notice } from "../../ui/Notice.tsx";
import { SearchField } from "../../ui/SearchField.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import { toasts } from "../../ui/toasts.ts";
import { useStore } from "../../ui/useStore.ts";
import { bytesText } from "../bytes-text.ts";
import { BulkBar } from "./BulkBar.tsx";
import { DeleteDialog } from "./DeleteDialog.tsx";
import { ImportDialog } from "./ImportDialog.tsx";
import styles from "./LibraryPage.module.css";
import { type Kind, Library } from "./library.ts";
import { RecordingRow } from "./RecordingRow.tsx";

const KINDS: readonly Kind[] = ["mine", "shared"];

/** `/recordings`, for those signed in. */
export default function LibraryPage() {
  const t = useText();
  const sentence = useProblemText();
  const state = useStore(session);
  return (
    <Frame>
      {state.status === "loading" && <Loading />}
      {state.status === "failed" && (
        <ProblemPage
          problem={state.problem}
          retry={{ label: t("shell.try-again"), act: () => void loadSession() }}
        />
      )}
      {state.status === "ready" && state.account === null && (
        <MessagePage
          title={t("library.title")}
          code="sign-in-required"
          actions={
            <a class={buttonClass("primary")} href="/signin?next=%2Frecordings">
              {t("shell.sign-in")}
            </a>
          }
        >
          <p>{sentence({ code: "sign-in-required", params: {} })}</p>
        </MessagePage>
      )}
      {state.status === "ready" && state.account !== null && <LibraryView />}
    </Frame>
  );
}

function LibraryView() {
  const t = useText();
  const library = useMemo(() => new Library(systemClock), []);
  const { kind, search } = useStore(library.state);
  const [importing, setImporting] = useState(false);
  useEffect(() => {
    void library.load();
    return () => library.close();
  }, [library]);
  return (
    <div class={styles.page}>
      <div class={styles.top}>
        <PageHeading title={t("library.title")}>{t("library.title")}</PageHeading>
        <Button icon={Upload} aria-haspopup="dialog" onClick={() => setImporting(true)}>
          {t("library.import")}
        </Button>
      </div>
      <Tabs
        label={t("library.title")}
        controls="recordings"
        options={KINDS.map((value) => ({ value, label: t(`library.kind-${value}`) }))}
        value={kind}
        onChange={(value) => void library.choose(value)}
      />
      <div class={styles.tools}>
        <SearchField
          label={t("library.search")}
          placeholder={t("library.search")}
          value={search}
          onInput={(value) => library.search(value)}
        />
        <QuotaBar library={library} />
      </div>
      <div id="recordings" role="tabpanel" aria-labelledby={`recordings-${kind}`} class={styles.panel}>
        <List library={library} />
      </div>
      {importing && (
        <ImportDialog
          onClose={() => setImporting(false)}
          onDone={() => {
            setImporting(false);
            toasts.show(t("library.imported"), { tone: "success" });
            void library.choose("mine");
          }}
        />
      )}
    </div>
  );
}

function List({ library }: { library: Library }) {
  const t = useText();
  const sentence = useProblemText();
  const { status, kind, search, items, next, problem, fault, selected } = useStore(library.state);
  const [deleting, setDeleting] = useState<readonly RecordingItem[]>();
  const mayChoose = items.some(({ can }) => can.delete === true || can.extend === true);
  return (
    <>
      {status === "loading" && <Loading />}
      {problem && (
        <Notice
          tone="danger"
          code={problem.code}
          actions={<Button onClick={() => void library.load()}>{t("shell.try-again")}</Button>}
        >
          {sentence(problem)}
        </Notice>
      )}
      {fault && (
        <Notice tone="danger" code={fault.code}>
          {sentence(fault)}
        </Notice>
      )}
      {status === "ready" && items.length === 0 && (
        <p class={styles.empty}>{t(search.trim() === "" ? `library.none-${kind}` : "library.none-found")}</p>
      )}
      {selected.size > 0 && <BulkBar library={library} onDelete={setDeleting} />}
      {items.length > 0 && (
        <div class={styles.heads} aria-hidden="true">
          <span>{t("library.head-recording")}</span>
          <span>{t("library.head-length")}</span>
          <span>{t("library.head-people")}</span>
          <span>{t("library.head-deleted")}</span>
        </div>
      )}
      <ul class={styles.list} aria-label={t("library.title")}>
        {items.map((recording) => (
          <RecordingRow
            key={recording.id}
            library={library}
            recording={recording}
            selectable={mayChoose}
            selected={selected.has(recording.id)}
            onDelete={() => setDeleting([recording])}
          />
        ))}
      </ul>
      {next !== null && <Button onClick={() => void library.more()}>{t("rooms.more")}</Button>}
      {deleting && (
        <DeleteDialog library={library} recordings={deleting} onClose={() => setDeleting(undefined)} />
      )}
    </>
  );
}

function QuotaBar({ library }: { library: Library }) {
  const t = useText();
  const locale = useLocale();
  const { quota } = useStore(library.state);
  if (quota === null) return null;
  const used = bytesText(quota.used, locale);
  if (quota.limit === null) return <p class={styles.quota}>{t("library.used", { used })}</p>;
  const said = t("library.used-of", { used, limit: bytesText(quota.limit, locale) });
  return (
    <p class={styles.quota}>
      <label for="quota">{said}</label>
      <meter id="quota" max={quota.limit} high={quota.limit * 0.9} value={Math.min(quota.used, quota.limit)}>
        {said}
      </meter>
    </p>
  );
}
