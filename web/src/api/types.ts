import type { components } from "./schema.d.ts";

/** The shapes of the HTTP interface, generated from the server's OpenAPI file (`npm run types`), by the names we use. */
type Shapes = components["schemas"];

export type Account = Shapes["AccountOut"];
export type Instance = Shapes["InstanceOut"];
export type Session = Shapes["SessionOut"];
export type SignedIn = Shapes["SignedInOut"];

export type RoomItem = Shapes["RoomItem"];
export type RoomRole = RoomItem["role"];
export type Access = RoomItem["access"];
export type Room = Shapes["RoomOut"];
export type Entrance = Shapes["EntranceOut"];
export type Entry = Entrance["entry"];
export type Settings = Shapes["SettingsOut"];
export type SettingsChange = Partial<Omit<Settings, "code">>;
export type RoleItem = Shapes["RoleOut"];
export type Rooms = Shapes["RoomsOut"];

export type JoinRequest = {
  [Field in keyof Shapes["JoinIn"]]?: Exclude<Shapes["JoinIn"][Field], null>;
} & { microphone: boolean; camera: boolean };
export type Entered = Shapes["EnteredOut"];
export type Waiting = Shapes["WaitingTicketOut"];
export type JoinAnswer = Entered | Waiting;

/** What a waiting person is told; nothing else about the room reaches them. */
export type LobbyNews = Shapes["RequestEvent"];
