import { ArrowLeft } from "lucide";
import { session } from "../accounts/session.ts";
import { useProblemText, useText } from "../language/language.ts";
import { Frame } from "../shell/Frame.tsx";
import { Loading } from "../shell/Loading.tsx";
import { MessagePage } from "../shell/MessagePage.tsx";
import { PageHeading } from "../shell/PageHeading.tsx";
import { RoomVocabulary } from "../transcripts/RoomVocabulary.tsx";
import { buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { useStore } from "../ui/useStore.ts";
import { RoomRoles } from "./RoomRoles.tsx";
import { RoomSettings } from "./RoomSettings.tsx";
import styles from "./SettingsPage.module.css";

/** `/{code}/settings`, for hosts. */
export default function SettingsPage({ code }: { code: string }) {
  const state = useStore(session);
  return (
    <Frame>
      {state.status === "loading" && <Loading />}
      {state.status === "ready" && state.account === null && <SignInFirst code={code} />}
      {state.status === "ready" && state.account !== null && <SettingsOf code={code} />}
    </Frame>
  );
}

function SettingsOf({ code }: { code: string }) {
  const t = useText();
  return (
    <div class={styles.page}>
      <div>
        <a class={styles.back} href={`/${code}`}>
          <Icon of={ArrowLeft} size="small" />
          {t("rooms.back-to-meeting")}
        </a>
        <PageHeading title={t("rooms.settings-title")}>{t("rooms.settings-title")}</PageHeading>
        <p class={styles.code}>{code}</p>
      </div>
      <RoomSettings code={code} />
      <RoomVocabulary code={code} />
      <RoomRoles code={code} />
    </div>
  );
}

function SignInFirst({ code }: { code: string }) {
  const t = useText();
  const sentence = useProblemText();
  return (
    <MessagePage
      title={t("rooms.settings-title")}
      code="sign-in-required"
      actions={
        <a class={buttonClass("primary")} href={`/signin?next=${encodeURIComponent(`/${code}/settings`)}`}>
          {t("shell.sign-in")}
        </a>
      }
    >
      <p>{sentence({ code: "sign-in-required", params: {} })}</p>
    </MessagePage>
  );
}
