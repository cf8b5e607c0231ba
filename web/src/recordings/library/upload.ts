import { currentCsrfToken } from "../../api/http.ts";
import { Problem, readProblem, UNREACHABLE } from "../../api/problem.ts";

export interface Upload {
  /** The id of the recording that it becomes. @throws {Problem}, also `upload-cancelled`. */
  done: Promise<string>;
  cancel: () => void;
}

/** Sends a file to be imported; `fetch` cannot tell how much has gone, so the older interface does it. */
export function upload(
  file: File,
  language: string | undefined,
  progress: (percent: number) => void,
): Upload {
  const query = new URLSearchParams({ name: file.name.slice(0, 255) });
  if (language !== undefined) query.set("language", language);
  const sending = new XMLHttpRequest();
  const done = new Promise<string>((resolve, reject) => {
    sending.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) progress((100 * loaded) / total);
    };
    sending.onerror = () => reject(new Problem(UNREACHABLE, 0));
    sending.onabort = () => reject(new Problem("upload-cancelled", 0));
    sending.onload = () => {
      const body: unknown = sending.response;
      const made = sending.status >= 200 && sending.status < 300 && idOf(body);
      if (made) resolve(made);
      else reject(readProblem(sending.status, body));
    };
    sending.open("POST", `/api/v1/recordings/import?${query}`);
    sending.responseType = "json";
    sending.setRequestHeader("Accept", "application/json");
    sending.setRequestHeader("Content-Type", "application/octet-stream");
    sending.setRequestHeader("X-CSRFToken", currentCsrfToken());
    sending.send(file);
  });
  return { done, cancel: () => sending.abort() };
}

function idOf(body: unknown): string | undefined {
  const has = typeof body === "object" && body !== null && "id" in body && typeof body.id === "string";
  return has ? (body.id as string) : undefined;
}
