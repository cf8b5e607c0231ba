import { SendHorizontal } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import type { CallModel } from "../call/call-model.ts";
import type { ParticipantId } from "../call/identity.ts";
import type { Person } from "../call/roster.ts";
import { useText } from "../language/language.ts";
import { IconButton } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { Select } from "../ui/Select.tsx";
import styles from "./CaptionsPanel.module.css";
import { LONGEST_TYPED } from "./captions.ts";
import type { TypingView } from "./typed-captions.ts";

interface TypeCaptionsProps {
  model: CallModel;
  typing: TypingView;
  people: readonly Person[];
}

/** Where a captioner types: Enter sends, the arrow up brings the last line back, the focus stays in the field. */
export function TypeCaptions({ model, typing, people }: TypeCaptionsProps) {
  const t = useText();
  const field = useRef<HTMLInputElement>(null);
  const { typed } = model.captions;
  useEffect(() => field.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== field.current) return;
    if (event.key === "ArrowUp" && typed.correctLast()) event.preventDefault();
    if (event.key === "Escape" && typing.correcting) {
      event.stopPropagation();
      typed.stopCorrecting();
    }
  };
  return (
    <form
      class={styles.type}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        void typed.send();
        field.current?.focus();
      }}
    >
      <Select
        label={t("captions.type.speaker")}
        value={typing.speaker ?? ""}
        options={[{ value: "", label: t("captions.type.nobody") }, ...speakers(people, typing.speaker)]}
        onChange={(id) => typed.setSpeaker(id === "" ? null : (id as ParticipantId))}
      />
      <Field
        label={t("captions.type")}
        hint={t(typing.correcting ? "captions.type.correcting" : "captions.type.hint")}
        maxLength={LONGEST_TYPED}
        autoComplete="off"
        value={typing.draft}
        onInput={(text) => typed.write(text)}
        inputRef={field}
        action={
          <IconButton
            type="submit"
            icon={SendHorizontal}
            look="primary"
            label={t(typing.correcting ? "captions.type.correct" : "captions.type.send")}
            unavailable={typing.draft.trim() === "" ? t("captions.type.nothing") : undefined}
          />
        }
      />
      {typing.last !== null && <p class={styles.muted}>{t("captions.type.last", { text: typing.last })}</p>}
    </form>
  );
}

/** Everybody in the call; somebody who was chosen and has left stays until another is chosen. */
function speakers(people: readonly Person[], chosen: ParticipantId | null) {
  const options: { value: string; label: string }[] = people.map(({ id, name }) => ({
    value: id,
    label: name,
  }));
  const gone = chosen !== null && !people.some(({ id }) => id === chosen);
  return gone ? [...options, { value: chosen, label: "–" }] : options;
}
