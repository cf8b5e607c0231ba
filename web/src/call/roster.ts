import type { MediaIdentity, ParticipantId } from "./identity.ts";
import type { MediaPerson, MediaSnapshot, Picture, Sound } from "./media-room.ts";
import type { Hand, Participant, RankedHand, Role } from "./protocol.ts";

/** One person in the call: what the server says of them joined with what the media engine carries of them. */
export interface Person {
  readonly id: ParticipantId;
  readonly identity: MediaIdentity;
  readonly name: string;
  readonly role: Role;
  readonly host: boolean;
  readonly guest: boolean;
  readonly organisation: string | null;
  readonly self: boolean;
  readonly joinedAt: number;
  readonly connection: "connected" | "lost";
  readonly hand: Hand | null;
  readonly microphoneOn: boolean;
  readonly speaking: boolean;
  readonly poorConnection: boolean;
  readonly camera: Picture | null;
  readonly share: Picture | null;
  readonly sounds: readonly Sound[];
  readonly tracks: readonly string[];
  /** A recording runs, and this person is not in it. */
  readonly notRecorded: boolean;
}

/** Who is in the call. The server's list decides; the engine adds pictures, sound and who speaks. */
export class Roster {
  readonly #participants = new Map<ParticipantId, Participant>();

  replace(participants: readonly Participant[]): void {
    this.#participants.clear();
    for (const participant of participants) this.#participants.set(participant.id, participant);
  }

  get(id: ParticipantId): Participant | undefined {
    return this.#participants.get(id);
  }

  get size(): number {
    return this.#participants.size;
  }

  all(): Iterable<Participant> {
    return this.#participants.values();
  }

  put(participant: Participant): void {
    this.#participants.set(participant.id, participant);
  }

  remove(id: ParticipantId): void {
    this.#participants.delete(id);
  }

  /** Sets the whole queue of raised hands; whoever is not in it has none. */
  setHands(hands: readonly RankedHand[]): void {
    const raised = new Map(hands.map((hand) => [hand.id, hand]));
    for (const [id, participant] of this.#participants) {
      const hand = raised.get(id);
      this.#participants.set(id, {
        ...participant,
        hand: hand === undefined ? null : { rank: hand.rank, raisedAt: hand.raisedAt, floor: hand.floor },
      });
    }
  }

  /** People in order of arrival, each with their media. */
  people(self: ParticipantId, media: MediaSnapshot): Person[] {
    const carried = new Map<string, MediaPerson>();
    for (const person of media.people) {
      if (person.program !== null) continue;
      if (person.participant !== null) carried.set(person.participant, person);
      carried.set(person.identity, person);
    }
    return [...this.#participants.values()]
      .sort((one, other) => one.joinedAt - other.joinedAt || (one.id < other.id ? -1 : 1))
      .map((participant) =>
        join(participant, self, carried.get(participant.identity) ?? carried.get(participant.id)),
      );
  }
}

function join(participant: Participant, self: ParticipantId, media: MediaPerson | undefined): Person {
  return {
    id: participant.id,
    identity: participant.identity,
    name: participant.name,
    role: participant.role,
    host: participant.host,
    guest: participant.guest,
    organisation: participant.organisation,
    self: participant.id === self,
    joinedAt: participant.joinedAt,
    connection: participant.connection === "lost" || media?.quality === "lost" ? "lost" : "connected",
    hand: participant.hand,
    microphoneOn: media?.microphoneOn ?? false,
    speaking: (media?.speaking ?? false) && (media?.microphoneOn ?? false),
    poorConnection: media?.quality === "poor",
    camera: media?.camera ?? null,
    share: media?.share ?? null,
    sounds: media?.sounds ?? [],
    tracks: media?.tracks ?? [],
    notRecorded: false,
  };
}
