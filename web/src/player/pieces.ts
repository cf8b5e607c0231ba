import type { Clip } from "../api/recordings.ts";
import type { Media } from "./media.ts";
import { Piece } from "./piece.ts";
import { holds } from "./timeline.ts";

/** Seconds before a clip's beginning at which its file is fetched. */
export const FETCH_BEFORE = 12;
/** Most sound files that play at once: browsers refuse more elements some way above. */
export const MOST_SOUNDS = 32;

export interface MediaMaker {
  create(kind: "audio" | "video"): Media;
}

/** The elements that exist at a moment: all sound around the position, and the pictures that are looked at. */
export class Pieces {
  #clips: readonly Clip[];
  readonly #maker: MediaMaker;
  readonly #pieces = new Map<string, Piece>();
  readonly #made: (piece: Piece) => void;

  constructor(clips: readonly Clip[], maker: MediaMaker, made: (piece: Piece) => void) {
    this.#clips = clips;
    this.#maker = maker;
    this.#made = made;
  }

  get all(): readonly Piece[] {
    return [...this.#pieces.values()];
  }

  get(clip: string): Piece | undefined {
    return this.#pieces.get(clip);
  }

  /** Makes what is needed around `position` and gives back what is not. */
  arrange(position: number, pictures: ReadonlySet<string>): void {
    const wanted = new Map(this.#wanted(position, pictures).map((clip) => [clip.id, clip]));
    for (const [id, piece] of this.#pieces) {
      if (wanted.has(id)) continue;
      piece.close();
      this.#pieces.delete(id);
    }
    for (const [id, clip] of wanted) {
      if (this.#pieces.has(id)) continue;
      const piece = new Piece(clip, this.#maker.create(clip.kind));
      this.#pieces.set(id, piece);
      this.#made(piece);
    }
  }

  /** Takes fresh addresses of the same files; those that failed or have not begun use them at once. */
  renew(clips: readonly Clip[]): readonly Piece[] {
    this.#clips = clips;
    const renewed = this.all.filter((piece) => piece.failed);
    for (const piece of renewed) {
      const clip = clips.find(({ id }) => id === piece.clip.id);
      if (clip !== undefined) piece.renew(clip.url);
    }
    return renewed;
  }

  close(): void {
    for (const piece of this.#pieces.values()) piece.close();
    this.#pieces.clear();
  }

  #wanted(position: number, pictures: ReadonlySet<string>): readonly Clip[] {
    const near = (clip: Clip) => clip.start - FETCH_BEFORE <= position && position < clip.end;
    const sounds = this.#clips.filter((clip) => clip.kind === "audio" && near(clip));
    const seen = this.#clips.filter((clip) => clip.kind === "video" && pictures.has(clip.id) && near(clip));
    return [...loudest(sounds, position), ...seen];
  }
}

/** In very large meetings those who are not muted around the position come first. */
function loudest(sounds: readonly Clip[], position: number): readonly Clip[] {
  if (sounds.length <= MOST_SOUNDS) return sounds;
  const distance = ({ spans }: Clip) =>
    Math.min(
      ...spans.map(([start, end]) =>
        holds({ start, end }, position)
          ? 0
          : start > position
            ? start - position
            : position - end + FETCH_BEFORE,
      ),
    );
  return [...sounds].sort((one, other) => distance(one) - distance(other)).slice(0, MOST_SOUNDS);
}
