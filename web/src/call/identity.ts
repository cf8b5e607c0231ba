/** Names of things in a call, as the server gives them; none is taken for another. */
type Id<Kind extends string> = string & { readonly __id: Kind };

export type ParticipantId = Id<"participant">;
/** The random identity of one media connection; a reload gives a new one to the same participant. */
export type MediaIdentity = Id<"media">;
export type MessageId = Id<"message">;
export type RequestId = Id<"request">;
