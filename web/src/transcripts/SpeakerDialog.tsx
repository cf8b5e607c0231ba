import { useEffect, useRef, useState } from "preact/hooks";
import type { Speaker } from "../api/recordings.ts";
import { useProblemText, useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import { useStore } from "../ui/useStore.ts";
import type { TranscriptModel } from "./transcript.ts";

interface SpeakerDialogProps {
  model: TranscriptModel;
  speaker: Speaker;
  onClose: () => void;
}

/** Gives a voice another name, everywhere in this text. */
export function SpeakerDialog({ model, speaker, onClose }: SpeakerDialogProps) {
  const t = useText();
  const sentence = useProblemText();
  const { busy, fault } = useStore(model.state);
  const [name, setName] = useState(speaker.name === "?" ? "" : speaker.name);
  const [tried, setTried] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => model.tellFaults(), [model]);
  const rename = async (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && (await model.renameSpeaker(speaker.id, name.trim()))) onClose();
    else input.current?.focus();
  };
  const wrong =
    tried && name.trim() === ""
      ? t("transcripts.name-empty")
      : tried && fault !== undefined
        ? sentence(fault)
        : undefined;
  return (
    <Dialog
      title={t("transcripts.rename-title")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("transcripts.discard")}</Button>
          <Button look="primary" type="submit" form="speaker-name" busy={busy}>
            {t("transcripts.save")}
          </Button>
        </>
      }
    >
      <form id="speaker-name" onSubmit={(event) => void rename(event)} noValidate>
        <Field
          label={t("transcripts.speaker-name")}
          hint={t("transcripts.rename-hint")}
          value={name}
          onInput={setName}
          maxLength={80}
          autoComplete="off"
          error={wrong}
          inputRef={input}
        />
      </form>
    </Dialog>
  );
}
