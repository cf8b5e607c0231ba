import {
  ConnectionError,
  ConnectionErrorReason,
  ConnectionState,
  DisconnectReason as LiveKitReason,
  type LocalTrackPublication,
  type Participant,
  ParticipantKind,
  type RemoteParticipant,
  Room,
  RoomEvent,
  type RoomOptions,
  setLogLevel,
  Track,
  TrackEvent,
  type TrackPublication,
  VideoPresets,
} from "livekit-client";
import { listenToWords } from "../captions/word-streams.ts";
import { systemClock } from "../ui/clock.ts";
import type { PictureLimit } from "./data-saver.ts";
import type { MediaIdentity, ParticipantId } from "./identity.ts";
import { LevelMonitor } from "./level-monitor.ts";
import { LinkWatch } from "./link-watch.ts";
import { livekitLink } from "./livekit-link.ts";
import { asMediaError } from "./media-failure.ts";
import {
  type DisconnectReason,
  type MediaAddress,
  MediaError,
  type MediaEvent,
  type MediaPerson,
  type MediaRoom,
  type MediaSnapshot,
} from "./media-room.ts";
import { Pictures } from "./pictures.ts";
import { ReceivedPictures } from "./received-pictures.ts";

/** The topic of the server's messages; whatever has a sender on it is a forgery and is dropped. */
const SERVER_TOPIC = "visio";

// The person is told what matters in words; the library's log would put identifiers of people into the console.
setLogLevel("silent");

/** A resume that has not worked after this time gives way to a full join. */
const RESUME_FOR_MS = 15_000;
const RESUME_DELAYS = [0, 300, 600, 1_200, 2_000] as const;

const OWN_SOURCES = { microphone: Track.Source.Microphone, camera: Track.Source.Camera } as const;

export interface ChosenDevices {
  readonly microphone: string | undefined;
  readonly camera: string | undefined;
  readonly speaker: string | undefined;
}

/** The media room on LiveKit's own client. */
export class LiveKitRoom implements MediaRoom {
  readonly #room: Room;
  readonly #pictures = new Pictures();
  readonly #listeners = new Set<(event: MediaEvent) => void>();
  readonly #wanted = { microphone: false, camera: false, share: false };
  /** Sources whose device went away and was not replaced yet. */
  readonly #gone = new Set<"microphone" | "camera">();
  readonly #level: LevelMonitor;
  readonly #watch: LinkWatch;
  readonly #received: ReceivedPictures;
  #connected = false;
  /** LiveKit itself knows that the connection is gone and mends it. */
  #reconnecting = false;

  constructor(devices: ChosenDevices, room = new Room(roomOptions(devices))) {
    this.#room = room;
    this.#received = new ReceivedPictures(room);
    this.#level = new LevelMonitor((level) => this.#tell({ kind: "level-while-off", level }));
    this.#watch = new LinkWatch(livekitLink(this.#room), systemClock, {
      onLost: (silentFor) => this.#reconnecting || this.#tell({ kind: "interrupted", already: silentFor }),
      onBack: () => this.#reconnecting || this.#tell({ kind: "resumed" }),
    });
    this.#watchRoom();
    this.#watchOwnTracks();
    listenToWords(this.#room, (words) => this.#tell({ kind: "transcription", words }));
  }

  async connect(address: MediaAddress): Promise<void> {
    this.#wanted.share = false;
    try {
      await this.#room.connect(address.url, address.token, { autoSubscribe: true });
      this.#connected = true;
      this.#watch.start();
    } catch (error) {
      throw connectFailure(error);
    }
  }

  close(): void {
    this.#connected = false;
    this.#watch.stop();
    this.#level.stop();
    this.#listeners.clear();
    void this.#room.disconnect(true);
  }

  listen(listener: (event: MediaEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  snapshot(): MediaSnapshot {
    const { localParticipant, remoteParticipants } = this.#room;
    return {
      people: [localParticipant, ...remoteParticipants.values()]
        .filter((participant) => participant.identity !== "")
        .map((participant) => this.#person(participant)),
      soundAllowed: this.#room.canPlaybackAudio,
    };
  }

  async setMicrophone(on: boolean): Promise<void> {
    this.#wanted.microphone = on;
    try {
      await this.#room.localParticipant.setMicrophoneEnabled(on);
    } catch (error) {
      this.#wanted.microphone = false;
      throw asMediaError(error, "microphone");
    }
    const track = this.#ownTrack("microphone");
    if (on || track === undefined) this.#level.stop();
    else this.#level.start(track.mediaStreamTrack);
  }

  async setCamera(on: boolean): Promise<void> {
    this.#wanted.camera = on;
    try {
      await this.#room.localParticipant.setCameraEnabled(on);
    } catch (error) {
      this.#wanted.camera = false;
      throw asMediaError(error, "camera");
    }
  }

  async endTrack(source: "microphone" | "camera"): Promise<void> {
    this.#wanted[source] = false;
    if (source === "microphone") this.#level.stop();
    const track = this.#ownTrack(source);
    if (track === undefined) return;
    track.mediaStreamTrack.stop();
    await this.#room.localParticipant.unpublishTrack(track, true);
  }

  async startShare(): Promise<boolean> {
    if (!("getDisplayMedia" in navigator.mediaDevices)) throw new MediaError("share-unsupported");
    this.#wanted.share = true;
    try {
      await this.#room.localParticipant.setScreenShareEnabled(true, {
        audio: true,
        selfBrowserSurface: "exclude",
        surfaceSwitching: "include",
        systemAudio: "include",
        contentHint: "detail",
      });
      return true;
    } catch (error) {
      this.#wanted.share = false;
      if (wasCancelled(error)) return false;
      throw asMediaError(error, "share");
    }
  }

  async stopShare(): Promise<void> {
    this.#wanted.share = false;
    await this.#room.localParticipant.setScreenShareEnabled(false);
  }

  async chooseDevice(kind: MediaDeviceKind, deviceId: string): Promise<void> {
    try {
      await this.#room.switchActiveDevice(kind, deviceId);
    } catch (error) {
      throw asMediaError(error, kind === "videoinput" ? "camera" : "microphone");
    }
  }

  activeDevice(kind: MediaDeviceKind): string | null {
    return this.#room.getActiveDevice(kind) ?? null;
  }

  limitPictures(limit: PictureLimit): void {
    this.#received.limit(limit);
  }

  async startSound(): Promise<void> {
    await this.#room.startAudio();
  }

  #watchRoom(): void {
    const changed = () => this.#tell({ kind: "changed" });
    for (const event of CHANGES) this.#room.on(event, changed);
    this.#room
      .on(RoomEvent.DataReceived, (bytes, sender, _kind, topic, _encryption, identity) => {
        const fromServer = sender === undefined && (identity === undefined || identity === "");
        if (topic === SERVER_TOPIC && fromServer) this.#tell({ kind: "server-message", bytes });
      })
      .on(RoomEvent.SignalReconnecting, () => this.#setReconnecting(true))
      .on(RoomEvent.Reconnecting, () => this.#setReconnecting(true))
      .on(RoomEvent.Reconnected, () => this.#setReconnecting(false))
      .on(RoomEvent.Disconnected, (reason) => {
        // A connection that never came up is told by `connect`.
        if (!this.#connected) return;
        this.#connected = false;
        this.#reconnecting = false;
        this.#watch.stop();
        this.#tell({ kind: "disconnected", reason: disconnectReason(reason) });
      });
  }

  #setReconnecting(reconnecting: boolean): void {
    const before = this.#reconnecting || this.#watch.lost;
    this.#reconnecting = reconnecting;
    if (reconnecting && !before) this.#tell({ kind: "interrupted", already: 0 });
    // What was silent may be so for another reason now: it is listened to anew.
    if (!reconnecting) {
      this.#watch.start();
      this.#tell({ kind: "resumed" });
    }
  }

  #watchOwnTracks(): void {
    this.#room
      .on(RoomEvent.TrackMuted, (publication, participant) => {
        const source = ownSource(publication);
        if (!participant.isLocal || source === null || !this.#wanted[source]) return;
        this.#onOff(source);
      })
      .on(RoomEvent.LocalTrackPublished, (publication) => this.#watchDevice(publication))
      .on(RoomEvent.LocalTrackUnpublished, (publication) => void this.#onUnpublished(publication));
  }

  /** A source went off that was wanted on: the server did it, or its device is gone. */
  #onOff(source: "microphone" | "camera"): void {
    this.#wanted[source] = false;
    this.#tell(
      this.#gone.delete(source)
        ? { kind: "device-lost", source, replacement: null }
        : { kind: "muted-by-server", source },
    );
  }

  /**
   * A track was taken back: by the server, by the person, or by LiveKit itself. That takes all back to publish them
   * again when it joins anew, and when it gives up, which it says only afterwards: what was wanted is wanted still.
   */
  async #onUnpublished(publication: LocalTrackPublication): Promise<void> {
    await Promise.resolve();
    const publishesAgain = this.#room.state === ConnectionState.Reconnecting;
    const gaveUp = this.#room.state === ConnectionState.Disconnected;
    const source = ownSource(publication);
    if (source !== null && this.#wanted[source] && !publishesAgain && !gaveUp) {
      this.#wanted[source] = false;
      this.#tell({ kind: "muted-by-server", source });
    }
    if (publication.source === Track.Source.ScreenShare && this.#wanted.share && !publishesAgain) {
      this.#wanted.share = false;
      this.#tell({ kind: "share-ended" });
    }
    this.#tell({ kind: "changed" });
  }

  /** When a device goes away its track ends, and LiveKit starts it again on another one if it can. */
  #watchDevice(publication: LocalTrackPublication): void {
    const source = ownSource(publication);
    const track = publication.track;
    if (source === null || track === undefined) return;
    track.on(TrackEvent.Ended, () => this.#gone.add(source));
    track.on(TrackEvent.Restarted, () => {
      if (!this.#gone.delete(source)) return;
      this.#tell({ kind: "device-lost", source, replacement: track.mediaStreamTrack.label });
    });
  }

  #ownTrack(source: "microphone" | "camera") {
    return this.#room.localParticipant.getTrackPublication(OWN_SOURCES[source])?.track;
  }

  #person(participant: Participant): MediaSnapshot["people"][number] {
    const microphone = participant.getTrackPublication(Track.Source.Microphone);
    return {
      identity: participant.identity as MediaIdentity,
      participant: (participant.attributes["visio.participant"] ?? null) as ParticipantId | null,
      name: participant.name ?? "",
      local: participant.isLocal,
      program: programOf(participant),
      speaking: participant.isSpeaking,
      quality: quality(participant.connectionQuality),
      microphoneOn: microphone !== undefined && !microphone.isMuted,
      camera: this.#pictures.of(participant.getTrackPublication(Track.Source.Camera)),
      share: this.#pictures.of(participant.getTrackPublication(Track.Source.ScreenShare)),
      sounds: participant.isLocal
        ? []
        : [microphone, participant.getTrackPublication(Track.Source.ScreenShareAudio)].flatMap(
            (publication) => {
              const sound = this.#pictures.of(publication, true);
              return sound === null ? [] : [sound];
            },
          ),
      tracks: [...participant.audioTrackPublications.values()].map(({ trackSid }) => trackSid),
    };
  }

  #tell(event: MediaEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

const CHANGES = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.LocalTrackPublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.ConnectionQualityChanged,
  RoomEvent.AudioPlaybackStatusChanged,
  RoomEvent.MediaDevicesChanged,
] as const;

function roomOptions(devices: ChosenDevices): RoomOptions {
  return {
    adaptiveStream: true,
    dynacast: true,
    singlePeerConnection: false,
    // `useLeaveWithPage` leaves; were the room to go first, its going would be taken for a cut and spend the ticket on a rejoin
    disconnectOnPageLeave: false,
    audioCaptureDefaults: {
      ...(devices.microphone === undefined ? {} : { deviceId: devices.microphone }),
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    },
    videoCaptureDefaults: {
      ...(devices.camera === undefined ? {} : { deviceId: devices.camera }),
      resolution: VideoPresets.h720.resolution,
    },
    ...(devices.speaker === undefined ? {} : { audioOutput: { deviceId: devices.speaker } }),
    publishDefaults: { simulcast: true, videoCodec: "vp8", stopMicTrackOnMute: false },
    reconnectPolicy: {
      nextRetryDelayInMs: ({ elapsedMs, retryCount }) =>
        elapsedMs > RESUME_FOR_MS
          ? null
          : (RESUME_DELAYS[Math.min(retryCount, RESUME_DELAYS.length - 1)] ?? null),
    },
  };
}

function ownSource(publication: TrackPublication): "microphone" | "camera" | null {
  if (publication.source === Track.Source.Microphone) return "microphone";
  return publication.source === Track.Source.Camera ? "camera" : null;
}

function programOf({ kind, permissions }: Participant | RemoteParticipant): MediaPerson["program"] {
  if (kind === ParticipantKind.EGRESS) return "recorder";
  return kind === ParticipantKind.AGENT || permissions?.hidden === true ? "assistant" : null;
}

function quality(value: string): "good" | "poor" | "lost" | "unknown" {
  if (value === "poor" || value === "lost") return value;
  return value === "unknown" ? "unknown" : "good";
}

function disconnectReason(reason: LiveKitReason | undefined): DisconnectReason {
  switch (reason) {
    case LiveKitReason.PARTICIPANT_REMOVED:
      return "removed";
    case LiveKitReason.ROOM_DELETED:
    case LiveKitReason.ROOM_CLOSED:
      return "ended";
    case LiveKitReason.DUPLICATE_IDENTITY:
      return "moved";
    default:
      return "unknown";
  }
}

function connectFailure(error: unknown): MediaError {
  const media = error instanceof ConnectionError && error.reason === ConnectionErrorReason.InternalError;
  return new MediaError(media ? "net-media" : "net-signal");
}

function wasCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === "NotAllowedError" && !/system/iu.test(error.message);
}
