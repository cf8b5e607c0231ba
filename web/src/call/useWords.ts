import { problemTextNow, textNow, useProblemText, useText } from "../language/language.ts";
import type { Sentence } from "./sentence.ts";

const ERROR = "error.";

/** Puts a sentence of the model into words. An error of a newer server gets the general sentence. */
export function useWords(): (sentence: Sentence) => string {
  const t = useText();
  const problem = useProblemText();
  return ({ key, params }) =>
    key.startsWith(ERROR) ? problem({ code: key.slice(ERROR.length), params }) : t(key, params);
}

/** Like `useWords`, at this moment: for what is no view. */
export function wordsNow({ key, params }: Sentence): string {
  return key.startsWith(ERROR)
    ? problemTextNow({ code: key.slice(ERROR.length), params })
    : textNow(key, params);
}
