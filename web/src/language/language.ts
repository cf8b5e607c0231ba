import type { ComponentChildren } from "preact";
import { useSyncExternalStore } from "preact/compat";
import { useMemo } from "preact/hooks";
import type { Problem } from "../api/problem.ts";
import { persistently } from "../ui/loading.ts";
import { Store } from "../ui/store.ts";
import { type Compiled, format, type Tags, type Values } from "./format.ts";
import type { MessageKey } from "./keys.ts";

export const LANGUAGES = ["en", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

/** How each language calls itself. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", fr: "Français" };

const CHOICE = "visio.language";

interface Loaded {
  language: Language;
  messages: Readonly<Record<string, Compiled>>;
}

const loaded = new Store<Loaded>({ language: "en", messages: {} });

const loaders: Record<Language, () => Promise<{ default: Loaded["messages"] }>> = {
  en: () => import("virtual:messages/en"),
  fr: () => import("virtual:messages/fr"),
};

/** The language to begin with: the choice made on this device, else the first of the browser's that we speak. */
export function preferredLanguage(chosen: string | null, browser: readonly string[]): Language {
  const spoken = (tag: string) => LANGUAGES.find((language) => language === tag.toLowerCase().split("-")[0]);
  if (chosen !== null) {
    const choice = spoken(chosen);
    if (choice !== undefined) return choice;
  }
  for (const tag of browser) {
    const language = spoken(tag);
    if (language !== undefined) return language;
  }
  return "en";
}

/** Loads the language to begin with. */
export async function startLanguage(): Promise<void> {
  await load(preferredLanguage(localStorage.getItem(CHOICE), navigator.languages));
}

/** Changes the language and remembers the choice on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(CHOICE, language);
  await load(language);
}

async function load(language: Language): Promise<void> {
  const { default: messages } = await persistently(loaders[language]);
  document.documentElement.lang = language;
  loaded.set({ language, messages });
}

/** The sentence of a key in the language chosen, filled in; its tags are left out. */
export type Text = (key: MessageKey, values?: Values) => string;

/** `t("home.new")`: sentences in the language chosen; the view is drawn again, and `t` is another one, when that changes. */
export function useText(): Text {
  const current = useLoaded();
  return useMemo(() => textIn(current), [current]);
}

type RichText = (key: MessageKey, values: Values, tags: Tags<ComponentChildren>) => ComponentChildren;

/** Like `useText`, for sentences with tags: `rich("lobby.asked", {}, { b: (children) => <b>{children}</b> })`. */
export function useRichText(): RichText {
  const { language, messages } = useLoaded();
  return (key, values, tags) => format<ComponentChildren>(messages[key] ?? key, language, values, tags);
}

/** The language chosen. */
export function useLanguage(): Language {
  return useLoaded().language;
}

/** The locale for `Intl`: the language chosen, with the region of the browser where it has one for that language. */
export function useLocale(): string {
  return localeOf(useLoaded().language, navigator.languages);
}

/** Without a region of the browser's own, English is written as in Britain. */
export function localeOf(language: Language, browser: readonly string[]): string {
  const regional = browser.find((tag) => tag.toLowerCase().startsWith(`${language}-`));
  return regional ?? (language === "en" ? "en-GB" : language);
}

/** The sentence of a key at this moment, for what is no view (the announcer, the page's title). */
export const textNow: Text = (key, values) => textIn(loaded.value)(key, values);

/** The sentence of an error by its code; codes of a newer server get the general one. */
export function useProblemText(): (problem: Pick<Problem, "code" | "params">) => string {
  const current = useLoaded();
  return useMemo(() => (problem) => problemTextIn(current, problem), [current]);
}

/** Like `useProblemText`, at this moment. */
export const problemTextNow = (problem: Pick<Problem, "code" | "params">): string =>
  problemTextIn(loaded.value, problem);

function textIn({ language, messages }: Loaded): Text {
  return (key, values = {}) => format<never>(messages[key] ?? key, language, values, {}).join("");
}

function problemTextIn(current: Loaded, { code, params }: Pick<Problem, "code" | "params">): string {
  const key = `error.${code}`;
  return textIn(current)((key in current.messages ? key : "error.server-fault") as MessageKey, params);
}

function useLoaded(): Loaded {
  return useSyncExternalStore(loaded.subscribe, () => loaded.value);
}
