import { SendHorizontal } from "lucide";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import type { CallModel } from "../call/call-model.ts";
import { errorSentence } from "../call/sentence.ts";
import { useWords } from "../call/useWords.ts";
import { useText } from "../language/language.ts";
import { IconButton } from "../ui/Button.tsx";
import styles from "./Chat.module.css";
import { type ChatView, LONGEST_TEXT } from "./chat.ts";

/** Where one writes: Enter sends, Shift+Enter breaks the line, the focus stays in the field. */
export function Composer({ model, chat }: { model: CallModel; chat: ChatView }) {
  const t = useText();
  const say = useWords();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.blockSize = "auto";
    element.style.blockSize = `${Math.min(element.scrollHeight, 160)}px`;
  }, []);
  const problem = chat.problem && errorSentence(chat.problem.code, chat.problem.params);

  return (
    <form
      class={styles.compose}
      data-error={chat.problem?.code}
      onSubmit={(event) => {
        event.preventDefault();
        void model.sendMessage();
        field.current?.focus();
      }}
    >
      <div class={styles.field}>
        <label for={id} class="visually-hidden">
          {t("chat.field")}
        </label>
        <textarea
          id={id}
          ref={field}
          rows={1}
          value={chat.draft}
          maxLength={LONGEST_TEXT}
          placeholder={t("chat.field")}
          aria-invalid={problem === null ? undefined : true}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          onInput={(event) => model.chat.write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void model.sendMessage();
          }}
        />
      </div>
      <IconButton
        type="submit"
        icon={SendHorizontal}
        look="primary"
        label={t("chat.send")}
        busy={chat.sending}
        unavailable={chat.draft.trim() === "" ? t("chat.nothing-to-send") : undefined}
      />
      {problem && (
        <p class={styles.problem} id={`${id}-problem`}>
          {say(problem)}
        </p>
      )}
    </form>
  );
}
