import { Link, Settings, Users } from "lucide";
import { useEffect, useMemo } from "preact/hooks";
import type { RoomItem } from "../api/types.ts";
import { useProblemText, useText } from "../language/language.ts";
import { Loading } from "../shell/Loading.tsx";
import { Badge } from "../ui/Badge.tsx";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { useStore } from "../ui/useStore.ts";
import { copyLink } from "./copy-link.ts";
import { liveFor } from "./live-for.ts";
import styles from "./MyRoomsList.module.css";
import { MyRooms } from "./my-rooms.ts";

/** "My meetings": those that go on first, as the server gives them. */
export function MyRoomsList() {
  const t = useText();
  const sentence = useProblemText();
  const rooms = useMemo(() => new MyRooms(), []);
  const { status, items, next, problem } = useStore(rooms.state);
  useEffect(() => void rooms.load(), [rooms]);

  return (
    <section aria-labelledby="my-rooms">
      <h2 id="my-rooms" class={styles.heading}>
        {t("rooms.mine")}
      </h2>
      {status === "loading" && <Loading />}
      {problem && (
        <p class={styles.problem} data-error={problem.code}>
          {sentence(problem)} <Button onClick={() => void rooms.load()}>{t("shell.try-again")}</Button>
        </p>
      )}
      {status === "ready" && items.length === 0 && <p class={styles.empty}>{t("rooms.none")}</p>}
      <ul class={styles.list}>
        {items.map((room) => (
          <RoomLine key={room.code} room={room} />
        ))}
      </ul>
      {next !== null && <Button onClick={() => void rooms.more()}>{t("rooms.more")}</Button>}
    </section>
  );
}

function RoomLine({ room }: { room: RoomItem }) {
  const t = useText();
  const name = room.title || room.code;
  const host = room.role !== "member";
  return (
    <li>
      <article class={styles.room} aria-label={name}>
        <div class={styles.words}>
          <h3 class={room.title ? undefined : styles.code}>
            <a href={`/${room.code}`}>{name}</a>
          </h3>
          <p>
            {t(`rooms.role-${room.role}`)} · {t(`rooms.access-short-${room.access}`)}
          </p>
          {room.live && (
            <p class={styles.live}>
              <Badge tone="live" icon={Users}>
                {t("rooms.live", { count: room.live.count })}
              </Badge>
              <span>{liveFor(t, room.live.since)}</span>
            </p>
          )}
        </div>
        <div class={styles.acts}>
          <Button
            size="small"
            onClick={() => void copyLink(room.code)}
            aria-label={t("rooms.copy-link-of", { name })}
          >
            <Icon of={Link} size="small" />
            <span class={styles.label}>{t("rooms.copy-link")}</span>
          </Button>
          {host && (
            <a
              class={buttonClass("quiet", "small")}
              href={`/${room.code}/settings`}
              aria-label={t("rooms.settings-of", { name })}
            >
              <Icon of={Settings} size="small" />
              <span class={styles.label}>{t("rooms.settings")}</span>
            </a>
          )}
          <a
            class={buttonClass(room.live ? "primary" : "plain", "small")}
            href={`/${room.code}`}
            aria-label={t("rooms.join-of", { name })}
          >
            {t("home.join")}
          </a>
        </div>
      </article>
    </li>
  );
}
