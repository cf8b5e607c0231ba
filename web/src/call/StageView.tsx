import { ChevronLeft, ChevronRight } from "lucide";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useText } from "../language/language.ts";
import { SharesView } from "../shares/SharesView.tsx";
import { IconButton } from "../ui/Button.tsx";
import type { CallModel } from "./call-model.ts";
import type { CallView, Tile as TileOf } from "./call-view.ts";
import styles from "./StageView.module.css";
import { firstHalfColumn } from "./stage-shape.ts";
import { Tile } from "./Tile.tsx";
import { focusTile, tileKeys } from "./tile-keys.ts";

/** The pictures: a grid of people, or presentations and pinned people with a strip below. */
export function StageView({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const { stage } = view;
  const area = useRef<HTMLDivElement>(null);
  const [reached, setReached] = useState<string | null>(null);
  useStageSize(model, area);

  const tiles = stage.kind === "grid" ? stage.tiles : [...stage.pins, ...stage.strip];
  const first = tiles[0]?.person.id ?? null;
  const reachable = tiles.some((tile) => tile.person.id === reached) ? reached : first;
  useFocusAfterExit(tiles, reached, area);

  const draw = (tile: TileOf, column?: number) => (
    <Tile
      key={tile.person.id}
      tile={tile}
      column={column}
      model={model}
      view={view}
      reached={tile.person.id === reachable}
      onReach={() => setReached(tile.person.id)}
    />
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the tiles inside have the focus; arrows move among them
    <div class={styles.stage} ref={area} onKeyDown={(event) => tileKeys(event, model)}>
      {stage.kind === "grid" ? (
        <ul
          class={styles.grid}
          aria-label={t("call.stage.people")}
          style={{
            gridTemplateColumns: `repeat(${stage.shape.columns * 2}, minmax(0, 1fr))`,
            gridTemplateRows: `repeat(${stage.shape.rows}, minmax(0, 1fr))`,
          }}
        >
          {stage.tiles.map((tile, index) =>
            draw(tile, firstHalfColumn(index, stage.tiles.length, stage.shape)),
          )}
        </ul>
      ) : (
        <>
          {stage.shares.length > 0 && <SharesView model={model} view={view} shares={stage.shares} />}
          {stage.pins.length > 0 && (
            <ul
              class={stage.shares.length > 0 ? styles.strip : styles.pins}
              aria-label={t("call.stage.pinned")}
            >
              {stage.pins.map((tile) => draw(tile))}
            </ul>
          )}
          {stage.strip.length > 0 && (
            <ul class={styles.strip} aria-label={t("call.stage.people")}>
              {stage.strip.map((tile) => draw(tile))}
            </ul>
          )}
        </>
      )}
      {stage.pages > 1 && <Pages model={model} page={stage.page} pages={stage.pages} />}
    </div>
  );
}

function Pages({ model, page, pages }: { model: CallModel; page: number; pages: number }) {
  const t = useText();
  return (
    <nav class={styles.pages} aria-label={t("call.stage.pages")}>
      <IconButton
        icon={ChevronLeft}
        label={t("call.stage.previous")}
        unavailable={page === 0 ? t("call.stage.first") : undefined}
        onClick={() => model.turnPage(-1)}
      />
      <span>{t("call.stage.page", { page: page + 1, pages })}</span>
      <IconButton
        icon={ChevronRight}
        label={t("call.stage.next")}
        unavailable={page === pages - 1 ? t("call.stage.last") : undefined}
        onClick={() => model.turnPage(1)}
      />
    </nav>
  );
}

/** Tells the model how much room there is. */
function useStageSize(model: CallModel, area: { current: HTMLDivElement | null }): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return undefined;
    const measure = () => model.resizeStage({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [model, area]);
}

/** When the person whose tile had the focus leaves, the focus goes to the next tile and not to the page. */
function useFocusAfterExit(
  tiles: readonly TileOf[],
  reached: string | null,
  area: { current: HTMLDivElement | null },
): void {
  const before = useRef<{ order: readonly string[]; focused: boolean }>({ order: [], focused: false });
  useEffect(() => {
    const order = tiles.map((tile) => tile.person.id as string);
    const { order: was, focused } = before.current;
    if (focused && reached !== null && !order.includes(reached) && document.activeElement === document.body) {
      const next = was.slice(was.indexOf(reached)).find((id) => order.includes(id)) ?? order.at(-1);
      if (next !== undefined) focusTile(area.current, next);
    }
    before.current = { order, focused: area.current?.contains(document.activeElement) ?? false };
  });
}
