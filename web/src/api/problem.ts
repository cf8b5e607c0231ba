/** An answer that is an error: a stable code, the status, and the values that its sentence needs. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly code: string,
    readonly status: number,
    readonly params: Readonly<Record<string, string | number>> = {},
    detail = "",
  ) {
    super(`${code} (${status}) ${detail}`.trim());
  }
}

/** What a call of the server threw. Anything but a `Problem` is a fault of ours and is thrown on. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}

/** The server could not be reached. */
export const UNREACHABLE = "net-signal";

/** Whether the same question may be answered in a moment: nobody answered, or the server is at fault. */
export const mayPass = ({ status }: Problem): boolean => status === 0 || status >= 500;

/** Reads a problem+json body; anything else becomes `server-fault`. */
export function readProblem(status: number, body: unknown): Problem {
  if (typeof body !== "object" || body === null || !("code" in body) || typeof body.code !== "string") {
    return new Problem("server-fault", status);
  }
  const params = "params" in body && typeof body.params === "object" ? body.params : {};
  const detail = "detail" in body && typeof body.detail === "string" ? body.detail : "";
  return new Problem(body.code, status, onlyPlain(params ?? {}), detail);
}

function onlyPlain(params: object): Record<string, string | number> {
  const plain = Object.entries(params).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === "string" || typeof entry[1] === "number",
  );
  return Object.fromEntries(plain);
}
