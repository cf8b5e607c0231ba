import { Track, type TrackPublication } from "livekit-client";
import type { Picture } from "./media-room.ts";

/** Makes one lasting `Picture` of each track, so that a view shows it without starting it anew. */
export class Pictures {
  readonly #known = new WeakMap<Track, Picture>();

  /** The picture of a publication that can be seen now; with `sound`, what can be heard. */
  of(publication: TrackPublication | undefined, sound = false): Picture | null {
    const track = publication?.track;
    if (track === undefined || publication === undefined) return null;
    if (publication.isMuted && !sound) return null;
    const known = this.#known.get(track);
    if (known !== undefined) return known;
    const picture = pictureOf(track, publication.trackSid);
    this.#known.set(track, picture);
    return picture;
  }
}

function pictureOf(track: Track, sid: string): Picture {
  return {
    id: sid === "" ? `${track.kind}-${track.mediaStreamTrack.id}` : sid,
    attach(element) {
      track.attach(element);
      // LiveKit mutes the elements of video tracks by itself; sound keeps its own element.
      if (track.kind === Track.Kind.Video) element.muted = true;
      return () => {
        track.detach(element);
      };
    },
  };
}
