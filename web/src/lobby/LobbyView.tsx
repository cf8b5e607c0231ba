import { Check, Hourglass, SlidersHorizontal } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../api/problem.ts";
import type { Devices, DevicesState } from "../devices/devices.ts";
import { type Text, textNow, useLocale, useProblemText, useText } from "../language/language.ts";
import { DeviceMenus } from "../prejoin/DeviceMenus.tsx";
import { Preview, roundClass } from "../prejoin/Preview.tsx";
import { Dock, RoomLayout } from "../rooms/RoomLayout.tsx";
import { PageHeading } from "../shell/PageHeading.tsx";
import { announcer } from "../ui/announcer.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Notice } from "../ui/Notice.tsx";
import { useStore } from "../ui/useStore.ts";
import { playEntrySound } from "./entry-sound.ts";
import styles from "./LobbyView.module.css";
import type { Lobby, LobbyView as View } from "./lobby.ts";
import { type Situation, situationOf } from "./situation.ts";
import { useServerTime } from "./useServerTime.ts";
import { durationText, secondsUntil } from "./waited.ts";

interface LobbyViewProps {
  code: string;
  lobby: Lobby;
  devices: Devices;
  name: string;
  busy: boolean;
  problem: Problem | undefined;
  onAskAgain: () => void;
  onLeave: () => void;
}

/** The guest's side of the lobby, in the frame of pre-join. */
export function LobbyView(props: LobbyViewProps) {
  const { code, lobby, devices, name, busy, problem, onAskAgain, onLeave } = props;
  const t = useText();
  const sentence = useProblemText();
  const view = useStore(lobby.state);
  const state = useStore(devices.state);
  const situation = situationOf(view);
  const [choosing, setChoosing] = useState(false);
  useAnnouncedSituation(situation);

  return (
    <>
      <RoomLayout
        head={
          <>
            <div class={styles.title} data-lobby-state={view.news.state}>
              <p class={styles.code}>{t("prejoin.meeting-code", { code })}</p>
              <PageHeading title={t(`lobby.page-${pageOf(situation)}`)}>
                {view.news.title || t(`lobby.title-${situation}`)}
              </PageHeading>
              <p class={styles.explained}>{t(`lobby.text-${situation}`)}</p>
            </div>
            {isWaiting(situation) && <Steps view={view} name={name} devices={state} />}
          </>
        }
        preview={
          <Preview devices={devices} state={state} name={name} waiting>
            <button
              type="button"
              class={roundClass}
              aria-label={t("lobby.choose-devices")}
              title={t("lobby.choose-devices")}
              aria-haspopup="dialog"
              onClick={() => setChoosing(true)}
            >
              <Icon of={SlidersHorizontal} size="large" />
            </button>
          </Preview>
        }
        rest={
          <>
            {!view.connected && (
              <Notice tone="warning" code="net-signal">
                {t("lobby.reconnecting")}
              </Notice>
            )}
            {problem && (
              <Notice tone="danger" code={problem.code}>
                {sentence(problem)}
              </Notice>
            )}
            {situation === "refused" && <ErrorMark code="denied" />}
            {situation === "blocked" && <ErrorMark code="blocked" />}
            {situation === "full" && <ErrorMark code="room-full" />}
            {view.news.message && (
              <div class={styles.message}>
                <p class={styles.from}>{t("lobby.message")}</p>
                <p>{view.news.message}</p>
              </div>
            )}
            <p class={styles.kept}>
              <Icon of={Hourglass} size="small" />
              {t("lobby.kept")}
            </p>
            <Dock>
              <LobbyActions
                view={view}
                situation={situation}
                busy={busy}
                onAskAgain={onAskAgain}
                onLeave={onLeave}
              />
            </Dock>
          </>
        }
      />
      {choosing && (
        <Dialog title={t("lobby.choose-devices")} onClose={() => setChoosing(false)}>
          <DeviceMenus devices={devices} state={state} />
        </Dialog>
      )}
    </>
  );
}

/** The stable code of a state that is also an error, for those who look for it; its sentence is the heading's text. */
function ErrorMark({ code }: { code: string }) {
  return (
    <p class={styles.mark} data-error={code}>
      {code}
    </p>
  );
}

interface LobbyActionsProps {
  view: View;
  situation: Situation;
  busy: boolean;
  onAskAgain: () => void;
  onLeave: () => void;
}

function LobbyActions({ view, situation, busy, onAskAgain, onLeave }: LobbyActionsProps) {
  const t = useText();
  const now = useServerTime();
  if (situation === "blocked") {
    return (
      <a class={buttonClass("primary", "large")} href="/">
        {t("shell.to-home")}
      </a>
    );
  }
  const seconds = secondsUntil(view.news.ask_again_at, now);
  const mayAsk = (situation === "refused" || situation === "unanswered") && view.news.tries_left > 0;
  return (
    <>
      {(mayAsk || situation === "lost") && (
        <Button
          look="primary"
          size="large"
          busy={busy}
          unavailable={seconds > 0 ? t("lobby.ask-again-in", { seconds }) : undefined}
          onClick={onAskAgain}
        >
          {seconds > 0 ? t("lobby.ask-again-in", { seconds }) : t("lobby.ask-again")}
        </Button>
      )}
      {!mayAsk && situation === "refused" && <p>{t("lobby.no-tries-left")}</p>}
      <Button size="large" onClick={onLeave}>
        {t("lobby.leave")}
      </Button>
    </>
  );
}

function Steps({ view, name, devices }: { view: View; name: string; devices: DevicesState }) {
  const t = useText();
  const locale = useLocale();
  const now = useServerTime();
  const asked = new Date(view.askedAt);
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(asked);
  return (
    <ol class={styles.steps}>
      <li>
        <span class={classes(styles.point, styles.done)}>
          <Icon of={Check} size="small" />
        </span>
        <div>
          <b>{t("lobby.step-asked")}</b>
          <p>{t("lobby.step-asked-text", { name, time })}</p>
        </div>
      </li>
      <li>
        <span class={classes(styles.point, styles.current)} />
        <div>
          <b>{t("lobby.step-waiting", { duration: durationText(t, now - asked.getTime()) })}</b>
          <p>{t(view.news.reason === "approval" ? "lobby.step-waiting-text" : "lobby.step-place-text")}</p>
        </div>
      </li>
      <li>
        <span class={styles.point} />
        <div>
          <span>{t("lobby.step-enter")}</span>
          <p>{devicesText(t, devices)}</p>
        </div>
      </li>
    </ol>
  );
}

function devicesText(t: Text, { captures }: DevicesState): string {
  return t("lobby.step-enter-text", {
    microphone: captures.microphone.status === "on" ? "on" : "off",
    camera: captures.camera.status === "on" ? "on" : "off",
  });
}

const isWaiting = (situation: Situation): boolean =>
  situation === "waiting" || situation === "host-absent" || situation === "full";

const pageOf = (situation: Situation) =>
  situation === "admitted" ? "admitted" : isWaiting(situation) ? "waiting" : "answered";

/** Says each change once, politely; being let in also has a sound. */
function useAnnouncedSituation(situation: Situation): void {
  useEffect(() => {
    if (situation === "admitted") playEntrySound();
    announcer.say(`${textNow(`lobby.title-${situation}`)} ${textNow(`lobby.text-${situation}`)}`);
  }, [situation]);
}
