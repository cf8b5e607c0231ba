import { loadSession, session } from "../accounts/session.ts";
import { useProblemText, useText } from "../language/language.ts";
import { Frame } from "../shell/Frame.tsx";
import { Loading } from "../shell/Loading.tsx";
import { MessagePage } from "../shell/MessagePage.tsx";
import { ProblemPage } from "../shell/ProblemPage.tsx";
import { buttonClass } from "../ui/Button.tsx";
import { useStore } from "../ui/useStore.ts";
import { RecordingView } from "./RecordingView.tsx";

/** `/recordings/{id}`, for those signed in. */
export default function PlayerPage({ id }: { id: string }) {
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
          title={t("player.sign-in-title")}
          code="sign-in-required"
          actions={
            <a
              class={buttonClass("primary")}
              href={`/signin?next=${encodeURIComponent(`/recordings/${id}${location.search}`)}`}
            >
              {t("shell.sign-in")}
            </a>
          }
        >
          <p>{sentence({ code: "sign-in-required", params: {} })}</p>
        </MessagePage>
      )}
      {state.status === "ready" && state.account !== null && <RecordingView id={id} />}
    </Frame>
  );
}
