import type { ParticipantId } from "../call/identity.ts";
import type { Picture } from "../call/media-room.ts";

/** At most this many presentations at once. */
export const MOST_SHARES = 4;

/** A screen, window or tab that somebody presents. */
export interface Share {
  readonly id: string;
  readonly owner: ParticipantId;
  readonly name: string;
  readonly self: boolean;
  readonly picture: Picture;
}

interface Presenter {
  readonly id: ParticipantId;
  readonly name: string;
  readonly self: boolean;
  readonly share: Picture | null;
}

export interface ShareChanges {
  readonly started: readonly Share[];
  readonly stopped: readonly Share[];
}

/** The presentations of a call, oldest first, and which of them this viewer looks at. */
export class Shares {
  #all: readonly Share[] = [];
  #chosen: string | null = null;

  get all(): readonly Share[] {
    return this.#all;
  }

  /** What is on the stage: those of others, all of them or the one that was chosen. */
  get shown(): readonly Share[] {
    const others = this.#all.filter((share) => !share.self);
    const chosen = others.filter((share) => share.id === this.#chosen);
    return chosen.length > 0 ? chosen : others;
  }

  /** The id of the one presentation that was chosen, or null for all. */
  get chosen(): string | null {
    return this.#all.some((share) => share.id === this.#chosen) ? this.#chosen : null;
  }

  choose(id: string | null): void {
    this.#chosen = id;
  }

  /** Brings the list up to date and tells what is new in it. */
  update(people: readonly Presenter[]): ShareChanges {
    const before = this.#all;
    const present = people.flatMap((person) =>
      person.share === null ? [] : [shareOf(person, person.share)],
    );
    const kept = before.flatMap((share) => present.filter((now) => now.id === share.id));
    const started = present.filter((share) => !before.some((was) => was.id === share.id));
    this.#all = [...kept, ...started];
    return { started, stopped: before.filter((share) => !present.some((now) => now.id === share.id)) };
  }
}

function shareOf(person: Presenter, picture: Picture): Share {
  return { id: picture.id, owner: person.id, name: person.name, self: person.self, picture };
}
