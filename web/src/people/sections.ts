import type { Person } from "../call/roster.ts";

/** The people panel in its sections; nobody stands in two of them. */
export interface Sections {
  readonly hands: readonly Person[];
  readonly hosts: readonly Person[];
  readonly others: readonly Person[];
  readonly found: number;
}

/** Sorts people into sections and keeps those whose name holds `query`; accents and case do not matter. */
export function sections(people: readonly Person[], query: string): Sections {
  const wanted = plain(query.trim());
  const found = people.filter((person) => plain(person.name).includes(wanted));
  const hands = found.filter((person) => person.hand !== null).sort((one, other) => rank(one) - rank(other));
  const rest = found.filter((person) => person.hand === null).sort(byName);
  return {
    hands,
    hosts: rest.filter((person) => person.host),
    others: rest.filter((person) => !person.host),
    found: found.length,
  };
}

function rank(person: Person): number {
  return person.hand?.rank ?? Number.POSITIVE_INFINITY;
}

function byName(one: Person, other: Person): number {
  return one.name.localeCompare(other.name) || one.joinedAt - other.joinedAt;
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
