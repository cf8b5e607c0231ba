import { Copy, EllipsisVertical, Hourglass } from "lucide";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { CallModel } from "../call/call-model.ts";
import type { CallView } from "../call/call-view.ts";
import { copyText } from "../call/meeting-link.ts";
import { Panel } from "../call/Panel.tsx";
import { useLocale, useText } from "../language/language.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import styles from "./Chat.module.css";
import { Composer } from "./Composer.tsx";
import { MessageLine } from "./MessageLine.tsx";

/** Distance from the end, in pixels, within which the log follows new messages. */
const AT_END = 48;

/** The messages of the call and the field to write one. */
export default function ChatPanel({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const { chat } = view;
  const body = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const newest = chat.lines.at(-1)?.message.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is what moves the log
  useLayoutEffect(() => {
    const element = body.current;
    if (element !== null && follows.current) element.scrollTop = element.scrollHeight;
  }, [newest]);

  return (
    <Panel
      model={model}
      title={t("chat.title")}
      bodyRef={body}
      onScroll={() => {
        const element = body.current;
        if (element === null) return;
        follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END;
      }}
      tools={chat.lines.length > 0 && <ChatMenu model={model} view={view} />}
      foot={
        <>
          <p class={styles.kept}>
            <Icon of={Hourglass} size="small" />
            {t("chat.kept")}
          </p>
          <Composer model={model} chat={chat} />
        </>
      }
    >
      {chat.more && (
        <div class={styles.more}>
          <Button size="small" look="quiet" onClick={() => void model.chat.showEarlier()}>
            {t("chat.earlier")}
          </Button>
        </div>
      )}
      {chat.lines.length === 0 && <p class={styles.empty}>{t("chat.empty")}</p>}
      {/* Not live: the announcer says new messages, by the person's own choice. */}
      <div role="log" aria-live="off" aria-label={t("chat.log")} class={styles.log}>
        {chat.lines.map((line) => (
          <MessageLine key={line.message.id} line={line} model={model} view={view} />
        ))}
      </div>
    </Panel>
  );
}

function ChatMenu({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const locale = useLocale();
  const copyAll = () => {
    const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
    const lines = view.chat.lines.filter(({ message }) => !message.deleted);
    const text = lines.map(
      ({ message: { sentAt, name, text } }) => `[${time.format(sentAt)}] ${name}: ${text}`,
    );
    return copyText(model, text.join("\n"));
  };
  return (
    <Menu
      label={t("chat.menu")}
      trigger={(trigger) => <IconButton {...trigger} icon={EllipsisVertical} label={t("chat.menu")} />}
    >
      <MenuItem icon={Copy} onSelect={() => void copyAll()}>
        {t("chat.copy-all")}
      </MenuItem>
    </Menu>
  );
}
