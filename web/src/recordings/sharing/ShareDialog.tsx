import { Copy } from "lucide";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Share } from "../../api/recordings.ts";
import { useLocale, useProblemText, useText } from "../../language/language.ts";
import { Loading } from "../../shell/Loading.tsx";
import { announcer } from "../../ui/announcer.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Select } from "../../ui/Select.tsx";
import { Toggle } from "../../ui/Toggle.tsx";
import { useStore } from "../../ui/useStore.ts";
import type { RecordingServer } from "../recording-server.ts";
import { copyShareLink } from "./copy-share-link.ts";
import styles from "./ShareDialog.module.css";
import { dayOf, latestDay, SHARE_KINDS, Shares, type ShareWish, shareFault } from "./sharing.ts";

/** With whom a recording is shared, and for how long. */
export function ShareDialog({ server, onClose }: { server: RecordingServer; onClose: () => void }) {
  const t = useText();
  const sentence = useProblemText();
  const shares = useMemo(() => new Shares(server, location.origin), [server]);
  const { status, items, link, problem } = useStore(shares.state);
  useEffect(() => void shares.load(), [shares]);
  return (
    <Dialog title={t("sharing.title")} onClose={onClose}>
      <ShareForm shares={shares} />
      {problem && (
        <Notice tone="danger" code={problem.code}>
          {sentence(problem)}
        </Notice>
      )}
      {link !== undefined && (
        <Notice
          tone="success"
          actions={
            <Button size="small" icon={Copy} onClick={() => void copyShareLink(link)}>
              {t("sharing.copy-link")}
            </Button>
          }
        >
          <p>{t("sharing.link-once")}</p>
          <p class={styles.link}>{link}</p>
        </Notice>
      )}
      <section class={styles.shares}>
        <h3>{t("sharing.shared-with")}</h3>
        {status === "loading" && <Loading />}
        {status === "ready" && items.length === 0 && <p class={styles.quiet}>{t("sharing.nobody")}</p>}
        <ul>
          {items.map((share) => (
            <ShareLine key={share.id} share={share} onRevoke={() => void shares.revoke(share.id)} />
          ))}
        </ul>
      </section>
    </Dialog>
  );
}

function ShareForm({ shares }: { shares: Shares }) {
  const t = useText();
  const { busy } = useStore(shares.state);
  const now = new Date();
  const week = new Date(now.getTime() + 7 * 86_400_000);
  const [wish, setWish] = useState<ShareWish>({
    kind: "person",
    email: "",
    until: dayOf(week),
    password: "",
    mayDownload: false,
    mayRead: true,
  });
  const [tried, setTried] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const change = (some: Partial<ShareWish>) => {
    setTried(false);
    setWish((before) => ({ ...before, ...some }));
  };
  const fault = tried ? shareFault(wish, now) : undefined;
  const share = async (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (shareFault(wish, now) !== undefined) {
      first.current?.focus();
      return;
    }
    if ((await shares.share(wish)) === undefined) return;
    announcer.say(t("sharing.shared"));
    change({ email: "", password: "" });
  };
  return (
    <form class={styles.form} onSubmit={(event) => void share(event)} noValidate>
      <Select
        label={t("sharing.with")}
        value={wish.kind}
        options={SHARE_KINDS.map((kind) => ({ value: kind, label: t(`sharing.kind-${kind}`) }))}
        onChange={(kind) => change({ kind })}
      />
      {wish.kind === "person" && (
        <Field
          label={t("rooms.person-email")}
          type="email"
          value={wish.email}
          onInput={(email) => change({ email })}
          autoComplete="off"
          error={fault === "email" ? t("accounts.fault-email") : undefined}
          inputRef={first}
        />
      )}
      {wish.kind === "link" && (
        <>
          <Field
            label={t("sharing.until")}
            type="date"
            hint={t("sharing.until-hint")}
            value={wish.until}
            min={dayOf(now)}
            max={latestDay(now)}
            onInput={(until) => change({ until })}
            error={fault !== undefined && fault !== "email" ? t(`sharing.fault-${fault}`) : undefined}
            inputRef={first}
          />
          <Field
            label={t("sharing.password")}
            type="password"
            hint={t("sharing.password-hint")}
            value={wish.password}
            onInput={(password) => change({ password })}
            autoComplete="new-password"
            maxLength={128}
          />
        </>
      )}
      <Toggle
        label={t("sharing.may-read")}
        checked={wish.mayRead}
        onChange={(mayRead) => change({ mayRead })}
      />
      <Toggle
        label={t("sharing.may-download")}
        checked={wish.mayDownload}
        onChange={(mayDownload) => change({ mayDownload })}
      />
      <Button look="primary" type="submit" busy={busy}>
        {t(wish.kind === "link" ? "sharing.make-link" : "sharing.share")}
      </Button>
    </form>
  );
}

function ShareLine({ share, onRevoke }: { share: Share; onRevoke: () => void }) {
  const t = useText();
  const locale = useLocale();
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const who = share.name ?? share.email ?? t(`sharing.kind-${share.kind}`);
  return (
    <li class={styles.share}>
      <div>
        <b>{who}</b>
        <p class={styles.quiet}>
          {[
            share.until !== null && t("sharing.valid-until", { date: day.format(new Date(share.until)) }),
            share.password && t("sharing.with-password"),
            t(share.may_read ? "sharing.reads" : "sharing.reads-not"),
            t(share.may_download ? "sharing.downloads" : "sharing.downloads-not"),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        {share.openings.length > 0 && (
          <details class={styles.quiet}>
            <summary>{t("sharing.openings", { count: share.openings.length })}</summary>
            <ul>
              {share.openings.map((opening) => (
                <li key={opening.at}>
                  {opening.name ?? t("sharing.somebody")},{" "}
                  <time dateTime={opening.at}>{moment.format(new Date(opening.at))}</time>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <Button size="small" look="danger" aria-label={t("sharing.revoke-of", { who })} onClick={onRevoke}>
        {t("sharing.revoke")}
      </Button>
    </li>
  );
}
