import { beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../api/problem.ts";
import { CallModel } from "./call-model.ts";
import type { MediaIdentity, ParticipantId } from "./identity.ts";
import { MediaError } from "./media-room.ts";
import { GIVE_UP_AFTER_MS } from "./outage.ts";
import type { WaitingPerson } from "./protocol.ts";
import type { Said } from "./say.ts";
import { ScriptedClock, settled } from "./scripted-clock.ts";
import { noPicture, ScriptedRoom } from "./scripted-room.ts";
import { entryFor, message, person, ScriptedServer, stateOf, UNREACHED } from "./scripted-server.ts";

const T0 = "2026-11-22T10:00:00Z";
let clock: ScriptedClock;
let room: ScriptedRoom;
let server: ScriptedServer;
let said: Said[];
let sounds: string[];
let model: CallModel;
let seq: number;

/** I am in a call with Léa, who is its host; my microphone and camera are on. */
beforeEach(async () => {
  clock = new ScriptedClock();
  room = new ScriptedRoom();
  server = new ScriptedServer([person("me"), person("Léa", { role: "owner", host: true, joinedAt: 1 })]);
  said = [];
  sounds = [];
  seq = 0;
  room.set("me", { local: true });
  room.set("Léa", {});
  model = makeModel(true);
  await model.start();
  await settled();
});

function makeModel(microphone: boolean, soundOff = false): CallModel {
  return new CallModel(entryFor("me", "media-me"), {
    code: "abc-defg-hij",
    microphone,
    camera: true,
    soundOff,
    server,
    room,
    clock,
    microphoneKey: "Ctrl+D",
    storage: { getItem: () => null, setItem: () => undefined },
    say: (one) => said.push(one),
    playSound: (sound) => sounds.push(sound),
    newNonce: () => "nonce",
  });
}

function hear(type: string, data: object): void {
  seq += 1;
  room.message("call-1", seq, type, data);
}

function wire(id: string, change: object = {}): object {
  const base = { id, identity: `media-${id}`, name: id, role: "account", host: false, guest: false };
  return { ...base, organisation: null, joined_at: T0, connection: "connected", hand: null, ...change };
}

function becomeHost(waiting: readonly WaitingPerson[] = []): void {
  server.current = stateOf(server.current.participants, {
    seq,
    me: {
      participant: "me" as ParticipantId,
      role: "owner",
      host: true,
      can: new Set(["admit", "mute", "end"]),
    },
    lobby: waiting,
    waitingCount: waiting.length,
  });
}

const keys = (list: readonly Said[]) => list.map((one) => one.words.key);
const urgent = () => keys(said.filter((one) => one.urgent));
const toasts = () => model.view().toasts.map((notice) => notice.words.key);
const names = () => model.view().people.map((one) => one.name);

describe("entering", () => {
  test("connects, fetches the state, and sends what was wanted on pre-join", () => {
    expect(model.view()).toMatchObject({ phase: "connected", title: "Budget" });
    expect(names()).toEqual(["me", "Léa"]);
    expect(room.asked).toEqual(expect.arrayContaining(["connect media-me", "microphone on", "camera on"]));
  });

  test("with the microphone off leaves it off", async () => {
    room.asked.length = 0;
    const quiet = makeModel(false);
    await quiet.start();
    await settled();
    expect(room.asked).not.toContain("microphone on");
    expect(quiet.view().microphone.state).toBe("off");
  });

  test("that fails says why and can be tried again", async () => {
    room.failures.set("connect media-me", new MediaError("net-media"));
    const unlucky = makeModel(true);
    await unlucky.start();
    expect(unlucky.view()).toMatchObject({ phase: "connecting", failure: { code: "net-media" } });
    await unlucky.tryAgain();
    await settled();
    expect(server.acts).toContain("rejoin");
    expect(unlucky.view().phase).toBe("connected");
  });

  test("without access to the camera keeps the microphone and says what is wrong", async () => {
    room.failures.set("camera on", new MediaError("perm-browser"));
    const blocked = makeModel(true);
    await blocked.start();
    await settled();
    expect(blocked.view().camera).toEqual({ state: "off", problem: "perm-browser" });
    expect(blocked.view().microphone.state).toBe("on");
  });
});

describe("people", () => {
  test("who arrive and leave are shown and said", () => {
    hear("visio.participant", { participant: wire("Malik") });
    expect(names()).toContain("Malik");
    hear("visio.left", { id: "Malik", name: "Malik", how: "left", by: null });
    expect(names()).not.toContain("Malik");
    expect(keys(said)).toEqual(["call.said.joined", "call.said.left"]);
    expect(said[0]).toMatchObject({ many: "call.said.joined-many", name: "Malik" });
  });

  test("are no longer said when there are more than ten", () => {
    for (let count = 0; count < 12; count += 1) hear("visio.participant", { participant: wire(`p${count}`) });
    expect(said).toHaveLength(8);
  });

  test("that are programs are a mark and not a tile", () => {
    room.set("recorder", { program: "assistant" });
    expect(model.view()).toMatchObject({ programs: 1 });
    expect(names()).toEqual(["me", "Léa"]);
  });

  test("stay one person when a reload gives them a new connection", () => {
    room.set("Léa", { identity: "media-Léa-2" as never });
    hear("visio.participant", {
      participant: wire("Léa", { identity: "media-Léa-2", host: true, role: "owner" }),
    });
    expect(names()).toEqual(["me", "Léa"]);
    expect(model.view().people[1]?.microphoneOn).toBe(true);
  });

  test("whose connection is lost keep their tile", () => {
    hear("visio.participant", { participant: wire("Léa", { connection: "lost" }) });
    expect(model.view().people.find((one) => one.name === "Léa")?.connection).toBe("lost");
  });
});

describe("muting by a host", () => {
  test("ends the track, says who did it, and leaves a button to turn it on", async () => {
    hear("visio.muted", { source: "microphone", by: "Léa" });
    await settled();
    expect(room.asked).toContain("end microphone");
    expect(model.view().microphone.state).toBe("off");
    expect(urgent()).toEqual(["call.notice.muted"]);
    await model.toggleMicrophone();
    expect(room.asked.at(-1)).toBe("microphone on");
    expect(model.view().microphone.state).toBe("on");
  });

  test("that only the engine tells ends the track too", async () => {
    room.tell({ kind: "muted-by-server", source: "microphone" });
    await settled();
    expect(room.asked).toContain("end microphone");
    expect(urgent()).toEqual(["call.notice.muted-by-host"]);
  });

  test("told by both the engine and the server is said once with the name", async () => {
    hear("visio.muted", { source: "microphone", by: "Léa" });
    room.tell({ kind: "muted-by-server", source: "microphone" });
    await settled();
    expect(urgent()).toEqual(["call.notice.muted"]);
  });
});

describe("the own microphone", () => {
  test("that is off while one talks brings the hint, which turns it on", async () => {
    await model.toggleMicrophone();
    for (let now = 0; now <= 1_000; now += 100) {
      room.tell({ kind: "level-while-off", level: 0.2 });
      await clock.advance(100);
    }
    const [hint] = model.view().toasts;
    expect(hint?.words).toEqual({ key: "call.notice.talking-while-off", params: { key: "Ctrl+D" } });
    await model.doNotice(hint?.id ?? 0, { kind: "turn-on-microphone" });
    expect(model.view().microphone.state).toBe("on");
  });

  test("switched twice in one breath ends as it was", async () => {
    await Promise.all([model.toggleMicrophone(), model.toggleMicrophone()]);
    expect(model.view().microphone.state).toBe("on");
  });

  test("that vanishes is replaced, and the notice names the one in use", () => {
    room.tell({ kind: "device-lost", source: "microphone", replacement: "Headset" });
    expect(model.view().toasts[0]?.words).toMatchObject({
      key: "call.notice.microphone-replaced",
      params: { label: "Headset" },
    });
    expect(model.view().microphone.state).toBe("on");
  });

  test("that vanishes without another is off, with the reason", () => {
    room.tell({ kind: "device-lost", source: "microphone", replacement: null });
    expect(model.view().microphone).toEqual({ state: "off", problem: "dev-none" });
  });
});

describe("hands", () => {
  const raised = (id: string, rank: number) => ({ id, rank, raised_at: T0, floor: false });

  test("are ranked by the server, and my own rank is told to me", () => {
    hear("visio.hands", { hands: [raised("Léa", 1), raised("me", 2)] });
    expect(model.view().self?.hand?.rank).toBe(2);
    expect(keys(said)).toEqual(["call.said.own-hand"]);
  });

  test("of others are said to hosts", async () => {
    becomeHost();
    room.tell({ kind: "resumed" });
    await settled();
    hear("visio.hands", { hands: [raised("Léa", 1)] });
    expect(keys(said)).toContain("call.said.hand");
  });

  test("with the floor go down after three seconds of speech, unless kept", async () => {
    hear("visio.hands", { hands: [{ ...raised("me", 1), floor: true }] });
    room.set("me", { speaking: true });
    await clock.advance(3_000);
    expect(toasts()).toContain("call.notice.lower-hand");
    await clock.advance(5_000);
    expect(server.acts).toContain("lower");
  });
});

describe("presentations", () => {
  test("of two people are both on the stage, and start and end are said with the name", () => {
    room.set("Léa", { share: noPicture("screen-1") });
    expect(model.view().stage).toMatchObject({ kind: "focus", shares: [{ name: "Léa" }] });
    room.set("Léa", { share: null });
    expect(model.view().stage.kind).toBe("grid");
    expect(keys(said)).toEqual(["call.said.share-started", "call.said.share-ended"]);
  });

  test("stopped by a host stop here, and say who did it", async () => {
    await model.toggleShare();
    hear("visio.share-stopped", { by: "Léa" });
    await settled();
    expect(room.asked.at(-1)).toBe("stop share");
    expect(model.view().share.state).toBe("off");
    expect(toasts()).toContain("call.notice.share-stopped");
  });

  test("that the person thought better of leave everything as it was", async () => {
    room.shareAnswer = false;
    await model.toggleShare();
    expect(model.view().share.state).toBe("off");
    expect(toasts()).toEqual([]);
  });
});

describe("an interruption", () => {
  test("of three seconds is shown, said, and over with “You are back”, microphone as it was", async () => {
    room.tell({ kind: "interrupted", already: 0 });
    await clock.advance(1_900);
    expect(model.view().phase).toBe("connected");
    await clock.advance(1_100);
    expect(model.view().phase).toBe("reconnecting");
    expect(urgent()).toEqual(["call.said.connection-lost"]);
    room.tell({ kind: "resumed" });
    await settled();
    expect(model.view().phase).toBe("connected");
    expect(toasts()).toEqual(["call.notice.back"]);
    expect(model.view().microphone.state).toBe("on");
  });

  test("brings the messages missed meanwhile", async () => {
    room.tell({ kind: "interrupted", already: 0 });
    server.current = { ...server.current, chat: { items: [message("1", "Léa", "missed")], before: null } };
    room.tell({ kind: "resumed" });
    await settled();
    expect(model.view().chat.lines.map((line) => line.message.text)).toEqual(["missed"]);
    expect(model.view().chat.unread).toBe(1);
  });

  test("that the engine gives up on is mended by joining again with the ticket", async () => {
    room.tell({ kind: "disconnected", reason: "unknown" });
    await settled();
    expect(server.acts).toContain("rejoin");
    expect(room.asked).toContain("connect again");
    expect(room.asked.filter((act) => act === "microphone on")).toHaveLength(2);
    expect(model.view().phase).toBe("connected");
  });

  test("is tried again until the server answers", async () => {
    server.failure = UNREACHED;
    room.tell({ kind: "disconnected", reason: "unknown" });
    await clock.advance(20_000);
    expect(model.view().phase).toBe("reconnecting");
    server.failure = null;
    await clock.advance(5_000);
    expect(model.view().phase).toBe("connected");
  });

  test("of two minutes ends on the page with Rejoin", async () => {
    server.failure = UNREACHED;
    room.tell({ kind: "disconnected", reason: "unknown" });
    await clock.advance(GIVE_UP_AFTER_MS);
    expect(model.view()).toMatchObject({ phase: "left", ended: { how: "lost", mayRejoin: true } });
  });

  test("ends at once when the server refuses the return", async () => {
    server.failure = new Problem("blocked", 403);
    room.tell({ kind: "disconnected", reason: "unknown" });
    await settled();
    expect(model.view().phase).toBe("left");
  });
});

describe("the end", () => {
  test("by leaving tells the server and releases the devices", async () => {
    await model.leave();
    expect(server.acts).toContain("leave");
    expect(room.asked).toContain("close");
    expect(model.view().ended).toMatchObject({ how: "left", stillIn: ["Léa"], mayRejoin: true });
  });

  test("by removal names who did it", () => {
    hear("visio.removed", { by: "Léa", blocked: false });
    room.tell({ kind: "disconnected", reason: "removed" });
    expect(model.view().ended).toMatchObject({ how: "removed", by: "Léa" });
    expect(urgent()).toEqual(["call.said.removed"]);
  });

  test("by going on in another page is no removal", () => {
    hear("visio.moved", {});
    room.tell({ kind: "disconnected", reason: "removed" });
    expect(model.view().ended).toMatchObject({ how: "moved", mayRejoin: false });
    expect(urgent()).toEqual([]);
  });

  test("by a block offers no way back", () => {
    hear("visio.removed", { by: "Léa", blocked: true });
    room.tell({ kind: "disconnected", reason: "removed" });
    expect(model.view().ended).toMatchObject({ how: "blocked", mayRejoin: false });
  });

  test("for all is told beforehand", () => {
    hear("visio.ending", { by: "", in_seconds: 900 });
    hear("visio.ending", { by: "Léa", in_seconds: 3 });
    expect(urgent()).toEqual(["call.notice.limit", "call.notice.ending"]);
    room.tell({ kind: "disconnected", reason: "ended" });
    expect(model.view().ended).toMatchObject({ how: "ended", by: "Léa", stillIn: [] });
  });

  test("by myself for all says so", async () => {
    await model.endForAll();
    hear("visio.ending", { by: "me", in_seconds: 3 });
    room.tell({ kind: "disconnected", reason: "ended" });
    expect(model.view().ended?.how).toBe("ended-by-me");
    expect(urgent()).toEqual([]);
  });
});

describe("the waiting room, for a host", () => {
  const NADIA = { id: "r1", name: "Nadia", guest: true, asked_at: T0, device: null };

  test("tells who waits, with a button that admits", async () => {
    becomeHost();
    room.tell({ kind: "resumed" });
    await settled();
    hear("visio.lobby", { waiting: [NADIA], count: 1, answered: null });
    const [notice] = model.view().toasts;
    expect(notice?.words).toMatchObject({ key: "call.notice.waiting", params: { name: "Nadia" } });
    if (notice?.action) await model.doNotice(notice.id, notice.action);
    expect(server.acts).toContain("admit r1");
  });

  test("says once that several wait", () => {
    for (let count = 1; count <= 5; count += 1) {
      const waiting = Array.from({ length: count }, (_, index) => ({ ...NADIA, id: `r${index}` }));
      hear("visio.lobby", { waiting, count, answered: null });
    }
    expect(said).toHaveLength(1);
    expect(model.view().waiting).toHaveLength(5);
    expect(toasts()).toEqual(["call.notice.waiting-many"]);
  });

  test("tells when another host was first", async () => {
    server.failure = new Problem("already-answered", 409, { name: "Léa" });
    await model.answerWaiting("r1" as never, (acts) => acts.admit("r1" as never));
    expect(model.view().toasts[0]).toMatchObject({
      error: "already-answered",
      words: { params: { name: "Léa" } },
    });
  });

  test("forgets the notice when nobody waits any more", () => {
    hear("visio.lobby", { waiting: [NADIA], count: 1, answered: null });
    hear("visio.lobby", { waiting: [], count: 0, answered: { name: "Nadia", how: "admitted", by: "Léa" } });
    expect(toasts()).toEqual(["call.notice.admitted-by"]);
  });

  test("tells members that people wait while no host is there", () => {
    hear("visio.lobby", { waiting: [], count: 2, answered: null });
    expect(toasts()).toEqual(["call.notice.waiting-no-host"]);
  });
});

describe("what is asked of the announcer", () => {
  test("who speaks", () => {
    room.set("Léa", { speaking: true });
    model.sayWhoSpeaks();
    expect(said.at(-1)?.words).toEqual({ key: "call.said.speaking", params: { names: "Léa" } });
  });

  test("the state of the call", () => {
    model.sayState();
    expect(said.at(-1)?.words.params).toMatchObject({ microphone: "on", camera: "on", count: 2 });
  });
});

test("the view stays the same object until something changes", () => {
  const before = model.view();
  expect(model.view()).toBe(before);
  room.tell({ kind: "changed" });
  expect(model.view()).not.toBe(before);
});

test("somebody who joined here too hears others only after asking for sound", async () => {
  model = makeModel(false, true);
  await model.start();
  await settled();
  expect(model.view()).toMatchObject({ soundOff: true, soundBlocked: true });
  await model.startSound();
  expect(model.view()).toMatchObject({ soundOff: false, soundBlocked: false });
});

describe("captions", () => {
  const facts = {
    policy: "on-request",
    possible: true,
    why_not: null,
    state: "on",
    mine: true,
    captioner: "media-captioner",
    language: null,
    languages: [],
    engine: "embedded",
  };
  const say = (sender: string, text: string) =>
    room.tell({
      kind: "transcription",
      words: {
        sender: sender as MediaIdentity,
        segment: "s1",
        track: "TR_léa",
        final: true,
        language: "fr",
        text,
        translationOf: null,
      },
    });

  test("that were missed while the connection was lost are fetched when it is new", async () => {
    hear("visio.captions", { captions: facts });
    await settled();
    const asked = () => server.acts.filter((act) => act === "caption history").length;
    expect(asked()).toBe(1);
    room.tell({ kind: "disconnected", reason: "unknown" });
    await settled();
    expect(asked()).toBe(2);
  });

  test("give their speaker the name that the server knows, and believe the captioner alone", () => {
    room.set("Léa", { name: "somebody else", tracks: ["TR_léa"] });
    hear("visio.captions", { captions: facts });
    say("media-Malik", "I resign");
    expect(model.view().captions.lines).toEqual([]);
    say("media-captioner", "Bonjour");
    expect(model.view().captions.lines).toMatchObject([{ name: "Léa", text: "Bonjour" }]);
  });

  test("come from an assistant that is no longer counted apart", () => {
    room.set("captioner", { program: "assistant" });
    expect(model.view().programs).toBe(1);
    hear("visio.captions", { captions: facts });
    expect(model.view().programs).toBe(0);
  });

  test("that I am to type are asked for by name, and the notice leads to the field", async () => {
    hear("visio.captions", { captions: { ...facts, captioners: ["me"] } });
    hear("visio.captioner", { captioner: true, by: "Léa" });
    const notice = model.view().toasts.find(({ words }) => words.key === "captions.captioner.made");
    expect(notice?.words.params).toEqual({ name: "Léa" });
    await model.doNotice(notice?.id ?? 0, { kind: "type-captions" });
    expect(model.view().panel).toBe("captions");
    model.captions.typed.write("Bonjour");
    await model.captions.typed.send();
    expect(server.acts).toContain("type Bonjour");
  });

  test("that a person typed stand among the others", () => {
    hear("visio.captions", { captions: facts });
    const line = {
      segment: "typed-1",
      participant: null,
      name: "",
      text: "Bonjour",
      final: true,
      typed: true,
    };
    hear("visio.caption", { ...line, by: "Léa", language: null, at: "2026-11-23T09:00:00Z" });
    expect(model.view().captions.lines).toMatchObject([{ name: "", text: "Bonjour", typed: true }]);
  });

  test("that are impossible are said to be so", async () => {
    await model.toggleCaptions();
    expect(model.view().toasts[0]?.words.key).toBe("captions.why-not.speech-missing");
    expect(server.acts).not.toContain("captions on");
  });
});

describe("a recording", () => {
  const recording = (change: object = {}) => ({
    id: "r1",
    state: "running",
    picture: true,
    keep_sound: true,
    transcript: false,
    language: null,
    started_at: T0,
    asked_at: T0,
    answer_by: T0,
    by: "Léa",
    delete_on: "2027-02-20T10:00:00Z",
    strict: false,
    part: 1,
    written: ["Léa"],
    problem: null,
    mine: "refused",
    answers: {},
    ...change,
  });
  const record = (change: object = {}) =>
    hear("visio.recording", { recording: recording(change), ended: null });

  test("is told over everything else when it begins, with a sound", () => {
    record({ state: "announcing", started_at: null });
    record();
    expect(said.at(-1)).toMatchObject({ words: { key: "recording.notice.started" }, urgent: true });
    expect(sounds).toEqual(["recording-started"]);
  });

  test("marks those who are not in it", () => {
    record();
    const marks = model.view().people.map(({ name, notRecorded }) => [name, notRecorded]);
    expect(marks).toEqual([
      ["me", true],
      ["Léa", false],
    ]);
  });

  test("has no effect on the microphone of who refuses", () => {
    record();
    expect(model.view().microphone.state).toBe("on");
  });

  test("that only those may speak in who accept ends what I send until I accept", async () => {
    record({ strict: true });
    await settled();
    expect(room.asked).toEqual(expect.arrayContaining(["end microphone", "end camera"]));
    expect(model.view()).toMatchObject({ silenced: true, microphone: { state: "off" } });
    await model.toggleMicrophone();
    expect(model.view().microphone.state).toBe("off");
    expect(model.view().toasts.at(-1)?.words.key).toBe("recording.notice.silenced");
    record({ strict: true, mine: "accepted", written: ["Léa", "me"] });
    expect(model.view().toasts.map(({ topic }) => topic)).not.toContain("recording-silenced");
    await model.toggleMicrophone();
    expect(model.view().microphone.state).toBe("on");
  });

  test("that a participant wishes for can be begun from the notice", async () => {
    hear("visio.recording-asked", { by: "Malik" });
    const [notice] = model.view().toasts;
    expect(notice?.action).toEqual({ kind: "start-recording" });
    await model.doNotice(notice?.id ?? 0, { kind: "start-recording" });
    expect(model.view().panel).toBe("recording");
  });

  test("that ends by itself is told with its reason", () => {
    record();
    hear("visio.recording", { recording: null, ended: "stopped", problem: "recording-limit" });
    expect(model.view().toasts.at(-1)).toMatchObject({ error: "recording-limit" });
  });

  test("that ends takes its marks away and is told", () => {
    record();
    hear("visio.recording", { recording: null, ended: "stopped" });
    expect(model.view().people.some(({ notRecorded }) => notRecorded)).toBe(false);
    expect(said.at(-1)).toMatchObject({ words: { key: "recording.notice.stopped" }, urgent: true });
    expect(sounds).toEqual(["recording-started", "recording-ended"]);
  });
});

describe("the data saver", () => {
  test("takes presentations off the stage without telling that they ended", () => {
    room.set("Léa", { share: noPicture("screen") });
    expect(model.view().stage.kind).toBe("focus");
    said.length = 0;
    model.saver.choose("audio");
    expect(model.view().stage.kind).toBe("focus");
    model.saver.togglePresentations();
    expect(model.view().stage.kind).toBe("grid");
    expect(model.view().shares).toHaveLength(1);
    expect(keys(said)).toEqual(["call.saver.said.audio", "call.saver.said.presentations-off"]);
    expect(room.asked.slice(-2)).toEqual(["pictures [] small and shares", "pictures [] small"]);
  });

  test("shows a pinned person at once", () => {
    model.saver.choose("saver");
    model.togglePin("Léa" as ParticipantId);
    expect(room.asked.at(-1)).toBe("pictures [media-Léa] small and shares");
  });
});
