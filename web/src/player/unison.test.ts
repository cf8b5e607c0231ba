import { describe, expect, it } from "vitest";
import { ScriptedClock } from "../call/scripted-clock.ts";
import { Piece } from "./piece.ts";
import { TICK } from "./playback.ts";
import { scriptedClip } from "./scripted-clip.ts";
import { ScriptedMedia } from "./scripted-media.ts";
import { APART, LOOKS, Unison } from "./unison.ts";

/** Voices that play, each so many seconds ahead of the first, and begin again `startTime` ms after they are told to. */
function choir(ahead: readonly number[], startTime = 0) {
  const clock = new ScriptedClock();
  const unison = new Unison();
  const voices = ahead.map((seconds, number) => {
    const voice = new Piece(scriptedClip(`voice ${number}`, { end: 600 }), new ScriptedMedia("audio", clock));
    voice.media.currentTime = 10 + seconds;
    return voice;
  });
  const play = async () => {
    await clock.advance(100); // the jump to their place takes its time
    for (const voice of voices) void voice.media.play();
  };
  const waited: number[] = [];
  const look = async () => {
    const playing = voices.filter(({ media }) => !media.paused);
    for (const [{ media }, milliseconds] of unison.look(playing, 1, clock.now())) {
      waited.push(milliseconds);
      media.pause();
      clock.after(milliseconds + startTime, () => void media.play());
    }
    await clock.advance(TICK);
  };
  const looks = async (count: number) => {
    for (let number = 0; number < count; number += 1) await look();
  };
  const apart = () => {
    const places = voices.map(({ at }) => at);
    return Math.max(...places) - Math.min(...places);
  };
  return { play, look, looks, apart, waited, unison, voices, clock };
}

describe("voices that play together", () => {
  it("are not touched while they are near enough", async () => {
    const { play, looks, waited } = choir([0, APART * 0.9, APART * 0.5]);
    await play();
    await looks(50);
    expect(waited).toEqual([]);
  });

  it("wait for the hindmost, each as long as it is ahead", async () => {
    const { play, looks, apart, waited } = choir([0.1, 0, 0.3]);
    await play();
    await looks(LOOKS - 1);
    expect(waited).toEqual([]); // its clock is not believed at once
    await looks(5);
    expect(waited.map(Math.round).sort()).toEqual([100, 300]);
    expect(apart()).toBeLessThan(0.001);
  });

  it("come together where an element takes its time to begin again, and then leave each other alone", async () => {
    const { play, looks, apart, waited } = choir([0, 0.1, 0.2, 0.3], 60);
    await play();
    await looks(60);
    expect(apart()).toBeLessThan(0.06);
    const before = waited.length;
    await looks(100);
    expect(waited.length).toBe(before);
  });

  it("wait less and less often where the machine never gets them together", async () => {
    const { play, look, voices, waited } = choir([0, 0.1]);
    await play();
    for (let number = 0; number < 300; number += 1) {
      await look();
      for (const { media } of voices.slice(1)) if (!media.paused) media.currentTime += 0.05;
    }
    const often = waited.length;
    expect(often).toBeGreaterThan(3);
    expect(often).toBeLessThan(15); // 30 s; each 0.5 s would be 60
  });

  it("keep their speed, whatever they do", async () => {
    const { play, looks, voices } = choir([0, 0.2]);
    await play();
    await looks(30);
    expect(voices.map(({ media }) => media.playbackRate)).toEqual([1, 1]);
  });

  it("are looked at anew after everything began anew", async () => {
    const { play, look, looks, unison, waited } = choir([0, 0.2]);
    await play();
    await looks(LOOKS - 1);
    unison.reset();
    await look();
    expect(waited).toEqual([]);
  });
});
