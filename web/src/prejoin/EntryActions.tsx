import { Captions } from "lucide";
import { useState } from "preact/hooks";
import type { Entrance, JoinRequest } from "../api/types.ts";
import { useLocale, useProblemText, useText } from "../language/language.ts";
import { deleteDay } from "../recordings/call/delete-day.ts";
import { keptWord } from "../recordings/call/kept-word.ts";
import { Dock } from "../rooms/RoomLayout.tsx";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Notice } from "../ui/Notice.tsx";
import styles from "./EntryActions.module.css";

/** How somebody wants to enter. */
export type Wish = "join" | "join-without" | "join-here-too" | "move-here";

/** The answer at the door to a recording that goes on; without one it is a refusal. */
export type DoorConsent = NonNullable<JoinRequest["consent"]>;

interface EntryActionsProps {
  entrance: Entrance;
  /** Microphone or camera would be on: there is something to join without. */
  sends: boolean;
  busy: boolean;
  onJoin: (wish: Wish, consent?: DoorConsent) => void;
  onLookAgain: () => void;
}

/** The buttons that enter, or what stands in the way with its next step. */
export function EntryActions({ entrance, sends, busy, onJoin, onLookAgain }: EntryActionsProps) {
  const t = useText();
  const sentence = useProblemText();
  const signIn = (
    <a
      class={buttonClass("primary", "large")}
      href={`/signin?next=${encodeURIComponent(`/${entrance.code}`)}`}
    >
      {t("shell.sign-in")}
    </a>
  );
  switch (entrance.entry) {
    case "sign-in":
      return (
        <>
          <Notice tone="info" code="signin-needed">
            {sentence({ code: "signin-needed", params: {} })}
          </Notice>
          <Dock>{signIn}</Dock>
        </>
      );
    case "locked":
      return (
        <>
          <Notice tone="info" code="room-locked">
            {sentence({ code: "room-locked", params: {} })}
          </Notice>
          <Dock>
            <Button size="large" onClick={onLookAgain}>
              {t("shell.try-again")}
            </Button>
          </Dock>
        </>
      );
    default:
      return (
        <>
          <EntryNote entrance={entrance} />
          {entrance.captions && (
            <p class={styles.note}>
              <Icon of={Captions} />
              {t("captions.prejoin")}
            </p>
          )}
          <Dock>
            {entrance.recording && <RecordingNote recording={entrance.recording} />}
            {entrance.present_elsewhere ? (
              <Elsewhere busy={busy} onJoin={onJoin} />
            ) : entrance.recording ? (
              <JoinRecorded recording={entrance.recording.id} busy={busy} onJoin={onJoin} />
            ) : (
              <>
                <Button type="submit" look="primary" size="large" busy={busy}>
                  {t("prejoin.join")}
                </Button>
                {sends && (
                  <Button
                    look="quiet"
                    unavailable={busy ? t("prejoin.joining") : undefined}
                    onClick={() => onJoin("join-without")}
                  >
                    {t("prejoin.join-without")}
                  </Button>
                )}
              </>
            )}
          </Dock>
          {entrance.role === "guest" && entrance.entry !== "enter" && (
            <p>
              {t("prejoin.have-account")}{" "}
              <a href={`/signin?next=${encodeURIComponent(`/${entrance.code}`)}`}>{t("shell.sign-in")}</a>
            </p>
          )}
        </>
      );
  }
}

/** What pressing *Join* will lead to, where it is not straight in. */
function EntryNote({ entrance }: { entrance: Entrance }) {
  const t = useText();
  switch (entrance.entry) {
    case "wait":
      return <Notice tone="info">{t("prejoin.will-wait")}</Notice>;
    case "host-absent":
      return <Notice tone="info">{t("prejoin.host-absent")}</Notice>;
    case "full":
      return (
        <Notice tone="info" code="room-full">
          {t("prejoin.full")}
        </Notice>
      );
    default:
      return null;
  }
}

/** Two ways in of equal weight; Enter in a field is the one that keeps nothing. */
function JoinRecorded({
  recording,
  busy,
  onJoin,
}: Pick<EntryActionsProps, "busy" | "onJoin"> & { recording: string }) {
  const t = useText();
  return (
    <>
      <Button size="large" busy={busy} onClick={() => onJoin("join", { recording, accept: true })}>
        {t("recording.prejoin.accept")}
      </Button>
      <Button type="submit" size="large" busy={busy}>
        {t("recording.prejoin.refuse")}
      </Button>
    </>
  );
}

/** The meeting is being recorded: what is kept, who sees it, until when. */
function RecordingNote({ recording }: { recording: NonNullable<Entrance["recording"]> }) {
  const t = useText();
  const locale = useLocale();
  const { picture, keep_sound: keepSound, transcript, delete_on, strict } = recording;
  return (
    <div data-in-dock>
      <Notice tone="warning">
        <p>
          {t("recording.prejoin", {
            what: keptWord({ picture, keepSound, transcript }),
            day: deleteDay(locale, delete_on),
          })}
        </p>
        {strict && <p>{t("recording.consent.strict")}</p>}
      </Notice>
    </div>
  );
}

/** The account is in the call already, from another device or tab. */
function Elsewhere({ busy, onJoin }: Pick<EntryActionsProps, "busy" | "onJoin">) {
  const t = useText();
  const [pressed, setPressed] = useState<Wish>();
  const press = (wish: Wish) => () => {
    setPressed(wish);
    onJoin(wish);
  };
  return (
    <>
      <Notice tone="info">{t("prejoin.elsewhere")}</Notice>
      <Button look="primary" size="large" busy={busy && pressed === "move-here"} onClick={press("move-here")}>
        {t("prejoin.move-here")}
      </Button>
      <Button size="large" busy={busy && pressed === "join-here-too"} onClick={press("join-here-too")}>
        {t("prejoin.join-here-too")}
      </Button>
    </>
  );
}
