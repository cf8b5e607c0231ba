/** How many tiles fit on the stage and in how many columns and rows. Sizes are CSS pixels. */
export interface StageSize {
  readonly width: number;
  readonly height: number;
}

export interface GridShape {
  readonly columns: number;
  readonly rows: number;
}

/** Below this width or height the stage is that of a phone. */
const PHONE = 600;
const PHONE_PORTRAIT_TILES = 6;
const PHONE_LANDSCAPE_TILES = 4;
const MOST_TILES = 25;
const SMALLEST_TILE: StageSize = { width: 176, height: 112 };
/** Width over height of a tile that shows a whole camera picture. */
const PICTURE_RATIO = 16 / 9;

/** How many tiles one page of the grid holds. */
export function tilesPerPage(stage: StageSize): number {
  if (stage.width < PHONE && stage.height >= stage.width) return PHONE_PORTRAIT_TILES;
  if (stage.height < PHONE / 2 || (stage.width < PHONE && stage.height < stage.width))
    return PHONE_LANDSCAPE_TILES;
  const columns = Math.max(1, Math.floor(stage.width / SMALLEST_TILE.width));
  const rows = Math.max(1, Math.floor(stage.height / SMALLEST_TILE.height));
  return Math.max(1, Math.min(MOST_TILES, columns * rows));
}

/** The grid in which `count` camera pictures are largest on this stage. */
export function gridShape(count: number, stage: StageSize): GridShape {
  let best: GridShape = { columns: 1, rows: Math.max(1, count) };
  let bestArea = 0;
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(Math.max(1, count) / columns);
    const area = pictureArea(stage.width / columns, stage.height / rows);
    if (area > bestArea * 1.001) {
      best = { columns, rows };
      bestArea = area;
    }
  }
  return best;
}

function pictureArea(width: number, height: number): number {
  const shown = Math.min(width, height * PICTURE_RATIO);
  return (shown * shown) / PICTURE_RATIO;
}
