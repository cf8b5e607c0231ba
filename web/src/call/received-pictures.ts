import {
  type RemoteParticipant,
  RemoteTrackPublication,
  type Room,
  RoomEvent,
  Track,
  type TrackPublication,
  VideoQuality,
} from "livekit-client";
import { type PictureLimit, receivesCamera } from "./data-saver.ts";
import type { MediaIdentity } from "./identity.ts";

/**
 * Keeps the pictures that come in within a limit. The room must have `adaptiveStream`: a picture that no element
 * shows is not sent then. `setEnabled` is not used, because a publication that was told so once is sent to hidden
 * pages for ever after.
 */
export class ReceivedPictures {
  #limit: PictureLimit | null = null;

  constructor(private readonly room: Room) {
    room.on(RoomEvent.TrackSubscribed, (_track, publication, participant) =>
      this.#keep(publication, participant),
    );
  }

  limit(limit: PictureLimit): void {
    this.#limit = limit;
    for (const participant of this.room.remoteParticipants.values())
      for (const publication of participant.videoTrackPublications.values())
        this.#keep(publication, participant);
  }

  #keep(publication: TrackPublication, participant: RemoteParticipant): void {
    if (this.#limit === null || !(publication instanceof RemoteTrackPublication)) return;
    const camera = publication.source === Track.Source.Camera;
    const identity = participant.identity as MediaIdentity;
    const wanted = camera ? receivesCamera(this.#limit, identity) : this.#limit.shares;
    if (publication.kind === Track.Kind.Video && !wanted) neverShown(publication);
    const quality = this.#limit.small ? VideoQuality.LOW : VideoQuality.HIGH;
    if (camera && publication.videoQuality !== quality) publication.setVideoQuality(quality);
  }
}

/** A track that was never in an element counts as seen: one look from an element outside the page corrects that. */
function neverShown({ track }: RemoteTrackPublication): void {
  if (track === undefined || track.attachedElements.length > 0) return;
  const element = document.createElement("video");
  track.attach(element);
  track.detach(element);
}
