import { Problem, readProblem, UNREACHABLE } from "./problem.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

interface Options {
  body?: object;
  /** The credential of one participant or waiting person; without it the session's cookie counts. */
  ticket?: string | undefined;
  /** The credential of somebody who opened a shared recording. */
  viewer?: string | undefined;
  signal?: AbortSignal;
  /** Lets the request outlive the page: for leaving. */
  keepalive?: boolean;
}

let csrfToken = "";

/** Takes note of the token that changes made with a session need; it comes with the session. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

/** The token for changes that are not made by `request`. */
export const currentCsrfToken = (): string => csrfToken;

/**
 * Calls `/api/v1/<path>`; gives the body of the answer.
 * @throws {Problem} with the server's code, or `net-signal` when the server cannot be reached.
 */
export async function request<Answer>(method: Method, path: string, options: Options = {}): Promise<Answer> {
  const response = await open(method, path, options);
  const text = await response.text();
  const body: unknown = text === "" ? undefined : parse(text);
  if (!response.ok) throw readProblem(response.status, body);
  return body as Answer;
}

/**
 * Fetches what `/api/v1/<path>` sends as a file.
 * @throws {Problem} like `request`.
 */
export async function requestFile(path: string, options: Options): Promise<Blob> {
  const response = await open("GET", path, options, "*/*");
  if (!response.ok) throw readProblem(response.status, parse(await response.text()));
  return response.blob();
}

/**
 * Opens `/api/v1/<path>` as a stream.
 * @throws {Problem} like `request`.
 */
export async function openStream(path: string, options: Options): Promise<ReadableStream<Uint8Array>> {
  const response = await open("GET", path, options, "text/event-stream");
  if (!response.ok) throw readProblem(response.status, parse(await response.text()));
  if (response.body === null) throw new Problem(UNREACHABLE, 0);
  return response.body;
}

async function open(
  method: Method,
  path: string,
  options: Options,
  accept = "application/json",
): Promise<Response> {
  const { body, ticket, viewer, signal, keepalive } = options;
  const headers = new Headers({ Accept: accept });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (ticket !== undefined) headers.set("Authorization", `Ticket ${ticket}`);
  else if (viewer !== undefined) headers.set("Authorization", `Share ${viewer}`);
  else if (method !== "GET") headers.set("X-CSRFToken", csrfToken);
  try {
    return await fetch(`/api/v1/${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
      keepalive: keepalive ?? false,
      cache: "no-store",
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(UNREACHABLE, 0);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
