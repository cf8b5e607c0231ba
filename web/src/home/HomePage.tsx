import { loadSession, session } from "../accounts/session.ts";
import { useText } from "../language/language.ts";
import { Frame } from "../shell/Frame.tsx";
import { Loading } from "../shell/Loading.tsx";
import { ProblemPage } from "../shell/ProblemPage.tsx";
import { useStore } from "../ui/useStore.ts";
import { SetUpNeeded } from "./SetUpNeeded.tsx";
import { SignedInHome } from "./SignedInHome.tsx";
import { SignedOutHome } from "./SignedOutHome.tsx";

export default function HomePage() {
  return (
    <Frame>
      <HomeContent />
    </Frame>
  );
}

function HomeContent() {
  const t = useText();
  const state = useStore(session);
  if (state.status === "loading") return <Loading />;
  if (state.status === "failed") {
    return (
      <ProblemPage
        problem={state.problem}
        retry={{ label: t("shell.try-again"), act: () => void loadSession() }}
      />
    );
  }
  if (state.instance.setup_needed) return <SetUpNeeded />;
  return state.account ? <SignedInHome account={state.account} /> : <SignedOutHome />;
}
