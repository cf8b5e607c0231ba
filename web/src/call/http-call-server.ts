import { request } from "../api/http.ts";
import { join } from "../api/rooms.ts";
import { keepTicket, readTicket } from "../api/tickets.ts";
import type { Entered } from "../api/types.ts";
import { readHistory, readPast } from "../captions/captions.ts";
import { deviceName, readBrowser } from "../devices/browser.ts";
import type { RecordingChoices } from "../recordings/call/recording.ts";
import type { CallServer, Entry } from "./call-server.ts";
import type { MediaIdentity, MessageId, ParticipantId, RequestId } from "./identity.ts";
import { readChatMessage, readState } from "./protocol.ts";
import { fields, list, textOrNull } from "./reading.ts";

/** The acts of a call over HTTP, with the ticket that this tab holds for the room. */
export class HttpCallServer implements CallServer {
  #call: string;
  readonly #code: string;
  readonly #wanted: () => { microphone: boolean; camera: boolean };

  constructor(code: string, call: string, wanted: () => { microphone: boolean; camera: boolean }) {
    this.#code = code;
    this.#call = call;
    this.#wanted = wanted;
  }

  async rejoin(): Promise<Entry | "waiting"> {
    const device = deviceName(readBrowser(navigator.userAgent));
    const answer = await join(this.#code, { ...this.#wanted(), device }, readTicket(this.#code));
    keepTicket(this.#code, answer.ticket);
    return answer.outcome === "waiting" ? "waiting" : entryOf(answer);
  }

  enter(call: string): void {
    this.#call = call;
  }

  async state() {
    return readState(await this.#get("state"));
  }

  async sendChat(text: string, nonce: string) {
    return readChatMessage(await this.#post("chat", { text, nonce }));
  }

  async earlierChat(before: string) {
    const page = fields(await this.#get(`chat?before=${encodeURIComponent(before)}`));
    return { items: list(page.items, readChatMessage), before: textOrNull(page.before ?? page.next) };
  }

  async deleteMessage(message: MessageId) {
    await request("DELETE", this.#path(`chat/${message}`), { ticket: this.#ticket() });
  }

  async raiseHand(raised: boolean) {
    await this.#post("hand", { raised });
  }

  async lowerHand(person: ParticipantId) {
    await this.#post(`participants/${person}/lower-hand`);
  }

  async lowerHands() {
    await this.#post("lower-hands");
  }

  async giveFloor(person: ParticipantId) {
    await this.#post(`participants/${person}/floor`);
  }

  async mute(person: ParticipantId, source: "microphone" | "camera") {
    await this.#post(`participants/${person}/mute`, { source });
  }

  async muteAll() {
    await this.#post("mute-all");
  }

  async askUnmute(person: ParticipantId) {
    await this.#post(`participants/${person}/ask-unmute`);
  }

  async stopShareOf(person: ParticipantId) {
    await this.#post(`participants/${person}/stop-share`);
  }

  async remove(person: ParticipantId, block: boolean) {
    await this.#post(`participants/${person}/remove`, { block });
  }

  async unblock(block: string) {
    await this.#post("unblock", { block });
  }

  async allowNewGuests() {
    await this.#post("allow-new-guests");
  }

  async setRole(person: ParticipantId, role: "co-host" | "participant", keep: boolean) {
    await this.#post(`participants/${person}/role`, { role, keep });
  }

  async rename(person: ParticipantId, name: string) {
    await this.#post(`participants/${person}/name`, { name });
  }

  async admit(id: RequestId) {
    await this.#post(`lobby/${id}/admit`);
  }

  async refuse(id: RequestId, block: boolean) {
    await this.#post(`lobby/${id}/refuse`, { block });
  }

  async admitAll() {
    await this.#post("lobby/admit-all");
  }

  async refuseAll() {
    await this.#post("lobby/refuse-all");
  }

  async tellWaiting(text: string) {
    await this.#post("lobby/message", { text });
  }

  async askToRecord({ picture, keepSound, transcript, language }: RecordingChoices) {
    await this.#post("recording", { picture, keep_sound: keepSound, transcript, language });
  }

  async stopRecording() {
    await this.#post("recording/stop");
  }

  async pauseRecording() {
    await this.#post("recording/pause");
  }

  async resumeRecording() {
    await this.#post("recording/resume");
  }

  async wishForRecording() {
    await this.#post("recording/ask");
  }

  async answerRecording(recording: string, accept: boolean) {
    await this.#post("recording/consent", { recording, accept });
  }

  async setCaptions(on: boolean) {
    await this.#put("captions", { on });
  }

  async setOwnLanguage(language: string | null) {
    await this.#put("captions/own-language", { language });
  }

  async setTranslation(language: string | null) {
    await this.#put("captions/translation", { language });
  }

  async setCaptioner(person: ParticipantId, captioner: boolean) {
    await this.#post(`participants/${person}/captioner`, { captioner });
  }

  async typeCaption(text: string, speaker: ParticipantId | null, segment: string | null) {
    return readPast(await this.#post("captions/typed", { text, speaker, segment }));
  }

  async captionHistory() {
    return readHistory(await this.#get("captions/history"));
  }

  async leave() {
    await request("POST", this.#path("leave"), { ticket: this.#ticket(), keepalive: true });
  }

  async end() {
    await this.#post("end");
  }

  #get(path: string): Promise<unknown> {
    return request("GET", this.#path(path), { ticket: this.#ticket() });
  }

  #post(path: string, body?: object): Promise<unknown> {
    return request("POST", this.#path(path), {
      ticket: this.#ticket(),
      ...(body === undefined ? {} : { body }),
    });
  }

  #put(path: string, body: object): Promise<unknown> {
    return request("PUT", this.#path(path), { ticket: this.#ticket(), body });
  }

  #path(path: string): string {
    return `calls/${this.#call}/${path}`;
  }

  #ticket(): string | undefined {
    return readTicket(this.#code);
  }
}

/** What the model needs of the answer that let this person in. */
export function entryOf({ call, participant, media }: Entered): Entry {
  return {
    call: call.id,
    participant: participant.id as ParticipantId,
    media: { url: media.url, token: media.token, identity: media.identity as MediaIdentity },
  };
}
