import { beforeEach, describe, expect, test } from "vitest";
import type { MediaIdentity, ParticipantId } from "../call/identity.ts";
import type { Person } from "../call/roster.ts";
import { ScriptedClock, settled } from "../call/scripted-clock.ts";
import { CallCaptions, type CaptionsServer, type CaptionsTeller, LINGER_MS } from "./call-captions.ts";
import { type CaptionsTold, NO_CAPTIONS, type PastCaption, type Transcription } from "./captions.ts";

const CAPTIONER = "media-captioner" as MediaIdentity;
const ON: CaptionsTold = {
  ...NO_CAPTIONS,
  policy: "on-request",
  possible: true,
  whyNot: null,
  state: "on",
  mine: true,
  captioner: CAPTIONER,
};

let clock: ScriptedClock;
let acts: string[];
let told: string[];
let history: PastCaption[];
let refuses: boolean;
let captions: CallCaptions;

/** Captions are on for me; Léa and Malik speak. */
beforeEach(async () => {
  clock = new ScriptedClock();
  acts = [];
  told = [];
  history = [];
  refuses = false;
  captions = makeCaptions();
  captions.listenTo([speaker("Léa", "TR_léa"), speaker("Malik", "TR_malik")]);
  captions.hear(ON);
  await settled();
});

function makeCaptions(): CallCaptions {
  const act = async (name: string) => {
    acts.push(name);
    if (refuses) throw new Error("refused");
  };
  const server: CaptionsServer = {
    setCaptions: (on) => act(on ? "on" : "off"),
    setOwnLanguage: (language) => act(`speak ${language ?? "any"}`),
    setTranslation: (language) => act(`read ${language ?? "as said"}`),
    typeCaption: async (text, speaker, segment) => {
      await act(`type ${text}`);
      return typed(segment ?? `typed-${text}`, text, speaker);
    },
    captionHistory: async () => {
      await act("history");
      return history;
    },
  };
  return new CallCaptions({
    clock,
    teller: new Proxy({} as CaptionsTeller, { get: (_, name: string) => () => told.push(name) }),
    attempt: (wanted) =>
      wanted(server).then(
        () => true,
        () => false,
      ),
    self: () => "me" as ParticipantId,
    serverNow: () => 1_000_000 + clock.now(),
    changed: () => undefined,
  });
}

function speaker(name: string, ...tracks: string[]): Person {
  return { id: name as ParticipantId, name, tracks } as unknown as Person;
}

function words(text: string, change: Partial<Transcription> = {}): Transcription {
  return {
    sender: CAPTIONER,
    segment: "s1",
    track: "TR_léa",
    final: false,
    language: "fr",
    text,
    translationOf: null,
    ...change,
  };
}

const shown = () => captions.view.lines.map(({ name, text }) => `${name}: ${text}`);
const log = () => captions.view.log.map(({ name, text }) => `${name}: ${text}`);

describe("the words of a caption", () => {
  test("are said by the owner of the sound they were heard in", () => {
    captions.transcribed(words("Bonjour"));
    captions.transcribed(words("Salut", { segment: "s2", track: "TR_malik" }));
    expect(shown()).toEqual(["Léa: Bonjour", "Malik: Salut"]);
  });

  test("that another participant sends are put in nobody's mouth", () => {
    captions.transcribed(words("I resign", { sender: "media-malik" as MediaIdentity }));
    captions.transcribed(words("I resign", { sender: "" as MediaIdentity }));
    captions.hear({ ...ON, captioner: null });
    captions.transcribed(words("I resign"));
    expect(log()).toEqual([]);
  });

  test("heard in a sound that nobody sends are dropped", () => {
    captions.transcribed(words("Ghost", { track: "TR_unknown" }));
    expect(log()).toEqual([]);
  });

  test("still come after the speaker's sound has gone", () => {
    captions.listenTo([speaker("Léa")]);
    captions.transcribed(words("Au revoir", { final: true }));
    expect(log()).toEqual(["Léa: Au revoir"]);
  });

  test("are replaced by their correction and never doubled", () => {
    captions.transcribed(words("Le bus"));
    captions.transcribed(words("Le budget"));
    captions.transcribed(words("Le budget de l’année.", { final: true }));
    expect(shown()).toEqual(["Léa: Le budget de l’année."]);
    expect(captions.view.lines[0]?.interim).toBe(false);
  });

  test("that are final stay so when an interim text comes late", () => {
    captions.transcribed(words("Fini.", { final: true }));
    captions.transcribed(words("Fi"));
    expect(shown()).toEqual(["Léa: Fini."]);
  });

  test("that were nothing after all go away", () => {
    captions.transcribed(words("Hm"));
    captions.transcribed(words("", { final: true }));
    expect(log()).toEqual([]);
  });

  test("leave the picture after a while and stay in the history", async () => {
    captions.transcribed(words("Bonjour", { final: true }));
    await clock.advance(LINGER_MS);
    expect(shown()).toEqual([]);
    expect(log()).toEqual(["Léa: Bonjour"]);
  });

  test("are not kept for somebody who has captions off", () => {
    captions.hear({ ...ON, mine: false });
    captions.transcribed(words("Bonjour"));
    captions.hear(ON);
    expect(log()).toEqual([]);
  });

  test("keep the colour of their speaker", () => {
    captions.transcribed(words("Un"));
    captions.transcribed(words("Deux", { segment: "s2", track: "TR_malik" }));
    captions.transcribed(words("Trois", { segment: "s3" }));
    expect(captions.view.log.map(({ colour }) => colour)).toEqual([0, 1, 0]);
  });
});

describe("a new connection", () => {
  test("brings what was said meanwhile, and how what was begun ended", async () => {
    captions.transcribed(words("Bonj"));
    history = [past("s1", "Bonjour", 900_000), past("s2", "à tous", 901_000)];
    await captions.connectedAnew();
    expect(captions.view.log.map(({ text, interim }) => [text, interim])).toEqual([
      ["Bonjour", false],
      ["à tous", false],
    ]);
  });

  test("asks for nothing while captions are off", async () => {
    captions.hear({ ...ON, mine: false });
    const before = acts.length;
    await captions.connectedAnew();
    expect(acts).toHaveLength(before);
  });
});

describe("switching captions on", () => {
  test("brings what was said before, in order, and nothing twice", async () => {
    history = [past("old", "Avant", 500_000), past("s1", "Bonjour", 900_000)];
    captions = makeCaptions();
    captions.listenTo([speaker("Léa", "TR_léa")]);
    captions.hear(ON);
    captions.transcribed(words("Bonjour à tous"));
    await settled();
    expect(log()).toEqual(["Léa: Avant", "Léa: Bonjour à tous"]);
  });

  test("says so when what was said before cannot be fetched, and fetches it again", async () => {
    refuses = true;
    captions = makeCaptions();
    captions.hear(ON);
    await settled();
    expect(captions.view.historyMissing).toBe(true);
    refuses = false;
    history = [past("old", "Avant", 500_000)];
    await captions.fetchHistory();
    expect(captions.view.historyMissing).toBe(false);
    expect(log()).toEqual(["Léa: Avant"]);
  });

  test("asks the server, whose word then shows them", async () => {
    captions.hear({ ...ON, mine: false, state: "off" });
    await captions.toggle();
    expect(acts.at(-1)).toBe("on");
    expect(captions.view.shown).toBe(false);
    captions.hear({ ...ON, state: "starting" });
    expect(captions.view.shown).toBe(true);
  });

  test("is not asked for where there are none", async () => {
    captions.hear({ ...ON, mine: false, possible: false, whyNot: "policy" });
    acts.length = 0;
    await captions.toggle();
    expect(acts).toEqual([]);
  });
});

test("captions that failed are wished for again", async () => {
  captions.hear({ ...ON, state: "failed", captioner: null });
  await captions.tryAgain();
  expect(acts.at(-1)).toBe("on");
});

test("the language of my speech stays when a message to everybody says nothing of it", () => {
  captions.hear({ ...ON, ownLanguage: "fr" });
  captions.hear({ ...ON, ownLanguage: undefined, state: "late" });
  expect(captions.view.facts.ownLanguage).toBe("fr");
});

test("the language of my speech is the one I chose as soon as the server has taken it", async () => {
  await captions.setOwnLanguage("en");
  expect(captions.view.facts.ownLanguage).toBe("en");
  refuses = true;
  await captions.setOwnLanguage("de");
  expect(captions.view.facts.ownLanguage).toBe("en");
});

describe("captions in another language", () => {
  const ENGLISH: CaptionsTold = { ...ON, translations: ["de", "en"], translateTo: "en" };
  const english = (text: string, change: Partial<Transcription> = {}) =>
    words(text, { segment: "s1-en", final: true, language: "en", translationOf: "s1", ...change });
  const translated = () =>
    captions.view.lines.map(({ text, translation }) => [text, translation?.text ?? null]);

  beforeEach(() => {
    captions.hear(ENGLISH);
    captions.transcribed(words("Bonjour à tous.", { final: true }));
  });

  test("stand beside what was said, which is there first and stays", () => {
    expect(translated()).toEqual([["Bonjour à tous.", null]]);
    captions.transcribed(english("Hello everybody."));
    expect(translated()).toEqual([["Bonjour à tous.", "Hello everybody."]]);
    expect(captions.view.lines[0]?.translation?.language).toBe("en");
  });

  test("keep a line in the picture for as long as one that was just said", async () => {
    await clock.advance(LINGER_MS - 1_000);
    captions.transcribed(english("Hello everybody."));
    await clock.advance(LINGER_MS - 1_000);
    expect(translated()).toHaveLength(1);
    await clock.advance(1_000);
    expect(translated()).toEqual([]);
    expect(captions.view.log[0]?.translation?.text).toBe("Hello everybody.");
  });

  test("are put in nobody else's mouth, and come from the captioner alone", () => {
    captions.transcribed(english("I resign", { track: "TR_malik" }));
    captions.transcribed(english("I resign", { sender: "media-malik" as MediaIdentity }));
    captions.transcribed(english("Ghost", { translationOf: "unknown" }));
    expect(translated()).toEqual([["Bonjour à tous.", null]]);
  });

  test("that another reader chose, or that I no longer choose, are left out", async () => {
    captions.transcribed(english("Hallo", { language: "de" }));
    expect(translated()).toEqual([["Bonjour à tous.", null]]);
    captions.transcribed(english("Hello everybody."));
    await captions.setTranslation(null);
    expect(acts.at(-1)).toBe("read as said");
    expect(translated()).toEqual([["Bonjour à tous.", null]]);
    captions.transcribed(english("Hello everybody."));
    expect(translated()).toEqual([["Bonjour à tous.", null]]);
  });

  test("are said to be missing until the next one comes", () => {
    captions.transcribed(english(""));
    expect(captions.view.untranslated).toBe(true);
    expect(translated()).toEqual([["Bonjour à tous.", null]]);
    captions.transcribed(english("Hello everybody."));
    expect(captions.view.untranslated).toBe(false);
  });

  test("stay as chosen when a message to everybody says nothing of it, and when the server refuses", async () => {
    captions.hear({ ...ENGLISH, translateTo: undefined, state: "late" });
    refuses = true;
    expect(await captions.setTranslation("de")).toBe(false);
    expect(captions.view.facts.translateTo).toBe("en");
  });
});

test("trouble is told once, and only to those who read captions", () => {
  told.length = 0;
  captions.hear({ ...ON, state: "late" });
  captions.hear({ ...ON, state: "late" });
  captions.hear({ ...ON, state: "failed" });
  captions.hear({ ...ON, mine: false, state: "off" });
  captions.hear({ ...ON, mine: false, state: "failed" });
  expect(told).toEqual(["captionsLate", "captionsFailed", "captionsOff"]);
});

describe("typed captions", () => {
  const CAPTIONER: CaptionsTold = { ...ON, captioners: ["me" as ParticipantId] };

  test("are drawn like spoken ones, marked, and replaced by their correction, also of the speaker", () => {
    captions.wasTyped(typed("t1", "Le bujet", null));
    captions.wasTyped(typed("t1", "Le budget", "Léa"));
    captions.transcribed(words("Oui", { segment: "s2", track: "TR_malik" }));
    expect(shown()).toEqual(["Léa: Le budget", "Malik: Oui"]);
    expect(captions.view.lines.map((line) => line.typed)).toEqual([true, false]);
  });

  test("never take the place of what was recognised", () => {
    captions.transcribed(words("Oui", { final: true }));
    captions.wasTyped(typed("s1", "Non", "Malik"));
    expect(log()).toEqual(["Léa: Oui"]);
  });

  test("are not kept for somebody who has captions off", () => {
    captions.hear({ ...ON, mine: false });
    captions.wasTyped(typed("t1", "Bonjour", null));
    captions.hear(ON);
    expect(log()).toEqual([]);
  });

  test("are typed by the captioner alone, and not where there are to be none", () => {
    expect(captions.view.typing).toBe(null);
    captions.hear(CAPTIONER);
    expect(captions.view.typing).toMatchObject({ draft: "", last: null });
    captions.hear({ ...CAPTIONER, policy: "never" });
    expect(captions.view.typing).toBe(null);
  });

  test("are typed whether or not the captioner reads captions", () => {
    captions.hear({ ...CAPTIONER, mine: false });
    expect(captions.view.typing).not.toBe(null);
  });

  test("leave the field at once, and go in the order of typing", async () => {
    captions.hear(CAPTIONER);
    for (const text of ["One.", "Two."]) {
      captions.typed.write(text);
      void captions.typed.send();
      expect(captions.view.typing?.draft).toBe("");
    }
    await captions.typed.send();
    expect(acts.filter((act) => act.startsWith("type"))).toEqual(["type One.", "type Two."]);
    expect(captions.view.typing?.last).toBe("Two.");
  });

  test("are corrected one at a time, unless a line is begun", async () => {
    captions.hear(CAPTIONER);
    expect(captions.typed.correctLast()).toBe(false);
    captions.typed.setSpeaker("Léa" as ParticipantId);
    captions.typed.write("Le bujet");
    await captions.typed.send();
    captions.typed.write("Et");
    expect(captions.typed.correctLast()).toBe(false);
    captions.typed.write("");
    expect(captions.typed.correctLast()).toBe(true);
    expect(captions.view.typing).toMatchObject({ draft: "Le bujet", correcting: true, speaker: "Léa" });
    captions.typed.stopCorrecting();
    expect(captions.view.typing).toMatchObject({ draft: "", correcting: false, last: "Le bujet" });
  });

  test("are no longer the last while another is on its way", async () => {
    captions.hear(CAPTIONER);
    const lines = captions.typed;
    lines.write("One.");
    await lines.send();
    lines.write("Two.");
    const sent = lines.send();
    expect(lines.correctLast()).toBe(false);
    await sent;
    expect(lines.correctLast()).toBe(true);
    expect(lines.view.draft).toBe("Two.");
  });

  test("that correct another still do when they are refused after more was typed", async () => {
    captions.hear(CAPTIONER);
    const lines = captions.typed;
    lines.write("Le bujet");
    await lines.send();
    lines.correctLast();
    lines.write("Le budget");
    refuses = true;
    const sent = lines.send();
    lines.write("baisse");
    await sent;
    expect(lines.view).toMatchObject({ draft: "Le budget baisse", correcting: true });
  });

  test("that are refused come back to the field, and nothing typed since is lost", async () => {
    captions.hear(CAPTIONER);
    refuses = true;
    captions.typed.write("One.");
    const sent = captions.typed.send();
    captions.typed.write("Two");
    await sent;
    expect(captions.view.typing?.draft).toBe("One. Two");
    refuses = false;
    await captions.typed.send();
    expect(captions.view.typing).toMatchObject({ draft: "", last: "One. Two" });
  });

  test("are somebody's by the word of a host, who is named", () => {
    told.length = 0;
    captions.chosen(true, "Léa");
    expect(told).toEqual(["captioner"]);
  });
});

function typed(id: string, text: string, speaker: string | null): PastCaption {
  const participant = speaker as ParticipantId | null;
  return { id, participant, name: speaker ?? "", typed: true, text, language: null, at: 900_000 };
}

function past(id: string, text: string, at: number): PastCaption {
  return { id, participant: "Léa" as ParticipantId, name: "Léa", typed: false, text, language: "fr", at };
}
