import { ConnectionState, type LocalTrackPublication, Room, RoomEvent, Track } from "livekit-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { MediaIdentity } from "./identity.ts";
import { LiveKitRoom } from "./livekit-room.ts";
import type { MediaEvent } from "./media-room.ts";
import { settled } from "./scripted-clock.ts";

let library: Room;
let room: LiveKitRoom;
let told: MediaEvent[];

/** I am connected, my microphone is on and my screen is shared. */
beforeEach(async () => {
  library = new Room();
  vi.spyOn(library, "connect").mockImplementation(async () => {
    library.state = ConnectionState.Connected;
  });
  vi.spyOn(library.localParticipant, "setMicrophoneEnabled").mockResolvedValue(undefined);
  vi.spyOn(library.localParticipant, "setScreenShareEnabled").mockResolvedValue(undefined);
  vi.stubGlobal("navigator", { mediaDevices: { getDisplayMedia: vi.fn() } });
  room = new LiveKitRoom({ microphone: undefined, camera: undefined, speaker: undefined }, library);
  await room.connect({ url: "ws://localhost", token: "token", identity: "media-me" as MediaIdentity });
  await room.setMicrophone(true);
  await room.startShare();
  told = [];
  room.listen((event) => told.push(event));
});

afterEach(() => {
  room.close();
  vi.unstubAllGlobals();
});

/** As LiveKit does it: the event comes while the tracks are being taken back. */
function takeBack(): void {
  const { localParticipant } = library;
  for (const source of [Track.Source.Microphone, Track.Source.ScreenShare]) {
    const kind = source === Track.Source.Microphone ? Track.Kind.Audio : Track.Kind.Video;
    const publication = { source, kind } as LocalTrackPublication;
    library.emit(RoomEvent.LocalTrackUnpublished, publication, localParticipant);
  }
}

const kinds = () => told.map((event) => event.kind).filter((kind) => kind !== "changed");

describe("a track that is taken back", () => {
  test("by the server is off", async () => {
    takeBack();
    await settled();
    expect(kinds()).toEqual(["muted-by-server", "share-ended"]);
  });

  test("because LiveKit gave up is not taken for one that the server switched off", async () => {
    takeBack();
    library.state = ConnectionState.Disconnected;
    library.emit(RoomEvent.Disconnected);
    await settled();
    expect(kinds()).toEqual(["disconnected", "share-ended"]);
  });

  test("because LiveKit joins anew and publishes again is still on", async () => {
    library.state = ConnectionState.Reconnecting;
    takeBack();
    await settled();
    expect(kinds()).toEqual([]);
  });
});
