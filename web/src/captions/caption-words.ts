import type { Notices } from "../call/notices.ts";
import { politely, type Say } from "../call/say.ts";
import { type Sentence, sentence } from "../call/sentence.ts";
import type { CaptionsTeller } from "./call-captions.ts";

/** Puts what happens with captions into notices and spoken sentences; the captions themselves are never spoken. */
export class CaptionWords implements CaptionsTeller {
  constructor(
    private readonly notices: Notices,
    private readonly say: Say,
  ) {}

  captionsOn(): void {
    this.say(politely(sentence("captions.said.on")));
  }

  captionsOff(): void {
    this.notices.withdraw("captions");
    this.say(politely(sentence("captions.said.off")));
  }

  captionsLate(): void {
    this.say(politely(sentence("captions.late")));
  }

  captionsFailed(): void {
    this.#tell(sentence("captions.failed"));
  }

  captioner(captioner: boolean, by: string): void {
    const words = sentence(captioner ? "captions.captioner.made" : "captions.captioner.unmade", { name: by });
    this.notices.add({
      topic: "captioner",
      words,
      ...(captioner ? { action: { kind: "type-captions" } as const } : {}),
    });
    this.say(politely(words));
  }

  #tell(words: Sentence): void {
    this.notices.add({ topic: "captions", words, tone: "warning" });
    this.say(politely(words));
  }
}
