import { Link, Settings } from "lucide";
import { useText } from "../language/language.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { copyLink, linkOf } from "./copy-link.ts";
import styles from "./ShareLink.module.css";

/** For hosts before the call: the link to hand over, and the way to the settings. */
export function ShareLink({ code }: { code: string }) {
  const t = useText();
  return (
    <section class={styles.share} aria-label={t("rooms.share")}>
      <p class={styles.label}>{t("rooms.share")}</p>
      <p class={styles.link}>{linkOf(code)}</p>
      <div class={styles.acts}>
        <Button icon={Link} onClick={() => void copyLink(code)}>
          {t("rooms.copy-link")}
        </Button>
        <a class={buttonClass("quiet")} href={`/${code}/settings`}>
          <Icon of={Settings} />
          {t("rooms.settings")}
        </a>
      </div>
    </section>
  );
}
