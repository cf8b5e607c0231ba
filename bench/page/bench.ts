// The stock client with a stopwatch: the benchmark calls `window.bench`.
import { Room, RoomEvent, Track } from "livekit-client";

type Times = { connected: number; frame: number };

class Bench {
  #room = new Room();

  /** Joins and publishes camera and microphone; returns when both are published. */
  async publish(url: string, token: string): Promise<void> {
    this.#room = new Room({ singlePeerConnection: false });
    await this.#room.connect(url, token);
    await this.#room.localParticipant.setMicrophoneEnabled(true);
    await this.#room.localParticipant.setCameraEnabled(
      true,
      { resolution: { width: 640, height: 360, frameRate: 30 } },
      { videoCodec: "vp8", simulcast: true },
    );
  }

  /** Milliseconds from the call of `connect()` until it returned, and until the first picture of somebody else was shown. */
  async measure(url: string, token: string): Promise<Times> {
    const room = new Room({ adaptiveStream: true, dynacast: true, singlePeerConnection: false });
    const frame = new Promise<number>((done) => {
      room.on(RoomEvent.TrackSubscribed, (track) => {
        if (track.kind !== Track.Kind.Video) return;
        const video = track.attach();
        if (!(video instanceof HTMLVideoElement)) return;
        video.style.width = "640px";
        video.style.height = "360px";
        document.querySelector("#stage")?.append(video);
        video.requestVideoFrameCallback((now) => done(now));
      });
    });
    const start = performance.now();
    await room.connect(url, token);
    const connected = performance.now() - start;
    const shown = (await frame) - start;
    await room.disconnect();
    document.querySelector("#stage")?.replaceChildren();
    return { connected, frame: shown };
  }

  async leave(): Promise<void> {
    await this.#room.disconnect();
  }
}

declare global {
  interface Window {
    bench: Bench;
  }
}
window.bench = new Bench();
