import { describe, expect, it } from "vitest";
import type { Clip, Timeline } from "../api/recordings.ts";
import { ScriptedClock } from "../call/scripted-clock.ts";
import { PATIENCE, Playback } from "./playback.ts";
import { scriptedClip as clip } from "./scripted-clip.ts";
import { ScriptedMaker } from "./scripted-media.ts";

const picture = (id: string, some: Partial<Clip> = {}) =>
  clip(id, { kind: "video", source: "camera", ...some });

function player(clips: Clip[], some: Partial<Timeline> & { startAt?: number } = {}) {
  const clock = new ScriptedClock();
  const maker = new ScriptedMaker(clock);
  const timeline: Timeline = {
    seconds: 60,
    clips,
    speaking: [],
    chapters: [],
    people: [],
    parts: [],
    gaps: [],
    ...some,
  };
  const playback = new Playback(timeline, maker, clock, some.startAt);
  return { clock, maker, playback };
}

const LEA = clip("lea");
const MALIK = clip("malik");

describe("the player", () => {
  it("plays nothing by itself", async () => {
    const { clock, maker, playback } = player([LEA]);
    await clock.advance(5_000);
    expect(playback.state.value.status).toBe("paused");
    expect(maker.of("lea").paused).toBe(true);
    expect(playback.position.value).toBe(0);
  });

  it("plays all voices together", async () => {
    const { clock, maker, playback } = player([LEA, MALIK]);
    playback.play();
    await clock.advance(10_000);
    expect(playback.position.value).toBeGreaterThan(9);
    for (const who of ["lea", "malik"])
      expect(Math.abs(maker.of(who).currentTime - playback.position.value)).toBeLessThan(0.06);
  });

  it.each([0.002, -0.002, 0.02, -0.02])(
    "keeps a voice whose element runs wrong by %d within 60 ms of the clock, without a jump",
    async (skew) => {
      const { clock, maker, playback } = player([clip("lea", { end: 600 }), clip("malik", { end: 599 })], {
        seconds: 600,
      });
      playback.play();
      await clock.advance(500);
      const malik = maker.of("malik");
      malik.skew = skew;
      const jumps = malik.jumps;
      for (let second = 0; second < 300; second += 1) {
        await clock.advance(1_000);
        expect(Math.abs(malik.currentTime - maker.of("lea").currentTime)).toBeLessThan(0.06);
      }
      expect(malik.jumps).toBe(jumps);
    },
  );

  it("never changes the speed of a voice: what is heard would not be what the clock says", async () => {
    const { clock, maker, playback } = player([LEA, clip("malik", { end: 59 })]);
    playback.play();
    await clock.advance(500);
    maker.of("malik").currentTime += 0.2;
    for (let look = 0; look < 300; look += 1) {
      await clock.advance(10);
      expect(maker.of("malik").playbackRate).toBe(1);
    }
    expect(Math.abs(maker.of("malik").currentTime - maker.of("lea").currentTime)).toBeLessThan(0.06);
  });

  it.each([0.02, -0.02])(
    "brings a picture whose element runs wrong by %d back by its speed",
    async (skew) => {
      const { clock, maker, playback } = player([LEA, picture("camera")]);
      playback.show(new Set(["camera"]));
      playback.play();
      await clock.advance(500);
      const camera = maker.of("camera");
      camera.skew = skew;
      const jumps = camera.jumps;
      for (let second = 0; second < 50; second += 1) {
        await clock.advance(1_000);
        expect(Math.abs(camera.currentTime - maker.of("lea").currentTime)).toBeLessThan(0.06);
      }
      expect(camera.jumps).toBe(jumps);
    },
  );

  it("leaves a voice that waits for the others silent when everything is paused", async () => {
    const { clock, maker, playback } = player([LEA, clip("malik", { end: 59 })]);
    playback.play();
    await clock.advance(500);
    maker.of("malik").currentTime += 0.3;
    while (!maker.of("malik").paused) await clock.advance(10);
    expect(maker.of("lea").paused).toBe(false);
    playback.pause();
    await clock.advance(2_000);
    expect(maker.of("malik").paused).toBe(true);
    playback.play();
    await clock.advance(2_000);
    expect(maker.of("malik").paused).toBe(false);
  });

  it("sends a picture that takes long to jump so far ahead that it comes in time", async () => {
    const { clock, maker, playback } = player([LEA, picture("camera")]);
    playback.show(new Set(["camera"]));
    playback.play();
    await clock.advance(2_000);
    const camera = maker.of("camera");
    camera.seekTime = 600;
    camera.currentTime += 1;
    await clock.advance(8_000);
    expect(Math.abs(camera.currentTime - playback.position.value)).toBeLessThan(0.06);
  });

  it("brings a picture that came late back to the clock by one jump", async () => {
    const { clock, maker, playback } = player([LEA, picture("camera")]);
    playback.show(new Set(["camera"]));
    maker.of("camera").come(false);
    playback.play();
    await clock.advance(10_000);
    expect(playback.position.value).toBeGreaterThan(9); // nobody waited for it
    const before = maker.of("camera").jumps;
    maker.of("camera").come(true);
    await clock.advance(3_000);
    expect(maker.of("camera").jumps).toBe(before + 1);
    expect(Math.abs(maker.of("camera").currentTime - playback.position.value)).toBeLessThan(0.06);
  });

  it("waits for a voice that has not come, and goes on without it after a while", async () => {
    const { clock, maker, playback } = player([LEA, MALIK]);
    maker.of("malik").come(false);
    playback.play();
    await clock.advance(PATIENCE - 1_000);
    expect(playback.state.value.status).toBe("waiting");
    expect(maker.of("lea").paused).toBe(true);
    await clock.advance(2_000);
    expect(playback.state.value.status).toBe("playing");
    const heard = playback.position.value;
    maker.of("malik").come(true);
    await clock.advance(3_000);
    expect(playback.position.value).toBeGreaterThan(heard + 2.5);
    expect(Math.abs(maker.of("malik").currentTime - playback.position.value)).toBeLessThan(0.06);
  });

  it("stops everything while the sound that leads stalls", async () => {
    const { clock, maker, playback } = player([LEA, MALIK]);
    playback.play();
    await clock.advance(5_000);
    for (const media of maker.made) media.come(false);
    await clock.advance(2_000);
    expect(playback.state.value.status).toBe("waiting");
    expect(playback.position.value).toBeLessThan(5.3);
    for (const media of maker.made) media.come(true);
    await clock.advance(1_000);
    expect(playback.state.value.status).toBe("playing");
  });

  it("plays at the speed chosen", async () => {
    const { clock, maker, playback } = player([LEA, MALIK]);
    playback.setRate(2);
    playback.play();
    await clock.advance(10_000);
    expect(playback.position.value).toBeGreaterThan(19);
    expect(maker.of("lea").playbackRate).toBe(2);
    playback.stepRate(-1);
    expect(playback.state.value.rate).toBe(1.75);
    playback.setRate(0.5);
    playback.stepRate(-1);
    expect(playback.state.value.rate).toBe(0.5);
  });

  it("seeks while it plays, and plays on there with everybody together", async () => {
    const { clock, maker, playback } = player([LEA, MALIK]);
    playback.play();
    await clock.advance(2_000);
    maker.of("malik").seekTime = 900;
    playback.seek(40);
    await clock.advance(800);
    expect(playback.state.value.status).toBe("waiting");
    expect(playback.position.value).toBe(40);
    await clock.advance(2_200);
    expect(playback.position.value).toBeGreaterThan(41);
    expect(Math.abs(maker.of("lea").currentTime - maker.of("malik").currentTime)).toBeLessThan(0.06);
  });

  it("seeks while it is paused and stays so, never outside the recording", () => {
    const { maker, playback } = player([LEA]);
    playback.seek(30);
    expect(maker.of("lea").currentTime).toBe(30);
    playback.move(-50);
    expect(playback.position.value).toBe(0);
    playback.move(500);
    expect(playback.position.value).toBe(60);
    expect(playback.state.value.status).toBe("paused");
  });

  it("goes through times at which nobody is there, and takes up who comes after", async () => {
    const { clock, maker, playback } = player([
      clip("early", { end: 3 }),
      clip("late", { start: 9, end: 60 }),
    ]);
    playback.play();
    await clock.advance(6_000);
    expect(playback.position.value).toBeGreaterThan(5.5);
    expect(maker.has("early")).toBe(false); // given back
    expect(maker.of("late").paused).toBe(true);
    await clock.advance(6_000);
    expect(Math.abs(maker.of("late").currentTime - playback.position.value)).toBeLessThan(0.06);
  });

  it("is not held up by a file that ends a little before its clip", async () => {
    const { clock, maker, playback } = player([clip("lea", { end: 30 }), clip("malik", { start: 31 })]);
    maker.of("lea").length = 29.8;
    playback.play();
    await clock.advance(35_000);
    expect(playback.state.value.status).toBe("playing");
    expect(playback.position.value).toBeGreaterThan(34);
  });

  it("plays the second part after the first: its files count from the part’s beginning", async () => {
    const second = clip("second", { start: 30.5, end: 60, offset: 30 });
    const { clock, maker, playback } = player([clip("first", { end: 29.5 }), second]);
    playback.play();
    await clock.advance(40_000);
    expect(maker.of("second").currentTime).toBeCloseTo(playback.position.value - 30, 1);
  });

  it("has only the pictures that are looked at", async () => {
    const { clock, maker, playback } = player([LEA, picture("one"), picture("two")]);
    playback.show(new Set(["one"]));
    expect([maker.has("one"), maker.has("two")]).toEqual([true, false]);
    playback.play();
    await clock.advance(1_000);
    playback.show(new Set(["two"]));
    expect([maker.has("one"), maker.has("two")]).toEqual([false, true]);
    await clock.advance(1_000);
    expect(Math.abs(maker.of("two").currentTime - playback.position.value)).toBeLessThan(0.06);
  });

  it("ends at the end, and begins again when played again", async () => {
    const { clock, playback } = player([clip("lea", { end: 5 })], { seconds: 5 });
    playback.play();
    await clock.advance(6_000);
    expect(playback.state.value.status).toBe("ended");
    expect(playback.position.value).toBe(5);
    playback.play();
    await clock.advance(1_000);
    expect(playback.state.value.status).toBe("playing");
    expect(playback.position.value).toBeLessThan(1.5);
  });

  it("skips silences when asked", async () => {
    const { clock, playback } = player([LEA], {
      speaking: [
        [0, 2, "lea"],
        [30, 35, "lea"],
      ],
    });
    playback.setSkipping(true);
    playback.play();
    await clock.advance(5_000);
    expect(playback.position.value).toBeGreaterThan(29);
  });

  it("begins where the address says", () => {
    const { maker, playback } = player([LEA], { startAt: 21 });
    expect(playback.position.value).toBe(21);
    expect(maker.of("lea").currentTime).toBe(21);
  });

  it("sets the loudness of voices, also of those that come later", async () => {
    const { clock, maker, playback } = player([LEA, clip("later", { start: 20 })]);
    playback.setVolume(0.3);
    playback.play();
    await clock.advance(15_000);
    expect(maker.of("later").volume).toBe(0.3);
    playback.setMuted(true);
    expect(maker.made.every(({ muted }) => muted)).toBe(true);
  });

  it("says so when the browser wants a press first", async () => {
    const { clock, maker, playback } = player([LEA]);
    maker.of("lea").refused = Object.assign(new Error("no"), { name: "NotAllowedError" });
    playback.play();
    await clock.advance(500);
    expect(playback.state.value).toMatchObject({ status: "paused", blocked: true });
  });

  it("asks for fresh addresses when a file fails, and goes on with them", async () => {
    const { clock, maker, playback } = player([LEA]);
    let faults = 0;
    playback.onFault = () => {
      faults += 1;
      playback.renew([{ ...LEA, url: "lea-again" }]);
    };
    playback.play();
    await clock.advance(5_000);
    maker.of("lea").fail();
    await clock.advance(300);
    expect(faults).toBeGreaterThan(0);
    maker.of("lea-again").come(true);
    await clock.advance(2_000);
    expect(maker.of("lea-again").paused).toBe(false);
    expect(Math.abs(maker.of("lea-again").currentTime - playback.position.value)).toBeLessThan(0.06);
  });

  it("gives everything back when it is closed", async () => {
    const { clock, maker, playback } = player([LEA, MALIK]);
    playback.play();
    await clock.advance(1_000);
    playback.close();
    expect(maker.made.every(({ closed, paused }) => closed && paused)).toBe(true);
    const { value } = playback.position;
    await clock.advance(5_000);
    expect(playback.position.value).toBe(value);
  });
});
