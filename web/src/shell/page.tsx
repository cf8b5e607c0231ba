import type { ComponentType } from "preact";
import { useText } from "../language/language.ts";
import { loaded } from "../ui/loaded.tsx";
import { Frame } from "./Frame.tsx";
import { Loading } from "./Loading.tsx";
import { ProblemPage } from "./ProblemPage.tsx";

/** A page whose code is loaded when somebody goes there. */
export const page = <Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  loaded(load, { Waiting: LoadingPage, Missing: MissingPage });

function LoadingPage() {
  return (
    <Frame>
      <Loading />
    </Frame>
  );
}

function MissingPage() {
  const t = useText();
  return (
    <Frame>
      <ProblemPage
        problem={{ code: "page-missing", params: {} }}
        retry={{ label: t("shell.reload"), act: () => location.reload() }}
      />
    </Frame>
  );
}
