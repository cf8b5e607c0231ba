import {
  Captions,
  CaptionsOff,
  Check,
  EllipsisVertical,
  Keyboard,
  LayoutPanelLeft,
  Link,
  Maximize,
  Pause,
  Play,
  RotateCcw,
  RotateCw,
  Volume2,
  VolumeX,
} from "lucide";
import { useText } from "../language/language.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Menu, MenuGroup, MenuItem } from "../ui/Menu.tsx";
import { useStore } from "../ui/useStore.ts";
import styles from "./Controls.module.css";
import { RATES, type Rate } from "./playback.ts";
import type { Player } from "./player.ts";
import { LAYOUTS } from "./scene.ts";
import { clockText } from "./timeline.ts";

interface ControlsProps {
  player: Player;
  /** There is a text from which captions can be made. */
  withCaptions: boolean;
  onFullScreen: () => void;
  onCopyLink: () => void;
  onKeys: () => void;
}

export function Controls({ player, withCaptions, onFullScreen, onCopyLink, onKeys }: ControlsProps) {
  const t = useText();
  const { playback } = player;
  const { status } = useStore(playback.state);
  const running = status === "playing" || status === "waiting";
  return (
    <section class={styles.controls} aria-label={t("player.controls")}>
      <IconButton
        look="primary"
        icon={running ? Pause : Play}
        label={t(running ? "player.pause" : "player.play")}
        aria-busy={status === "waiting" || undefined}
        data-status={status}
        onClick={() => playback.toggle()}
      />
      <Button look="quiet" aria-label={t("player.back-10")} onClick={() => playback.move(-10)}>
        <Icon of={RotateCcw} />
        <span aria-hidden="true">{t("player.ten-seconds")}</span>
      </Button>
      <Button look="quiet" aria-label={t("player.forward-10")} onClick={() => playback.move(10)}>
        <span aria-hidden="true">{t("player.ten-seconds")}</span>
        <Icon of={RotateCw} />
      </Button>
      <TimeShown player={player} />
      <div class={styles.end}>
        <RateMenu player={player} />
        {playback.silences.length > 0 && <SkipSilences player={player} />}
        {withCaptions && <CaptionsButton player={player} />}
        <Volume player={player} />
        <LayoutMenu player={player} />
        <IconButton icon={Maximize} label={t("player.full-screen")} onClick={onFullScreen} />
        <Menu
          label={t("player.more")}
          trigger={(props) => <IconButton {...props} icon={EllipsisVertical} label={t("player.more")} />}
        >
          <MenuItem icon={Link} onSelect={onCopyLink}>
            {t("player.copy-moment")}
          </MenuItem>
          <MenuItem icon={Keyboard} onSelect={onKeys}>
            {t("player.keys")}
          </MenuItem>
        </Menu>
      </div>
    </section>
  );
}

function TimeShown({ player: { playback } }: { player: Player }) {
  const position = clockText(useStore(playback.position));
  return (
    <span class={styles.time}>
      <b>{position}</b> / {clockText(playback.seconds)}
    </span>
  );
}

function RateMenu({ player: { playback } }: { player: Player }) {
  const t = useText();
  const { rate } = useStore(playback.state);
  const shown = (value: Rate) => t("player.rate", { rate: value });
  return (
    <Menu
      label={t("player.speed")}
      trigger={(props) => (
        <Button {...props} look="quiet" aria-label={t("player.speed-of", { rate: shown(rate) })}>
          {shown(rate)}
        </Button>
      )}
    >
      {RATES.map((value) => (
        <MenuItem key={value} kind="radio" checked={value === rate} onSelect={() => playback.setRate(value)}>
          {shown(value)}
        </MenuItem>
      ))}
    </Menu>
  );
}

function SkipSilences({ player: { playback } }: { player: Player }) {
  const t = useText();
  const { skipping } = useStore(playback.state);
  return (
    <Button look="quiet" aria-pressed={skipping} onClick={() => playback.setSkipping(!skipping)}>
      {skipping && <Icon of={Check} size="small" />}
      {t("player.skip-silences")}
    </Button>
  );
}

function CaptionsButton({ player }: { player: Player }) {
  const t = useText();
  const on = useStore(player.captions);
  return (
    <IconButton
      icon={on ? Captions : CaptionsOff}
      label={t("player.captions")}
      aria-pressed={on}
      onClick={() => player.captions.set(!on)}
    />
  );
}

function Volume({ player: { playback } }: { player: Player }) {
  const t = useText();
  const { volume, muted } = useStore(playback.state);
  return (
    <span class={styles.volume}>
      <IconButton
        icon={muted ? VolumeX : Volume2}
        label={t("player.mute")}
        aria-pressed={muted}
        onClick={() => playback.setMuted(!muted)}
      />
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={muted ? 0 : Math.round(volume * 100)}
        aria-label={t("player.volume")}
        data-arrows
        onInput={(event) => playback.setVolume(Number(event.currentTarget.value) / 100)}
      />
    </span>
  );
}

function LayoutMenu({ player }: { player: Player }) {
  const t = useText();
  const layout = useStore(player.layout);
  return (
    <Menu
      label={t("player.layout")}
      trigger={(props) => (
        <IconButton
          {...props}
          icon={LayoutPanelLeft}
          label={t("player.layout-of", { layout: t(`player.layout-${layout}`) })}
        />
      )}
    >
      <MenuGroup label={t("player.layout")}>
        {LAYOUTS.map((other) => (
          <MenuItem
            key={other}
            kind="radio"
            checked={other === layout}
            onSelect={() => player.setLayout(other)}
          >
            {t(`player.layout-${other}`)}
          </MenuItem>
        ))}
      </MenuGroup>
    </Menu>
  );
}
