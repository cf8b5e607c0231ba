import type { CallView } from "./call-view.ts";
import { type Sentence, sentence } from "./sentence.ts";

/** Who is speaking, for those who cannot see it. */
export function whoSpeaks({ speakers }: CallView): Sentence {
  return speakers.length === 0
    ? sentence("call.said.nobody-speaks")
    : sentence("call.said.speaking", { names: speakers.map(({ name }) => name).join(", ") });
}

/** Microphone, camera, how many people, and for how long. `now` in milliseconds, as `startedAt`. */
export function howItStands({ startedAt, ...view }: CallView, now: number): Sentence {
  return sentence("call.said.state", {
    microphone: view.microphone.state,
    camera: view.camera.state,
    count: view.people.length,
    minutes: startedAt === null ? 0 : Math.floor((now - startedAt) / 60_000),
    recording: view.recording.now?.state ?? "none",
  });
}

/** A message of the chat, or that there is none. */
export function messageRead(message: { readonly name: string; readonly text: string } | undefined): Sentence {
  return message === undefined
    ? sentence("call.said.no-message")
    : sentence("call.said.message", { name: message.name, text: message.text });
}
