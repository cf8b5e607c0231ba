// The stock browser client with nothing of ours around it: tests call `window.stage` and look at the elements it attaches.
import {
  ConnectionState,
  DisconnectReason,
  LocalTrack,
  type Participant,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  type RoomOptions,
  Track,
  type TrackPublication,
  VideoQuality,
} from "livekit-client";

type Happening = { what: string; who: string; detail: unknown };

const identityOf = (participant: Participant | undefined): string => participant?.identity ?? "";

class Stage {
  room = new Room();
  /** What happened, in order. */
  happenings: Happening[] = [];
  #mostLines = 0;
  #elements = new Map<RemoteTrack, HTMLMediaElement>();

  async enter(url: string, token: string, options: RoomOptions = {}): Promise<void> {
    this.room = new Room({ ...options, singlePeerConnection: false });
    this.#listen(this.room);
    await this.room.connect(url, token);
  }

  #note(what: string, who: string, detail: unknown = null): void {
    this.happenings.push({ what, who, detail });
  }

  #listen(room: Room): void {
    room.on(RoomEvent.TrackSubscribed, (track, publication, participant) => this.#attach(track, publication, participant));
    room.on(RoomEvent.TrackUnsubscribed, (track, publication) => {
      track.detach();
      this.#elements.get(track)?.remove();
      this.#note("unsubscribed", "", publication.trackSid);
    });
    room.on(RoomEvent.ParticipantConnected, (person) => this.#note("arrived", identityOf(person)));
    room.on(RoomEvent.ParticipantDisconnected, (person) => this.#note("left", identityOf(person)));
    room.on(RoomEvent.TrackMuted, (publication, person) => this.#note("muted", identityOf(person), publication.source));
    room.on(RoomEvent.TrackUnmuted, (publication, person) => this.#note("unmuted", identityOf(person), publication.source));
    room.on(RoomEvent.LocalTrackUnpublished, (publication) => this.#note("unpublished", "", publication.source));
    room.on(RoomEvent.ParticipantMetadataChanged, (_before, person) =>
      this.#note("metadata", identityOf(person), person.metadata ?? ""),
    );
    room.on(RoomEvent.ParticipantNameChanged, (name, person) => this.#note("name", identityOf(person), name));
    room.on(RoomEvent.ParticipantAttributesChanged, (changed, person) => this.#note("attributes", identityOf(person), changed));
    room.on(RoomEvent.RoomMetadataChanged, (metadata) => this.#note("room-metadata", "", metadata));
    room.on(RoomEvent.ParticipantPermissionsChanged, (_before, person) =>
      this.#note("permissions", identityOf(person), person.permissions?.canPublish ?? null),
    );
    room.on(RoomEvent.ActiveSpeakersChanged, (speakers) => this.#note("speakers", "", speakers.map(identityOf)));
    room.on(RoomEvent.DataReceived, (payload, person, _kind, topic) =>
      this.#note("data", identityOf(person), { topic: topic ?? "", length: payload.length, text: new TextDecoder().decode(payload.slice(0, 200)) }),
    );
    room.on(RoomEvent.SignalReconnecting, () => this.#note("signal-reconnecting", ""));
    room.on(RoomEvent.Reconnecting, () => this.#note("reconnecting", ""));
    room.on(RoomEvent.Reconnected, () => this.#note("reconnected", ""));
    room.on(RoomEvent.Disconnected, (reason) =>
      this.#note("disconnected", "", reason === undefined ? null : DisconnectReason[reason]),
    );
  }

  #attach(track: RemoteTrack, publication: RemoteTrackPublication, participant: Participant): void {
    const element = track.attach();
    this.#elements.set(track, element);
    element.dataset["participant"] = participant.identity;
    element.dataset["source"] = publication.source;
    element.style.width = "320px";
    document.querySelector("#stage")?.append(element);
    this.#note("subscribed", participant.identity, publication.source);
  }

  state(): ConnectionState {
    return this.room.state;
  }

  people(): { identity: string; name: string; metadata: string; quality: string; tracks: string[] }[] {
    return [...this.room.remoteParticipants.values()].map((person) => ({
      identity: person.identity,
      name: person.name ?? "",
      metadata: person.metadata ?? "",
      quality: person.connectionQuality,
      tracks: [...person.trackPublications.values()].map((publication) => publication.source),
    }));
  }

  async microphone(on: boolean): Promise<void> {
    await this.room.localParticipant.setMicrophoneEnabled(on);
  }

  async camera(on: boolean, height = 360): Promise<void> {
    const width = Math.round((height * 16) / 9);
    await this.room.localParticipant.setCameraEnabled(
      on,
      { resolution: { width, height, frameRate: 12 } },
      // Its size is what tests look at: a busy machine may give fewer pictures, never smaller ones.
      { videoCodec: "vp8", simulcast: true, degradationPreference: "maintain-resolution" },
    );
  }

  #local(source: string): TrackPublication | undefined {
    return this.room.localParticipant.getTrackPublication(source as Track.Source);
  }

  localTrackState(source: string): string {
    return this.#local(source)?.track?.mediaStreamTrack.readyState ?? "none";
  }

  localTrackSid(source: string): string {
    return this.#local(source)?.trackSid ?? "";
  }

  /** Ends the device's track and takes the publication back, as a client does when a host mutes it. */
  async unpublish(source: string): Promise<void> {
    const track = this.#local(source)?.track;
    if (!(track instanceof LocalTrack)) throw new Error("not published");
    await this.room.localParticipant.unpublishTrack(track, true);
  }

  /** Publishes a picture that turns from black to white, with a click at the same moment, once a second. */
  async publishFlashAndClick(): Promise<void> {
    const canvas = document.createElement("canvas");
    canvas.width = 320;
    canvas.height = 180;
    const brush = canvas.getContext("2d");
    if (!brush) throw new Error("no canvas");
    const context = new AudioContext();
    await context.resume();
    const out = context.createMediaStreamDestination();
    const tone = context.createOscillator();
    tone.frequency.value = 1000;
    const gate = context.createGain();
    gate.gain.value = 0;
    tone.connect(gate).connect(out);
    tone.start();
    const paint = (): void => {
      // One clock rules both: the flash is drawn while the gate is open.
      const lit = context.currentTime % 1 < 0.15;
      gate.gain.value = lit ? 0.8 : 0;
      brush.fillStyle = lit ? "white" : "black";
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.fillStyle = "grey";
      brush.fillRect((context.currentTime * 60) % 300, 170, 10, 10);
    };
    setInterval(paint, 10);
    const [video] = canvas.captureStream(30).getVideoTracks();
    const [audio] = out.stream.getAudioTracks();
    if (!video || !audio) throw new Error("no tracks");
    this.#made = new MediaStream([video, audio]);
    await this.room.localParticipant.publishTrack(audio, { source: Track.Source.Microphone, dtx: false, red: false });
    await this.room.localParticipant.publishTrack(video, { source: Track.Source.Camera, simulcast: true, videoCodec: "vp8" });
  }

  #made = new MediaStream();

  /** The same measurement of what this page makes itself: what the instrument adds without any network. */
  async measureOwnSkew(flashes: number): Promise<number[]> {
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = this.#made;
    document.querySelector("#stage")?.append(video);
    await video.play();
    const skews = await this.#skews(video, this.#made, flashes);
    video.remove();
    return skews;
  }

  /** Milliseconds from flash to click as played here (positive: sound is late), one figure per flash. */
  async measureSkew(identity: string, flashes: number): Promise<number[]> {
    const video = document.querySelector<HTMLVideoElement>(`video[data-participant="${identity}"]`);
    const audio = document.querySelector<HTMLAudioElement>(`audio[data-participant="${identity}"]`);
    if (!video || !audio || !(audio.srcObject instanceof MediaStream)) throw new Error("not subscribed");
    return this.#skews(video, audio.srcObject, flashes);
  }

  async #skews(video: HTMLVideoElement, sound: MediaStream, flashes: number): Promise<number[]> {
    const context = new AudioContext();
    await context.resume();
    const analyser = context.createAnalyser();
    analyser.fftSize = 256;
    context.createMediaStreamSource(sound).connect(analyser);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 4;
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    if (!brush) throw new Error("no canvas");
    const flashTimes: number[] = [];
    const clickTimes: number[] = [];
    let wasLit = true;
    let wasLoud = true;
    const listen = setInterval(() => {
      const samples = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(samples);
      const loud = samples.some((sample) => Math.abs(sample) > 0.1);
      if (loud && !wasLoud) clickTimes.push(performance.now());
      wasLoud = loud;
    }, 4);
    await new Promise<void>((done) => {
      const onFrame = (now: number, frame: VideoFrameCallbackMetadata): void => {
        brush.drawImage(video, 0, 0, 4, 4);
        const lit = (brush.getImageData(0, 0, 1, 1).data[0] ?? 0) > 128;
        if (lit && !wasLit) flashTimes.push(frame.expectedDisplayTime || now);
        wasLit = lit;
        if (flashTimes.length > flashes) done();
        else video.requestVideoFrameCallback(onFrame);
      };
      video.requestVideoFrameCallback(onFrame);
    });
    clearInterval(listen);
    void context.close();
    return flashTimes
      .map((flash) => clickTimes.map((click) => click - flash).sort((a, b) => Math.abs(a) - Math.abs(b))[0])
      .filter((skew): skew is number => skew !== undefined && Math.abs(skew) < 450)
      .slice(0, flashes);
  }

  quality(identity: string, wanted: "low" | "medium" | "high"): void {
    const level = { low: VideoQuality.LOW, medium: VideoQuality.MEDIUM, high: VideoQuality.HIGH }[wanted];
    for (const publication of this.#publications(identity, Track.Source.Camera)) publication.setVideoQuality(level);
  }

  speakingNow(): string[] {
    return this.room.activeSpeakers.map(identityOf);
  }

  subscribe(identity: string, source: string, wanted: boolean): void {
    for (const publication of this.#publications(identity, source as Track.Source)) publication.setSubscribed(wanted);
  }

  #publications(identity: string, source: Track.Source): RemoteTrackPublication[] {
    const person = this.room.remoteParticipants.get(identity);
    return [...(person?.trackPublications.values() ?? [])].filter((publication) => publication.source === source);
  }

  async send(text: string, reliable: boolean, to: string[] = [], topic = "test"): Promise<void> {
    await this.room.localParticipant.publishData(new TextEncoder().encode(text), {
      reliable,
      topic,
      destinationIdentities: to,
    });
  }

  async setName(name: string): Promise<void> {
    await this.room.localParticipant.setName(name);
  }

  async setMetadata(metadata: string): Promise<void> {
    await this.room.localParticipant.setMetadata(metadata);
  }

  async simulate(scenario: "signal-reconnect" | "full-reconnect"): Promise<void> {
    await this.room.simulateScenario(scenario);
  }

  /** m-lines of the connection that receives, now and at most so far. */
  lines(): { now: number; peak: number } {
    const subscriber = this.room.engine.pcManager?.subscriber;
    const description = subscriber?.getRemoteDescription()?.sdp ?? "";
    const now = description.split("\nm=").length - 1;
    this.#mostLines = Math.max(this.#mostLines, now);
    return { now, peak: this.#mostLines };
  }

  #crowd = new Map<string, Room>();

  /** One more participant in this page: a small picture and a tone, published and nothing received. */
  async bring(url: string, token: string, hertz: number, colour: string): Promise<string> {
    const room = new Room({ singlePeerConnection: false });
    await room.connect(url, token, { autoSubscribe: false });
    const canvas = document.createElement("canvas");
    canvas.width = 160;
    canvas.height = 90;
    const brush = canvas.getContext("2d");
    if (!brush) throw new Error("no canvas");
    let at = 0;
    const paint = setInterval(() => {
      brush.fillStyle = colour;
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.fillStyle = "white";
      brush.fillRect((at += 5) % 150, 0, 10, 90);
    }, 100);
    const context = new AudioContext();
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    const out = context.createMediaStreamDestination();
    const volume = context.createGain();
    volume.gain.value = 0.5;
    tone.connect(volume).connect(out);
    tone.start();
    const [video] = canvas.captureStream(10).getVideoTracks();
    const [audio] = out.stream.getAudioTracks();
    if (!video || !audio) throw new Error("no tracks");
    room.once(RoomEvent.Disconnected, () => {
      clearInterval(paint);
      void context.close();
    });
    await room.localParticipant.publishTrack(audio, { source: Track.Source.Microphone, dtx: false });
    await room.localParticipant.publishTrack(video, { source: Track.Source.Camera, simulcast: false, videoCodec: "vp8" });
    const identity = room.localParticipant.identity;
    this.#crowd.set(identity, room);
    return identity;
  }

  async dismiss(identity: string): Promise<void> {
    await this.#crowd.get(identity)?.disconnect();
    this.#crowd.delete(identity);
  }

  async leave(): Promise<void> {
    await this.room.disconnect();
  }
}

declare global {
  interface Window {
    stage: Stage;
  }
}
window.stage = new Stage();
