import { PublishTrackError } from "livekit-client";
import { MediaError, type MediaErrorCode } from "./media-room.ts";

/** What a browser's refusal of a device means, as a code with a sentence of its own. */
export function asMediaError(error: unknown, source: "microphone" | "camera" | "share"): MediaError {
  if (error instanceof MediaError) return error;
  if (error instanceof PublishTrackError) return new MediaError("not-allowed");
  if (!(error instanceof Error)) throw error;
  return new MediaError(codeOf(error, source));
}

function codeOf(error: Error, source: "microphone" | "camera" | "share"): MediaErrorCode {
  const bySystem = /system/iu.test(error.message);
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      if (source === "share") return "share-refused";
      return bySystem ? "perm-system" : "perm-browser";
    case "NotFoundError":
    case "OverconstrainedError":
      return source === "share" ? "share-unsupported" : "dev-none";
    case "NotReadableError":
    case "AbortError":
      return source === "share" ? "share-refused" : "dev-busy";
    case "NotSupportedError":
    case "InvalidStateError":
      return source === "share" ? "share-unsupported" : "dev-busy";
    default:
      return "net-media";
  }
}
