import { useLayoutEffect, useRef } from "preact/hooks";
import type { Picture } from "./media-room.ts";

/** A moving picture. What it shows is named beside it. */
export function PictureView({ picture, className }: { picture: Picture; className: string | undefined }) {
  const element = useRef<HTMLVideoElement>(null);
  useLayoutEffect(() => (element.current === null ? undefined : picture.attach(element.current)), [picture]);
  return (
    <video ref={element} class={className} autoplay playsInline muted aria-hidden="true" tabIndex={-1} />
  );
}
