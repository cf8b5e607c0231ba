import { EllipsisVertical } from "lucide";
import { useEffect, useId, useState } from "preact/hooks";
import type { CallModel } from "../call/call-model.ts";
import type { CallView } from "../call/call-view.ts";
import type { WaitingPerson } from "../call/protocol.ts";
import { useText } from "../language/language.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Badge } from "../ui/Badge.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import styles from "./WaitingList.module.css";

/** Who asks to enter, in order of request; only for those who may admit. */
export function WaitingList({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const id = useId();
  if (view.waiting.length === 0) return null;
  return (
    <section class={styles.waiting} aria-labelledby={id}>
      <div class={styles.head}>
        <h3 id={id}>{t("moderation.waiting")}</h3>
        <Badge>{view.waiting.length}</Badge>
        <span class={styles.all}>
          <Button look="quiet" size="small" onClick={() => void model.act((server) => server.admitAll())}>
            {t("moderation.admit-all")}
          </Button>
          <Menu
            label={t("moderation.waiting-more")}
            trigger={(trigger) => (
              <IconButton
                {...trigger}
                icon={EllipsisVertical}
                size="small"
                label={t("moderation.waiting-more")}
              />
            )}
          >
            <MenuItem danger onSelect={() => void model.act((server) => server.refuseAll())}>
              {t("moderation.refuse-all")}
            </MenuItem>
          </Menu>
        </span>
      </div>
      <ul>
        {view.waiting.map((person) => (
          <WaitingRow
            key={person.id}
            person={person}
            model={model}
            answering={view.answering.has(person.id)}
            serverOffset={view.serverOffset}
          />
        ))}
      </ul>
    </section>
  );
}

interface WaitingRowProps {
  person: WaitingPerson;
  model: CallModel;
  answering: boolean;
  serverOffset: number;
}

function WaitingRow({ person, model, answering, serverOffset }: WaitingRowProps) {
  const t = useText();
  const { id, name } = person;
  const seconds = useSecondsSince(person.askedAt - serverOffset);
  const about = [person.guest ? t("people.role.guest") : t("people.role.account"), person.device ?? ""];
  const answer = (act: Parameters<CallModel["act"]>[0]) => void model.answerWaiting(id, act);
  return (
    <li class={styles.row} data-request={id}>
      <Avatar name={name} size="small" />
      <div class={styles.name}>
        <b>{name}</b>
        <span>
          {about.filter((part) => part !== "").join(" · ")}
          {" · "}
          {t("moderation.waited", { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })}
        </span>
      </div>
      <div class={styles.acts}>
        <Button
          look="primary"
          size="small"
          busy={answering}
          aria-label={t("moderation.admit-name", { name })}
          onClick={() => answer((server) => server.admit(id))}
        >
          {t("moderation.admit")}
        </Button>
        <Button
          size="small"
          busy={answering}
          aria-label={t("moderation.refuse-name", { name })}
          onClick={() => answer((server) => server.refuse(id, false))}
        >
          {t("moderation.refuse")}
        </Button>
        <Menu
          label={t("moderation.menu", { name })}
          trigger={(trigger) => (
            <IconButton
              {...trigger}
              icon={EllipsisVertical}
              size="small"
              label={t("moderation.menu", { name })}
            />
          )}
        >
          <MenuItem danger onSelect={() => answer((server) => server.refuse(id, true))}>
            {t("moderation.refuse-block", { name })}
          </MenuItem>
        </Menu>
      </div>
    </li>
  );
}

/** Whole seconds since a moment of the page's clock, counted on by itself. */
function useSecondsSince(moment: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.floor((now - moment) / 1_000));
}
