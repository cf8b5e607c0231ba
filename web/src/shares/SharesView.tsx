import { Maximize, MonitorUp } from "lucide";
import { useRef } from "preact/hooks";
import type { CallModel } from "../call/call-model.ts";
import type { CallView } from "../call/call-view.ts";
import { PictureView } from "../call/PictureView.tsx";
import { useText } from "../language/language.ts";
import { IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./SharesView.module.css";
import type { Share } from "./shares.ts";

/** What others present: one, or several side by side; the viewer chooses. */
export function SharesView({
  model,
  view,
  shares,
}: {
  model: CallModel;
  view: CallView;
  shares: readonly Share[];
}) {
  const t = useText();
  const others = view.shares.filter((share) => !share.self);
  return (
    <section class={styles.shares} aria-label={t("shares.region")}>
      {others.length > 1 && (
        <fieldset class={styles.choice}>
          <legend class="visually-hidden">{t("shares.choose")}</legend>
          <Choice
            name={t("shares.all")}
            checked={view.chosenShare === null}
            onChoose={() => model.chooseShare(null)}
          />
          {others.map((share) => (
            <Choice
              key={share.id}
              name={t("shares.only", { name: share.name })}
              checked={view.chosenShare === share.id}
              onChoose={() => model.chooseShare(share.id)}
            />
          ))}
        </fieldset>
      )}
      <ul class={classes(styles.list, shares.length > 1 && styles.several)}>
        {shares.map((share) => (
          <SharedPicture key={share.id} share={share} />
        ))}
      </ul>
    </section>
  );
}

function Choice({ name, checked, onChoose }: { name: string; checked: boolean; onChoose: () => void }) {
  return (
    <label class={styles.option}>
      <input type="radio" name="visio-share" class="visually-hidden" checked={checked} onChange={onChoose} />
      <span>{name}</span>
    </label>
  );
}

function SharedPicture({ share }: { share: Share }) {
  const t = useText();
  const frame = useRef<HTMLDivElement>(null);
  return (
    <li class={styles.share} data-share={share.owner}>
      <div class={styles.head}>
        <p>
          <Icon of={MonitorUp} size="small" />
          <span>{t("shares.presents", { name: share.name })}</span>
        </p>
        <IconButton
          icon={Maximize}
          size="small"
          label={t("shares.full-screen", { name: share.name })}
          onClick={() => void frame.current?.requestFullscreen()}
        />
      </div>
      <div class={styles.frame} ref={frame} data-participant={share.owner} data-source="screen">
        <PictureView picture={share.picture} className={styles.picture} />
      </div>
    </li>
  );
}
