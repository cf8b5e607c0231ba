import { request } from "./http.ts";
import type {
  Entrance,
  JoinAnswer,
  JoinRequest,
  RoleItem,
  Room,
  RoomRole,
  Rooms,
  Settings,
  SettingsChange,
} from "./types.ts";

export const listRooms = (cursor?: string) =>
  request<Rooms>("GET", cursor === undefined ? "rooms" : `rooms?cursor=${encodeURIComponent(cursor)}`);

export const createRoom = (title?: string) =>
  request<Room>("POST", "rooms", { body: title === undefined ? {} : { title } });

export const readEntrance = (code: string) => request<Entrance>("GET", `rooms/${encodeURIComponent(code)}`);

export const readSettings = (code: string, ticket?: string) =>
  request<Settings>("GET", `rooms/${code}/settings`, { ticket });

export const changeSettings = (code: string, change: SettingsChange, ticket?: string) =>
  request<Settings>("PATCH", `rooms/${code}/settings`, { body: change, ticket });

export const listRoles = (code: string, ticket?: string) =>
  request<{ items: RoleItem[] }>("GET", `rooms/${code}/roles`, { ticket });

export const giveRole = (code: string, email: string, role: RoomRole, ticket?: string) =>
  request<RoleItem>("PUT", `rooms/${code}/roles`, { body: { email, role }, ticket });

export const withdrawRole = (code: string, id: number, ticket?: string) =>
  request<void>("DELETE", `rooms/${code}/roles/${id}`, { ticket });

/** Words that transcripts of a meeting's recordings should expect. */
export const readVocabulary = (code: string) =>
  request<{ words: string[] }>("GET", `rooms/${code}/vocabulary`);

export const changeVocabulary = (code: string, words: readonly string[]) =>
  request<{ words: string[] }>("PATCH", `rooms/${code}/vocabulary`, { body: { words } });

/** Enters or asks to enter; with the ticket of somebody who is in or was admitted it is a re-entry. */
export const join = (code: string, body: JoinRequest, ticket?: string) =>
  request<JoinAnswer>("POST", `rooms/${code}/join`, { body, ticket });

/** Gives up waiting. */
export const withdrawRequest = (ticket: string) =>
  request<void>("DELETE", "lobby/request", { ticket, keepalive: true });
