/** The shapes of the HTTP interface (docs/protocol.md §3). */

export interface Account {
  id: string;
  name: string;
  email: string;
  operator: boolean;
}

export interface Instance {
  name: string;
  version: string;
  capacity: number;
  setup_needed: boolean;
  contact: string | null;
}

export interface Session {
  instance: Instance;
  account: Account | null;
  csrf_token: string;
  server_time: string;
}

export interface SignedIn {
  account: Account;
  csrf_token: string;
}

export type RoomRole = "owner" | "co-host" | "member";
export type Access = "trusted" | "public" | "restricted";
export type Entry = "enter" | "wait" | "sign-in" | "locked" | "full" | "host-absent" | "blocked";

export interface RoomItem {
  code: string;
  title: string | null;
  role: RoomRole;
  access: Access;
  live: { since: string; count: number } | null;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface Entrance {
  code: string;
  title: string | null;
  access: Access;
  role: RoomRole | "account" | "guest";
  entry: Entry;
  people: { count: number; names: string[] } | null;
  name_needed: boolean;
  name: string | null;
  present_elsewhere: boolean;
  chat_kept_until: "end-of-call";
}

export interface Settings {
  code: string;
  title: string | null;
  access: Access;
  guests: "allowed" | "refused";
  locked: boolean;
  admission: "hosts" | "hosts-and-members";
  before_host: "members" | "nobody";
  show_title: boolean;
  capacity: number;
}

export interface RoleItem {
  id: string;
  email: string;
  name: string | null;
  role: RoomRole;
}

export interface JoinRequest {
  name?: string;
  device?: string;
  microphone: boolean;
  camera: boolean;
  elsewhere?: "both" | "move";
}

export interface Entered {
  outcome: "entered";
  ticket: string;
  call: { id: string };
  participant: { id: string; name: string; role: string };
  media: { url: string; token: string; identity: string };
}

export type LobbyState =
  | "waiting"
  | "admitted"
  | "refused"
  | "blocked"
  | "timed_out"
  | "withdrawn"
  | "queued_full";

export type WaitReason = "approval" | "host-absent" | "full";

export interface Waiting {
  outcome: "waiting";
  ticket: string;
  request: { id: string; state: LobbyState; asked_at: string; reason: WaitReason; tries_left: number };
}

export type JoinAnswer = Entered | Waiting;

/** What a waiting person is told; nothing else about the room reaches them. */
export interface LobbyNews {
  state: LobbyState;
  reason: WaitReason;
  tries_left: number;
  ask_again_at: string | null;
  message: string | null;
  title: string | null;
}
