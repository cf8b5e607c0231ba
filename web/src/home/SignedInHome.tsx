import type { Account } from "../api/types.ts";
import { useLanguage, useText } from "../language/language.ts";
import { MyRoomsList } from "../rooms/MyRoomsList.tsx";
import { NewMeetingButton } from "../rooms/NewMeetingButton.tsx";
import { PageHeading } from "../shell/PageHeading.tsx";
import { JoinField } from "./JoinField.tsx";
import styles from "./SignedInHome.module.css";

export function SignedInHome({ account }: { account: Account }) {
  const t = useText();
  const language = useLanguage();
  const today = new Date();
  const day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
  return (
    <div class={styles.page}>
      <div>
        <p class={styles.today}>
          <time dateTime={today.toISOString().slice(0, 10)}>{day.format(today)}</time>
        </p>
        <PageHeading title="">{t("home.hello", { name: account.name })}</PageHeading>
      </div>
      <div class={styles.start}>
        <NewMeetingButton />
        <JoinField primary={false} />
      </div>
      <MyRoomsList />
    </div>
  );
}
