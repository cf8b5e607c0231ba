import { PenLine } from "lucide";
import { useText } from "../language/language.ts";
import { Icon } from "../ui/Icon.tsx";
import type { CaptionLine } from "./caption-log.ts";

/** Who says a line, with a mark if a person typed it; a line of nobody named is only called typed. */
export function CaptionSpeaker({ line }: { line: CaptionLine }) {
  const t = useText();
  if (!line.typed) return <>{line.name}</>;
  return (
    <>
      <Icon of={PenLine} size="small" /> {line.name === "" ? t("captions.typed") : line.name}
      {line.name !== "" && <span class="visually-hidden"> ({t("captions.typed-hint")})</span>}
    </>
  );
}
