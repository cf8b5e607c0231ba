import { useEffect, useRef, useState } from "preact/hooks";
import type { Turn } from "../api/recordings.ts";
import { useProblemText, useText } from "../language/language.ts";
import { clockText } from "../player/timeline.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Select } from "../ui/Select.tsx";
import { useStore } from "../ui/useStore.ts";
import { speakerName } from "./speaker-name.ts";
import styles from "./TurnEditor.module.css";
import type { TranscriptModel } from "./transcript.ts";

/** Most characters of a turn, as the server counts. */
const LONGEST_TURN = 10_000;

interface TurnEditorProps {
  model: TranscriptModel;
  turn: Turn;
  onClose: () => void;
}

/** Corrects what was said, and who said it. */
export function TurnEditor({ model, turn, onClose }: TurnEditorProps) {
  const t = useText();
  const sentence = useProblemText();
  const { text: all, busy, fault } = useStore(model.state);
  const before = turn.words.map(([, , word]) => word).join(" ");
  const [text, setText] = useState(before);
  const [speaker, setSpeaker] = useState(turn.speaker);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => model.tellFaults(), [model]);

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const change = {
      ...(text.trim() === before ? {} : { text: text.trim() }),
      ...(speaker === turn.speaker ? {} : { speaker }),
    };
    if (Object.keys(change).length === 0 || (await model.changeTurn(turn.n, change))) onClose();
  };

  return (
    <form
      class={styles.editor}
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <Select
        label={t("transcripts.speaker-at", { at: clockText(turn.start) })}
        value={speaker}
        options={(all?.speakers ?? []).map((other) => ({ value: other.id, label: speakerName(other, t) }))}
        onChange={setSpeaker}
      />
      <label class={styles.label}>
        {t("transcripts.words")}
        <textarea
          ref={field}
          class={styles.text}
          rows={Math.min(12, Math.max(3, Math.ceil(before.length / 40)))}
          maxLength={LONGEST_TURN}
          lang={turn.language || undefined}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {fault && (
        <Notice tone="danger" code={fault.code}>
          {sentence(fault)}
        </Notice>
      )}
      <div class={styles.acts}>
        <Button size="small" onClick={onClose}>
          {t("transcripts.discard")}
        </Button>
        <Button size="small" look="primary" type="submit" busy={busy}>
          {t("transcripts.save")}
        </Button>
      </div>
    </form>
  );
}
