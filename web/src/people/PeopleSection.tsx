import { AudioLines, EllipsisVertical, Hand, Mic, MicOff } from "lucide";
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { CallModel } from "../call/call-model.ts";
import type { CallView } from "../call/call-view.ts";
import { part } from "../call/part.tsx";
import type { Person } from "../call/roster.ts";
import { roleWord, tileName } from "../call/tile-name.ts";
import { useText } from "../language/language.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import styles from "./People.module.css";

const PersonMenu = part(() => import("../moderation/PersonMenu.tsx"));

interface PeopleSectionProps {
  title: string;
  people: readonly Person[];
  model: CallModel;
  view: CallView;
  tool?: ComponentChildren;
}

/** One section of the people panel: a heading and a list. */
export function PeopleSection({ title, people, model, view, tool }: PeopleSectionProps) {
  const id = useId();
  if (people.length === 0) return null;
  return (
    <section class={styles.section} aria-labelledby={id}>
      <div class={styles.sectionHead}>
        <h3 id={id}>{title}</h3>
        {tool}
      </div>
      <ul aria-labelledby={id}>
        {people.map((person) => (
          <PersonRow key={person.id} person={person} model={model} view={view} />
        ))}
      </ul>
    </section>
  );
}

function PersonRow({ person, model, view }: { person: Person; model: CallModel; view: CallView }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const pinned = view.stage.kind === "focus" && view.stage.pins.some((tile) => tile.person.id === person.id);
  const word = roleWord(t, person);
  const about = [word, person.organisation ?? ""].filter((part) => part !== "").join(" · ");
  return (
    <li class={styles.person} data-person={person.id}>
      <Avatar name={person.name} size="small" />
      <div class={styles.name}>
        <b>{person.self ? t("call.tile.you", { name: person.name }) : person.name}</b>
        {about !== "" && <span>{about}</span>}
      </div>
      <div class={styles.marks}>
        {person.hand !== null && (
          <span class={styles.rank}>
            <Icon of={Hand} size="small" />
            <span aria-hidden="true">{person.hand.rank}</span>
            <span class="visually-hidden">{t("call.tile.hand", { rank: person.hand.rank })}</span>
          </span>
        )}
        <MicrophoneMark person={person} />
        <IconButton
          buttonRef={opener}
          icon={EllipsisVertical}
          size="small"
          label={t("moderation.menu", { name: tileName(t, person) })}
          aria-haspopup="menu"
          aria-expanded={open}
          data-person-menu=""
          onClick={() => setOpen(true)}
        />
        {open && (
          <PersonMenu
            model={model}
            view={view}
            person={person}
            pinned={pinned}
            opener={opener}
            onClose={() => setOpen(false)}
          />
        )}
      </div>
    </li>
  );
}

function MicrophoneMark({ person }: { person: Person }) {
  if (person.speaking) {
    return (
      <span class={styles.speaking}>
        <Icon of={AudioLines} />
      </span>
    );
  }
  return (
    <span class={person.microphoneOn ? undefined : styles.off}>
      <Icon of={person.microphoneOn ? Mic : MicOff} />
    </span>
  );
}
