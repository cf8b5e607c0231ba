import type { Person } from "../call/roster.ts";
import type { CaptionsInCall } from "../captions/captions.ts";

/** What I may do to one person now. The server decides; this only keeps buttons away that would be refused. */
export interface ActsOn {
  readonly mute: boolean;
  readonly askUnmute: boolean;
  readonly cameraOff: boolean;
  readonly stopShare: boolean;
  readonly giveFloor: boolean;
  readonly lowerHand: boolean;
  readonly makeCoHost: boolean;
  readonly unmakeCoHost: boolean;
  readonly makeCaptioner: boolean;
  readonly unmakeCaptioner: boolean;
  readonly remove: boolean;
  readonly rename: boolean;
  /** Some act of a host is possible. */
  readonly any: boolean;
}

interface Actor {
  readonly can: ReadonlySet<string>;
  readonly self: Person | null;
  readonly host: boolean;
  readonly captions: { readonly facts: Pick<CaptionsInCall, "policy" | "captioners"> };
}

export function actsOn(person: Person, { can, self, host, captions }: Actor): ActsOn {
  const other = !person.self;
  // A co-host cannot act on an owner.
  const within = person.role !== "owner" || self?.role === "owner";
  const may = (act: string) => other && within && can.has(act);
  const hand = person.hand;
  const captioner = captions.facts.captioners.includes(person.id);
  const acts = {
    mute: may("mute") && person.microphoneOn,
    askUnmute: may("ask-unmute") && !person.microphoneOn,
    cameraOff: may("mute") && person.camera !== null,
    stopShare: may("stop-share") && person.share !== null,
    giveFloor: may("give-floor") && hand !== null && !hand.floor,
    lowerHand: other && host && can.has("lower-hand") && hand !== null,
    makeCoHost: may("make-co-host") && !person.host,
    unmakeCoHost: may("unmake-co-host") && person.role === "co-host",
    makeCaptioner: can.has("make-captioner") && !captioner && captions.facts.policy !== "never",
    unmakeCaptioner: can.has("make-captioner") && captioner,
    remove: may("remove"),
  };
  return { ...acts, rename: mayRename(person, { can, self, host }), any: Object.values(acts).includes(true) };
}

/** Everybody renames themselves, co-hosts guests too, owners anybody. */
function mayRename(person: Person, { can, self, host }: Omit<Actor, "captions">): boolean {
  if (!can.has("rename")) return false;
  return person.self || (host && (person.guest || self?.role === "owner"));
}
