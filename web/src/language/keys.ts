import type accounts from "./en/accounts.json";
import type call from "./en/call.json";
import type captions from "./en/captions.json";
import type chat from "./en/chat.json";
import type devices from "./en/devices.json";
import type error from "./en/error.json";
import type home from "./en/home.json";
import type library from "./en/library.json";
import type lobby from "./en/lobby.json";
import type moderation from "./en/moderation.json";
import type page from "./en/page.json";
import type people from "./en/people.json";
import type player from "./en/player.json";
import type prejoin from "./en/prejoin.json";
import type recording from "./en/recording.json";
import type rooms from "./en/rooms.json";
import type shares from "./en/shares.json";
import type sharing from "./en/sharing.json";
import type shell from "./en/shell.json";
import type transcripts from "./en/transcripts.json";
import type ui from "./en/ui.json";

/** Every sentence of the interface. One file per domain; a new file is added here. */
export type MessageKey =
  | keyof typeof accounts
  | keyof typeof call
  | keyof typeof captions
  | keyof typeof chat
  | keyof typeof devices
  | keyof typeof error
  | keyof typeof home
  | keyof typeof library
  | keyof typeof lobby
  | keyof typeof moderation
  | keyof typeof page
  | keyof typeof people
  | keyof typeof player
  | keyof typeof prejoin
  | keyof typeof recording
  | keyof typeof rooms
  | keyof typeof shares
  | keyof typeof sharing
  | keyof typeof shell
  | keyof typeof transcripts
  | keyof typeof ui;
