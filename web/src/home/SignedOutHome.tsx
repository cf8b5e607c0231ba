import { Hourglass, Server, Video } from "lucide";
import { useText } from "../language/language.ts";
import { PageHeading } from "../shell/PageHeading.tsx";
import { buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { JoinField } from "./JoinField.tsx";
import { Scene } from "./Scene.tsx";
import styles from "./SignedOutHome.module.css";

/** Two doors of equal weight: join by a link, or sign in. */
export function SignedOutHome() {
  const t = useText();
  return (
    <>
      <div class={styles.hero}>
        <div class={styles.words}>
          <PageHeading title="">{t("home.title")}</PageHeading>
          <p>{t("home.introduction")}</p>
        </div>
        <Scene />
      </div>
      <div class={styles.doors}>
        <section class={styles.door} aria-labelledby="join">
          <h2 id="join">{t("home.join")}</h2>
          <p>{t("home.join-text")}</p>
          <div class={styles.act}>
            <JoinField primary />
          </div>
        </section>
        <section class={styles.door} aria-labelledby="sign-in">
          <h2 id="sign-in">{t("home.sign-in")}</h2>
          <p>{t("home.sign-in-text")}</p>
          <div class={styles.act}>
            <a class={buttonClass("primary", "large")} href="/signin">
              {t("home.sign-in")}
            </a>
          </div>
        </section>
      </div>
      <ul class={styles.facts}>
        <li>
          <Icon of={Hourglass} />
          <b>{t("home.fact-kept")}</b>
          <span>{t("home.fact-kept-text")}</span>
        </li>
        <li>
          <Icon of={Server} />
          <b>{t("home.fact-server")}</b>
          <span>{t("home.fact-server-text")}</span>
        </li>
        <li>
          <Icon of={Video} />
          <b>{t("home.fact-browser")}</b>
          <span>{t("home.fact-browser-text")}</span>
        </li>
      </ul>
    </>
  );
}
