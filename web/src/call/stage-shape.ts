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
/** Width over height of a tile that shows a whole camera picture; on an upright stage the sides may be cut. */
const PICTURE_RATIO = 16 / 9;
const UPRIGHT_RATIO = 1;

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
  const ratio = stage.height > stage.width ? UPRIGHT_RATIO : PICTURE_RATIO;
  let best: GridShape = { columns: 1, rows: Math.max(1, count) };
  let bestArea = 0;
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(Math.max(1, count) / columns);
    const area = pictureArea(stage.width / columns, stage.height / rows, ratio);
    if (area > bestArea * 1.001) {
      best = { columns, rows };
      bestArea = area;
    }
  }
  return best;
}

function pictureArea(width: number, height: number, ratio: number): number {
  const shown = Math.min(width, height * ratio);
  return (shown * shown) / ratio;
}

/**
 * The grid column at which a tile begins, counted in half tiles from 1: the last row stands in the middle
 * when it is not full.
 */
export function firstHalfColumn(index: number, count: number, { columns, rows }: GridShape): number {
  const inLastRow = count - (rows - 1) * columns;
  const missing = index >= (rows - 1) * columns && inLastRow > 0 ? columns - inLastRow : 0;
  return (index % columns) * 2 + 1 + missing;
}
