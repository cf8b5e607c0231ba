import type { Account } from "../api/types.ts";
import { useLocale, useText } from "../language/language.ts";
import { MyRoomsList } from "../rooms/MyRoomsList.tsx";
import { NewMeetingButton } from "../rooms/NewMeetingButton.tsx";
import { PageHeading } from "../shell/PageHeading.tsx";
import { JoinField } from "./JoinField.tsx";
import styles from "./SignedInHome.module.css";

export function SignedInHome({ account }: { account: Account }) {
  const t = useText();
  const locale = useLocale();
  const today = new Date();
  const day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
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
