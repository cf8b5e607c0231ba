import { memo } from "preact/compat";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Speaker, Turn } from "../api/recordings.ts";
import { useText } from "../language/language.ts";
import { copyMoment } from "../player/copy-moment.ts";
import type { Player } from "../player/player.ts";
import { useStore } from "../ui/useStore.ts";
import type { Match } from "./finding.ts";
import { nextPlace, type Place, placeAt, reachable } from "./reading.ts";
import { SpeakerDialog } from "./SpeakerDialog.tsx";
import styles from "./TextView.module.css";
import { TurnEditor } from "./TurnEditor.tsx";
import { TurnView } from "./TurnView.tsx";
import type { TranscriptModel } from "./transcript.ts";

/** Milliseconds after the reader has scrolled in which the text does not move by itself. */
const LEFT_ALONE = 5_000;

interface TextViewProps {
  model: TranscriptModel;
  player: Player;
  /** What scrolls the text. */
  scroller: { readonly current: HTMLDivElement | null };
  editing: boolean;
}

/** The words by turns. A press on a word, or Enter, plays from there; the arrows go from word to word. */
export function TextView({ model, player, scroller, editing }: TextViewProps) {
  const t = useText();
  const { text, matches, current } = useStore(model.state);
  const turns = text?.turns ?? [];
  const [open, setOpen] = useState<number>();
  const [renaming, setRenaming] = useState<Speaker>();
  const [reached, setReached] = useState<Place>({ turn: 0, word: 0 });
  const element = useRef<HTMLDivElement>(null);
  const closeEditor = useCloseEditor(element, turns, open, setOpen);
  const tabStop = reachable(turns, reached, editing ? turns.findIndex(({ n }) => n === open) : undefined);
  const now = useNow(player, turns);
  const byTurn = useMemo(() => grouped(matches), [matches]);
  useFollow(element, scroller, now?.turn, matches[current]);
  const colours = useMemo(
    () => new Map(player.timeline.people.map(({ participant, colour }) => [participant, colour])),
    [player],
  );

  const seek = useCallback((at: number) => player.playback.seek(at), [player]);
  const copy = useCallback((at: number) => void copyMoment(at), []);
  const edit = useCallback((turn: Turn) => setOpen(turn.n), []);
  const rename = useCallback((speaker: Speaker) => setRenaming(speaker), []);

  const play = (target: EventTarget | null) => {
    const place = placeOf(target);
    const word = place && turns[place.turn]?.words[place.word];
    if (word) seek(word[0]);
    return word !== undefined;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const place = placeOf(event.target);
    if (place === undefined) return;
    if (event.key === "Enter" || event.key === " ") {
      if (play(event.target)) event.preventDefault();
      return;
    }
    const next = nextPlace(turns, place, event.key);
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setReached(next);
    focusWord(element.current, next);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of paragraphs is no fieldset
    <div
      ref={element}
      class={styles.text}
      role="group"
      aria-label={t("transcripts.text-hint")}
      onClick={(event) => void play(event.target)}
      onKeyDown={onKeyDown}
    >
      {turns.map((turn, index) => {
        const speaker = model.speaker(turn.speaker);
        if (editing && open === turn.n)
          return <TurnEditor key={turn.n} model={model} turn={turn} onClose={closeEditor} />;
        return (
          <TurnMemo
            key={turn.n}
            turn={turn}
            index={index}
            speaker={speaker}
            colour={colours.get(speaker?.participant ?? "") ?? voiceColour(turn.speaker)}
            word={now?.turn === index ? now.word : undefined}
            matches={byTurn.get(index)}
            current={matches[current]?.turn === index ? matches[current] : undefined}
            tabStop={tabStop?.turn === index ? tabStop.word : undefined}
            editing={editing}
            onSeek={seek}
            onCopy={copy}
            onEdit={edit}
            onRename={rename}
          />
        );
      })}
      {renaming && <SpeakerDialog model={model} speaker={renaming} onClose={() => setRenaming(undefined)} />}
    </div>
  );
}

const TurnMemo = memo(TurnView);

/** Closes the editor; the focus goes back to the pencil that opened it. */
function useCloseEditor(
  element: { readonly current: HTMLElement | null },
  turns: readonly Turn[],
  open: number | undefined,
  setOpen: (turn: number | undefined) => void,
): () => void {
  const closed = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (open !== undefined || closed.current === undefined) return;
    const index = turns.findIndex(({ n }) => n === closed.current);
    closed.current = undefined;
    element.current?.querySelector<HTMLElement>(`[data-turn="${index}"] [data-edit]`)?.focus();
  }, [open, turns, element]);
  return useCallback(() => {
    closed.current = open;
    setOpen(undefined);
  }, [open, setOpen]);
}

/** The word being said; drawn again only when it is another. */
function useNow(player: Player, turns: readonly Turn[]): Place | undefined {
  const [now, setNow] = useState<Place>();
  useEffect(() => {
    const look = () => {
      const next = placeAt(turns, player.playback.position.value);
      setNow((last) => (last?.turn === next?.turn && last?.word === next?.word ? last : next));
    };
    look();
    return player.playback.position.subscribe(look);
  }, [player, turns]);
  return now;
}

/** Keeps what is said, or what was found, in sight: only inside the panel, and not while the reader scrolls. */
function useFollow(
  element: { readonly current: HTMLElement | null },
  scroller: { readonly current: HTMLElement | null },
  turn: number | undefined,
  match: Match | undefined,
): void {
  const scrolledAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const box = scroller.current;
    const scrolled = () => {
      scrolledAt.current = performance.now();
    };
    const kinds = ["wheel", "touchmove", "keydown", "pointerdown"] as const;
    for (const kind of kinds) box?.addEventListener(kind, scrolled, { passive: true });
    return () => {
      for (const kind of kinds) box?.removeEventListener(kind, scrolled);
    };
  }, [scroller]);
  useEffect(() => {
    if (turn === undefined || performance.now() - scrolledAt.current < LEFT_ALONE) return;
    reveal(scroller.current, element.current?.querySelector(`[data-turn="${turn}"]`));
  }, [turn, scroller, element]);
  useEffect(() => {
    if (match === undefined) return;
    reveal(
      scroller.current,
      element.current?.querySelector(`[data-turn="${match.turn}"] [data-word="${match.first}"]`),
    );
  }, [match, scroller, element]);
}

function reveal(scroller: HTMLElement | null, target: Element | null | undefined): void {
  if (scroller === null || !target) return;
  const [box, line] = [scroller.getBoundingClientRect(), target.getBoundingClientRect()];
  if (line.top >= box.top && line.bottom <= box.bottom) return;
  const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  scroller.scrollBy({ top: line.top - box.top - box.height / 3, behavior: smooth ? "smooth" : "auto" });
}

function placeOf(target: EventTarget | null): Place | undefined {
  const word = target instanceof Element ? target.closest<HTMLElement>("[data-word]") : null;
  const turn = word?.closest<HTMLElement>("[data-turn]");
  if (!word || !turn) return undefined;
  return { turn: Number(turn.dataset.turn), word: Number(word.dataset.word) };
}

/** One word at a time can be reached by Tab; the arrows move which. What holds the focus has to be reachable at once. */
function focusWord(text: HTMLElement | null, { turn, word }: Place): void {
  const next = text?.querySelector<HTMLElement>(`[data-turn="${turn}"] [data-word="${word}"]`);
  if (!next) return;
  next.tabIndex = 0;
  next.focus();
}

function grouped(matches: readonly Match[]): ReadonlyMap<number, readonly Match[]> {
  const byTurn = new Map<number, Match[]>();
  for (const match of matches) {
    const same = byTurn.get(match.turn);
    if (same) same.push(match);
    else byTurn.set(match.turn, [match]);
  }
  return byTurn;
}

/** A colour for voices that belong to nobody known, always the same. */
function voiceColour(speaker: string): number {
  let sum = 0;
  for (const character of speaker) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum % 8;
}
