import { Hourglass } from "lucide";
import { useRef, useState } from "preact/hooks";
import { NAME_LIMIT, nameFault } from "../accounts/new-account.ts";
import type { Problem } from "../api/problem.ts";
import type { Entrance } from "../api/types.ts";
import type { Devices } from "../devices/devices.ts";
import { FaultNotices } from "../devices/FaultNotices.tsx";
import { useProblemText, useText } from "../language/language.ts";
import { RoomLayout } from "../rooms/RoomLayout.tsx";
import { ShareLink } from "../rooms/ShareLink.tsx";
import { PageHeading } from "../shell/PageHeading.tsx";
import { Field } from "../ui/Field.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Notice } from "../ui/Notice.tsx";
import { useStore } from "../ui/useStore.ts";
import { DeviceMenus } from "./DeviceMenus.tsx";
import { type DoorConsent, EntryActions, type Wish } from "./EntryActions.tsx";
import { MicrophoneMeter } from "./MicrophoneMeter.tsx";
import { keepOwnName } from "./own-name.ts";
import styles from "./PreJoin.module.css";
import { Preview } from "./Preview.tsx";
import { WhoIsIn } from "./WhoIsIn.tsx";

interface PreJoinProps {
  entrance: Entrance;
  devices: Devices;
  name: string;
  onName: (name: string) => void;
  busy: boolean;
  problem: Problem | undefined;
  onJoin: (wish: Wish, consent?: DoorConsent) => void;
  onLookAgain: () => void;
}

/** Looking and sounding as one wishes before anybody sees or hears. */
export function PreJoin(props: PreJoinProps) {
  const { entrance, devices, name, onName, busy, problem, onJoin, onLookAgain } = props;
  const t = useText();
  const sentence = useProblemText();
  const state = useStore(devices.state);
  const [fault, setFault] = useState<ReturnType<typeof nameFault>>();
  const nameInput = useRef<HTMLInputElement>(null);
  const title = entrance.title || t("prejoin.title");
  const host = entrance.role === "owner" || entrance.role === "co-host";

  const join = (wish: Wish, consent?: DoorConsent) => {
    const wrong = entrance.name_needed ? nameFault(name) : undefined;
    setFault(wrong);
    if (wrong !== undefined) {
      nameInput.current?.focus();
      return;
    }
    if (entrance.name_needed) keepOwnName(name.trim());
    onJoin(wish, consent);
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // Where the meeting is recorded, agreeing takes a press of its own.
        const refusal = entrance.recording ? { recording: entrance.recording.id, accept: false } : undefined;
        if (!busy && !entrance.present_elsewhere) join("join", refusal);
      }}
      aria-label={t("prejoin.form")}
      noValidate
    >
      <RoomLayout
        head={
          <>
            <div class={styles.title}>
              <p class={styles.code}>{t("prejoin.meeting-code", { code: entrance.code })}</p>
              <PageHeading title={title}>{title}</PageHeading>
              {entrance.people && <WhoIsIn people={entrance.people} />}
            </div>
            {entrance.name_needed ? (
              <Field
                label={t("prejoin.name")}
                hint={t("prejoin.name-hint")}
                value={name}
                onInput={(value) => {
                  onName(value);
                  setFault(undefined);
                }}
                error={
                  fault && t(`prejoin.name-${fault === "email" || fault === "too-short" ? "empty" : fault}`)
                }
                inputRef={nameInput}
                autoComplete="name"
                maxLength={NAME_LIMIT}
              />
            ) : (
              <p class={styles.as}>{t("prejoin.as", { name })}</p>
            )}
          </>
        }
        preview={
          <>
            <Preview devices={devices} state={state} name={name.trim()} />
            <div class={styles.under}>
              <MicrophoneMeter capture={state.captures.microphone} />
              <FaultNotices devices={devices} state={state} />
            </div>
          </>
        }
        rest={
          <>
            <DeviceMenus devices={devices} state={state} />
            {problem && (
              <Notice tone="danger" code={problem.code}>
                {sentence(problem)}
              </Notice>
            )}
            <EntryActions
              entrance={entrance}
              sends={state.wished.microphone || state.wished.camera}
              busy={busy}
              onJoin={join}
              onLookAgain={onLookAgain}
            />
            {host && <ShareLink code={entrance.code} />}
            <p class={styles.kept}>
              <Icon of={Hourglass} size="small" />
              {t(entrance.name_needed ? "prejoin.kept-guest" : "prejoin.kept")}
            </p>
          </>
        }
      />
    </form>
  );
}
