import { session } from "../accounts/session.ts";
import { useText } from "../language/language.ts";
import { Frame } from "../shell/Frame.tsx";
import { Loading } from "../shell/Loading.tsx";
import { MessagePage } from "../shell/MessagePage.tsx";
import { buttonClass } from "../ui/Button.tsx";
import { useStore } from "../ui/useStore.ts";
import { NewMeetingButton } from "./NewMeetingButton.tsx";

/** `/new`: opening it makes nothing; the button does. */
export default function NewPage() {
  const t = useText();
  const state = useStore(session);
  if (state.status === "loading") {
    return (
      <Frame>
        <Loading />
      </Frame>
    );
  }
  const signedIn = state.status === "ready" && state.account !== null;
  return (
    <Frame>
      <MessagePage
        title={t("rooms.new")}
        actions={
          signedIn ? (
            <NewMeetingButton />
          ) : (
            <a class={buttonClass("primary")} href={`/signin?next=${encodeURIComponent("/new")}`}>
              {t("shell.sign-in")}
            </a>
          )
        }
      >
        <p>{t(signedIn ? "rooms.new-text" : "rooms.new-sign-in")}</p>
      </MessagePage>
    </Frame>
  );
}
