import type { Text } from "../language/language.ts";
import type { Person } from "./roster.ts";

/** Everything that a tile shows of a person, as one sentence for a screen reader. */
export function tileName(t: Text, person: Person): string {
  const parts = [person.self ? t("call.tile.you", { name: person.name }) : person.name, roleWord(t, person)];
  parts.push(t(person.microphoneOn ? "call.tile.microphone-on" : "call.tile.microphone-off"));
  if (person.speaking) parts.push(t("call.tile.speaking"));
  if (person.hand !== null) parts.push(t("call.tile.hand", { rank: person.hand.rank }));
  if (person.share !== null) parts.push(t("call.tile.presenting"));
  if (person.notRecorded) parts.push(t("recording.tile"));
  if (person.connection === "lost") parts.push(t("call.tile.connection-lost"));
  else if (person.poorConnection) parts.push(t("call.tile.connection-poor"));
  return parts.filter((part) => part !== "").join(", ");
}

/** "host", "co-host", "guest", or nothing for everybody else. */
export function roleWord(t: Text, person: Pick<Person, "role" | "guest">): string {
  if (person.role === "owner") return t("people.role.host");
  if (person.role === "co-host") return t("people.role.co-host");
  return person.guest ? t("people.role.guest") : "";
}
