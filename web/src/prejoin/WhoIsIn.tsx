import type { Entrance } from "../api/types.ts";
import { type Text, useLocale, useText } from "../language/language.ts";
import { Avatar } from "../ui/Avatar.tsx";
import styles from "./WhoIsIn.module.css";

/** Who is already in the call, for those who may enter. */
export function WhoIsIn({ people }: { people: NonNullable<Entrance["people"]> }) {
  const t = useText();
  const locale = useLocale();
  return (
    <p class={styles.who}>
      {people.names.length > 0 && (
        <span class={styles.avatars}>
          {people.names.map((name) => (
            <Avatar key={name} name={name} size="small" />
          ))}
        </span>
      )}
      <span>{sentence(t, locale, people)}</span>
    </p>
  );
}

function sentence(t: Text, locale: string, { count, names }: NonNullable<Entrance["people"]>): string {
  if (count === 0) return t("prejoin.nobody-in");
  if (names.length === 0) return t("prejoin.people-in", { count });
  const others = count - names.length;
  const listed = others > 0 ? [...names, t("prejoin.others", { count: others })] : names;
  const list = new Intl.ListFormat(locale, { type: "conjunction" }).format(listed);
  return t("prejoin.names-in", { names: list, count });
}
