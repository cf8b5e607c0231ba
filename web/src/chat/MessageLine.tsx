import { Trash2 } from "lucide";
import type { CallModel } from "../call/call-model.ts";
import type { CallView } from "../call/call-view.ts";
import { useLocale, useText } from "../language/language.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import styles from "./Chat.module.css";
import type { ChatLine } from "./chat.ts";
import { pieces } from "./links.ts";

/** One message; what people write is shown as text, never as markup. */
export function MessageLine({ line, model, view }: { line: ChatLine; model: CallModel; view: CallView }) {
  const t = useText();
  const locale = useLocale();
  const { message, own, continued, firstUnread } = line;
  const sentAt = new Date(message.sentAt);
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(sentAt);
  const mayDelete = !message.deleted && view.can.has("delete-message") && (own || view.host);
  return (
    <>
      {firstUnread && <p class={styles.unread}>{t("chat.new")}</p>}
      <article
        class={classes(styles.message, continued && styles.continued)}
        aria-label={t("chat.message", { name: message.name, time })}
        data-message={message.id}
      >
        {continued ? <span /> : <Avatar name={message.name} size="small" />}
        <div class={styles.content}>
          {!continued && (
            <p class={styles.from}>
              <b>{message.name}</b>
              <time dateTime={sentAt.toISOString()}>{time}</time>
            </p>
          )}
          <p class={classes(styles.text, message.deleted && styles.deleted)}>
            {message.deleted ? t("chat.deleted") : <MessageText text={message.text} />}
          </p>
        </div>
        {mayDelete && (
          <span class={styles.delete}>
            <IconButton
              icon={Trash2}
              size="small"
              label={t("chat.delete", { name: message.name, time })}
              onClick={() => void model.act((server) => server.deleteMessage(message.id))}
            />
          </span>
        )}
      </article>
    </>
  );
}

function MessageText({ text }: { text: string }) {
  return (
    <>
      {pieces(text).map((piece, index) =>
        piece.kind === "text" ? (
          piece.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one message never change
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ),
      )}
    </>
  );
}
