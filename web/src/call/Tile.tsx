import { AudioLines, CircleSlash, Hand, MicOff, MonitorUp, Pin, SignalLow, VideoOff } from "lucide";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useText } from "../language/language.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import type { CallModel } from "./call-model.ts";
import type { CallView, Tile as TileOf } from "./call-view.ts";
import { receivesCamera } from "./data-saver.ts";
import { PictureView } from "./PictureView.tsx";
import { part } from "./part.tsx";
import styles from "./Tile.module.css";
import { tileName } from "./tile-name.ts";

const PersonMenu = part(() => import("../moderation/PersonMenu.tsx"));

interface TileProps {
  tile: TileOf;
  model: CallModel;
  view: CallView;
  /** The one tile that Tab reaches; arrows reach the others. */
  reached: boolean;
  /** Where it begins in the grid, in half tiles. */
  column: number | undefined;
  onReach: () => void;
}

/** One person's picture, or their initials, with name, microphone, hand and whatever troubles them. */
export function Tile({ tile, model, view, reached, column, onReach }: TileProps) {
  const t = useText();
  const { person, pinned } = tile;
  const [menuOpen, setMenuOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const drawn = person.self || receivesCamera(view.saver, person.identity);
  const lost = person.connection === "lost";
  useLayoutEffect(() => () => model.holdTile(null), [model]);

  return (
    <li
      class={classes(styles.tile, person.speaking && styles.speaking, lost && styles.dim)}
      style={column === undefined ? undefined : { gridColumn: `${column} / span 2` }}
      data-participant={person.id}
      data-identity={person.identity}
      onPointerEnter={() => model.holdTile(person.id)}
      onPointerLeave={() => model.holdTile(null)}
    >
      {person.camera === null || !drawn ? (
        <div class={styles.initials}>
          <Avatar name={person.name} size="tile" />
        </div>
      ) : (
        <PictureView
          picture={person.camera}
          className={classes(styles.picture, person.self && view.selfMirrored && styles.mirrored)}
        />
      )}
      <TileTags tile={tile} />
      <span class={styles.plate} aria-hidden="true">
        {person.speaking && <Icon of={AudioLines} size="small" />}
        {!person.microphoneOn && (
          <span class={styles.off}>
            <Icon of={MicOff} size="small" />
          </span>
        )}
        <span class={styles.name}>
          {person.self ? t("call.tile.you", { name: person.name }) : person.name}
        </span>
        {person.guest && <span class={styles.sub}>{t("people.role.guest")}</span>}
      </span>
      <button
        ref={button}
        type="button"
        class={styles.hit}
        tabIndex={reached ? 0 : -1}
        aria-haspopup="menu"
        aria-label={tileName(t, person)}
        data-tile={person.id}
        onFocus={() => {
          onReach();
          model.holdTile(person.id);
        }}
        onBlur={() => model.holdTile(null)}
        onClick={() => setMenuOpen(true)}
      />
      {menuOpen && (
        <PersonMenu
          model={model}
          view={view}
          person={person}
          pinned={pinned}
          opener={button}
          onClose={() => setMenuOpen(false)}
        />
      )}
    </li>
  );
}

function TileTags({ tile: { person, pinned } }: { tile: TileOf }) {
  const t = useText();
  return (
    <span class={styles.tags} aria-hidden="true">
      {person.hand !== null && (
        <span class={classes(styles.tag, styles.hand)}>
          <Icon of={Hand} size="small" />
          {person.hand.rank}
        </span>
      )}
      {person.share !== null && (
        <span class={styles.tag}>
          <Icon of={MonitorUp} size="small" />
          <span class={styles.tagWord}>{t("call.tile.presenting")}</span>
        </span>
      )}
      {person.notRecorded && (
        <span class={styles.tag} data-not-recorded>
          <Icon of={CircleSlash} size="small" />
          <span class={styles.tagWord}>{t("recording.tile")}</span>
        </span>
      )}
      {pinned && (
        <span class={styles.tag}>
          <Icon of={Pin} size="small" />
        </span>
      )}
      {person.connection === "lost" ? (
        <span class={classes(styles.tag, styles.warn)}>
          <Icon of={VideoOff} size="small" />
          <span class={styles.tagWord}>{t("call.tile.connection-lost")}</span>
        </span>
      ) : (
        person.poorConnection && (
          <span class={classes(styles.tag, styles.warn)}>
            <Icon of={SignalLow} size="small" />
            <span class={styles.tagWord}>{t("call.tile.connection-poor")}</span>
          </span>
        )
      )}
    </span>
  );
}
