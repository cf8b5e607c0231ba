import { MicOff, MonitorUp } from "lucide";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useText } from "../language/language.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import { useStore } from "../ui/useStore.ts";
import type { Player } from "./player.ts";
import styles from "./Screen.module.css";
import type { Tile } from "./scene.ts";

/** What is seen: one large picture with others beside it, or a grid. Always dark, as the call was. */
export function Screen({ player }: { player: Player }) {
  const t = useText();
  const { main, tiles, more } = useStore(player.scene);
  const layout = useStore(player.layout);
  const empty = main === null && tiles.length === 0;
  return (
    <section
      class={classes(styles.screen, main === null ? styles.grid : tiles.length > 0 && styles.withSide)}
      data-theme="call"
      data-layout={layout}
      data-tiles={tiles.length}
      aria-label={t("player.screen", { layout: t(`player.layout-${layout}`) })}
    >
      {empty && <p class={styles.empty}>{t("player.nobody")}</p>}
      {main && (
        <div class={styles.main}>
          <TileView player={player} tile={main} large />
        </div>
      )}
      {tiles.length > 0 && (
        <ul class={styles.tiles}>
          {tiles.map((tile) => (
            <li key={tile.key}>
              <TileView player={player} tile={tile} />
            </li>
          ))}
        </ul>
      )}
      {more > 0 && <p class={styles.more}>{t("player.more-people", { count: more })}</p>}
    </section>
  );
}

function TileView({ player, tile, large = false }: { player: Player; tile: Tile; large?: boolean }) {
  const t = useText();
  return (
    <div
      class={classes(styles.tile, tile.speaking && styles.speaking, tile.presentation && styles.whole)}
      data-participant={tile.participant}
      data-picture={tile.clip !== null}
    >
      {tile.clip === null ? (
        <span class={styles.initials}>
          <Avatar name={tile.name} size="tile" />
        </span>
      ) : (
        <Picture key={tile.clip} player={player} clip={tile.clip} />
      )}
      <span class={classes(styles.plate, large && styles.plateLarge)}>
        {tile.presentation && <Icon of={MonitorUp} size="small" />}
        {tile.muted && (
          <>
            <Icon of={MicOff} size="small" />
            <span class="visually-hidden">{t("player.muted")}</span>
          </>
        )}
        <span class={styles.name}>
          {tile.presentation ? t("player.presentation-of", { name: tile.name }) : tile.name}
        </span>
      </span>
    </div>
  );
}

/** The place of an element that the player made. */
function Picture({ player, clip }: { player: Player; clip: string }) {
  const box = useRef<HTMLDivElement>(null);
  const media = player.playback.media(clip);
  useLayoutEffect(() => {
    if (!(media instanceof HTMLVideoElement)) return;
    box.current?.append(media);
    return () => media.remove();
  }, [media]);
  return <div ref={box} class={styles.picture} aria-hidden="true" />;
}
