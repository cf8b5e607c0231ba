import { request, requestFile } from "../api/http.ts";
import type {
  Chapter,
  ComposedFile,
  ComposedLayout,
  Minutes,
  Outline,
  Recording,
  Recordings,
  Removal,
  Share,
  ShareMade,
  ShareOpened,
  ShareRequest,
  TextFormat,
  TextHistory,
  Timeline,
  Transcript,
} from "../api/recordings.ts";

export interface LibraryQuery {
  kind: "mine" | "shared";
  search: string;
  cursor?: string;
}

export function listRecordings({ kind, search, cursor }: LibraryQuery): Promise<Recordings> {
  const query = new URLSearchParams({ kind });
  if (search !== "") query.set("search", search);
  if (cursor !== undefined) query.set("cursor", cursor);
  return request("GET", `recordings?${query}`);
}

/** Opens a share by its token; unknown, expired and revoked ones get the same answer. */
export const openShare = (token: string, password?: string) =>
  request<ShareOpened>("POST", "shared/open", {
    body: password === undefined ? { token } : { token, password },
  });

/** How a text is to be made again: in which language, with which words to expect, and whether corrections are given up. */
export interface RetryWish {
  language?: string;
  vocabulary?: readonly string[];
  replace?: boolean;
}

/** One recording on the server, asked as the person signed in, or as the holder of a share. Everything throws `Problem`. */
export class RecordingServer {
  readonly #path: string;

  constructor(
    readonly id: string,
    readonly viewer?: string,
  ) {
    this.#path = `recordings/${encodeURIComponent(id)}`;
  }

  read = () => this.#get<Recording>("");
  timeline = () => this.#get<Timeline>("/timeline");
  rename = (title: string) => this.#send<Recording>("PATCH", "", { title });
  extend = () => this.#send<Recording>("POST", "/extend");
  /** Prepares again what failed. */
  retry = () => this.#send<Recording>("POST", "/retry");
  delete = () => this.#send<void>("DELETE", "");

  addChapter = (at: number, title: string) =>
    this.#send<{ items: Chapter[] }>("POST", "/chapters", { at, title });
  removeChapter = (chapter: string) => this.#send<{ items: Chapter[] }>("DELETE", `/chapters/${chapter}`);

  files = () => this.#get<{ items: ComposedFile[] }>("/files");
  compose = (layout: ComposedLayout) => this.#send<ComposedFile>("POST", "/files", { layout });
  retryFile = (file: string) => this.#send<ComposedFile>("POST", `/files/${file}/retry`);
  dropFile = (file: string) => this.#send<void>("DELETE", `/files/${file}`);
  /** The address of a file to download: a composed file or `tracks`. */
  address = (what: string) => this.#get<{ url: string }>(`/download/${what}`);

  shares = () => this.#get<{ items: Share[] }>("/shares");
  share = (wish: ShareRequest) => this.#send<ShareMade>("POST", "/shares", wish);
  revoke = (share: string) => this.#send<void>("DELETE", `/shares/${share}`);

  removals = () => this.#get<{ items: Removal[] }>("/removals");
  askRemoval = () => this.#send<Removal>("POST", "/removals");
  answerRemoval = (removal: string, answer: "accept" | "refuse") =>
    this.#send<Removal>("POST", `/removals/${removal}/${answer}`);

  transcript = () => this.#get<Transcript>("/transcript");
  retryTranscript = (wish: RetryWish = {}) => this.#send<Transcript>("POST", "/transcript/retry", wish);
  cancelTranscript = () => this.#send<void>("DELETE", "/transcript/job");
  changeTurn = (turn: number, change: { text?: string; speaker?: string }) =>
    this.#send<Transcript>("PATCH", `/transcript/turns/${turn}`, change);
  renameSpeaker = (speaker: string, name: string) =>
    this.#send<Transcript>("PATCH", `/transcript/speakers/${encodeURIComponent(speaker)}`, { name });
  history = (cursor?: string) =>
    this.#get<TextHistory>(
      `/transcript/history${cursor === undefined ? "" : `?cursor=${encodeURIComponent(cursor)}`}`,
    );
  restore = (version: number) => this.#send<Transcript>("POST", "/transcript/restore", { version });
  review = (reviewed: boolean) => this.#send<Transcript>("POST", "/transcript/review", { reviewed });
  export = (format: TextFormat) =>
    requestFile(`${this.#path}/transcript/export?format=${format}`, { viewer: this.viewer });

  outline = () => this.#get<Outline>("/outline");
  minutes = () => this.#get<Minutes>("/minutes");
  draftMinutes = () => this.#send<Minutes>("POST", "/minutes");

  #get<Answer>(path: string): Promise<Answer> {
    return request("GET", `${this.#path}${path}`, { viewer: this.viewer });
  }

  #send<Answer>(method: "POST" | "PATCH" | "DELETE", path: string, body?: object): Promise<Answer> {
    const viewer = this.viewer;
    return request(method, `${this.#path}${path}`, body === undefined ? { viewer } : { body, viewer });
  }
}
