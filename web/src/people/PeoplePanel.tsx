import { Copy, Hand, Link, MicOff } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { CallModel } from "../call/call-model.ts";
import type { CallView } from "../call/call-view.ts";
import { copyMeetingLink, copyText } from "../call/meeting-link.ts";
import { Panel } from "../call/Panel.tsx";
import { useText } from "../language/language.ts";
import { WaitingList } from "../moderation/WaitingList.tsx";
import { announcer } from "../ui/announcer.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import styles from "./People.module.css";
import { PeopleSection } from "./PeopleSection.tsx";
import { moveInPeople } from "./people-keys.ts";
import { sections } from "./sections.ts";

/** From this many people on there is a search. */
const SEARCH_FROM = 6;

/** Who waits, who raised a hand, who is here. */
export default function PeoplePanel({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const [query, setQuery] = useState("");
  const found = sections(view.people, query);
  useEffect(() => {
    if (query !== "") announcer.say(t("people.found", { count: found.found }));
  }, [query, found.found, t]);

  return (
    <Panel
      model={model}
      title={t("people.title")}
      count={view.people.length}
      tools={
        <Button size="small" icon={Link} onClick={() => void copyMeetingLink(model, view.code)}>
          {t("people.invite")}
        </Button>
      }
      foot={
        <div class={styles.tools}>
          {view.can.has("mute-all") && (
            <Button icon={MicOff} onClick={() => void model.act((server) => server.muteAll())}>
              {t("moderation.mute-all")}
            </Button>
          )}
          <Button
            icon={Copy}
            onClick={() => void copyText(model, view.people.map((person) => person.name).join("\n"))}
          >
            {t("people.copy")}
          </Button>
        </div>
      }
    >
      {view.people.length >= SEARCH_FROM && (
        <Field label={t("people.search")} maxLength={80} value={query} onInput={setQuery} />
      )}
      <WaitingList model={model} view={view} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move among the lists inside */}
      <div onKeyDown={moveInPeople}>
        <PeopleSection
          title={t("people.hands")}
          people={found.hands}
          model={model}
          view={view}
          tool={
            view.can.has("lower-hands") && (
              <Button
                look="quiet"
                size="small"
                icon={Hand}
                onClick={() => void model.act((server) => server.lowerHands())}
              >
                {t("moderation.lower-all")}
              </Button>
            )
          }
        />
        <PeopleSection title={t("people.hosts")} people={found.hosts} model={model} view={view} />
        <PeopleSection title={t("people.others")} people={found.others} model={model} view={view} />
      </div>
      {found.found === 0 && <p class={styles.none}>{t("people.none-found")}</p>}
      {view.people.length === 1 && query === "" && <p class={styles.none}>{t("people.alone")}</p>}
    </Panel>
  );
}
