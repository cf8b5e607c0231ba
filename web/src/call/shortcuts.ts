/** What a shortcut does; also the end of the key of its name in the catalogues. */
export const SHORTCUT_ACTIONS = [
  "microphone",
  "camera",
  "push-to-talk",
  "hand",
  "chat",
  "people",
  "recording",
  "captions",
  "share",
  "full-screen",
  "list",
  "to-toolbar",
  "to-stage",
  "who-speaks",
  "state",
  "message",
  "self-view",
  "mute-all",
  "admit-all",
  "leave",
] as const;
export type ShortcutAction = (typeof SHORTCUT_ACTIONS)[number];

/** A combination. `main` is Ctrl, and ⌘ on macOS; with `alt` it is Ctrl+⌘ there. Letters follow the printed layout, digits their place. */
export interface Keys {
  readonly main?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
  /** A printed character or a named key; `1-9` stands for any digit. */
  readonly key: string;
}

/** The default set: what users of the original know, and what is new. */
export const DEFAULT_SHORTCUTS: Readonly<Record<ShortcutAction, readonly Keys[]>> = {
  microphone: [{ main: true, key: "d" }],
  camera: [{ main: true, key: "e" }],
  "push-to-talk": [{ key: "v" }],
  hand: [{ main: true, shift: true, key: "h" }],
  chat: [{ main: true, shift: true, key: "m" }],
  people: [
    { main: true, shift: true, key: "p" },
    { main: true, alt: true, key: "p" },
  ],
  recording: [{ main: true, shift: true, key: "l" }],
  captions: [{ main: true, alt: true, key: "s" }],
  share: [{ main: true, alt: true, key: "b" }],
  "full-screen": [{ main: true, shift: true, key: "f" }],
  list: [{ main: true, shift: true, key: "/" }],
  "to-toolbar": [{ key: "F2" }],
  "to-stage": [{ shift: true, key: "F2" }],
  "who-speaks": [{ main: true, alt: true, key: "w" }],
  state: [{ main: true, alt: true, key: "i" }],
  message: [{ main: true, alt: true, key: "1-9" }],
  "self-view": [{ main: true, alt: true, key: "m" }],
  "mute-all": [{ main: true, alt: true, shift: true, key: "m" }],
  "admit-all": [{ main: true, alt: true, shift: true, key: "y" }],
  leave: [{ main: true, alt: true, key: "x" }],
};

/** What is read of a `KeyboardEvent`. */
export interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  /** AltGr is held: the combination types a character of the layout. */
  readonly altGraph: boolean;
}

export interface Situation {
  readonly mac: boolean;
  /** The focus is in a field where one writes. */
  readonly typing: boolean;
}

export interface Found {
  readonly action: ShortcutAction;
  /** For `message`: which one, 1 being the newest. */
  readonly digit: number | null;
}

/** The action of a pressed combination, or null. Single keys and combinations that type a character never act while typing. */
export function shortcutOf(pressed: Pressed, situation: Situation): Found | null {
  if (situation.typing && pressed.altGraph) return null;
  for (const action of SHORTCUT_ACTIONS) {
    for (const keys of DEFAULT_SHORTCUTS[action]) {
      if (!matches(keys, pressed, situation)) continue;
      return { action, digit: keys.key === "1-9" ? Number(pressed.code.slice(-1)) : null };
    }
  }
  return null;
}

function matches(keys: Keys, pressed: Pressed, { mac, typing }: Situation): boolean {
  const single = keys.main !== true && keys.alt !== true;
  if (single && typing && !/^F\d+$/u.test(keys.key)) return false;
  return modifiersMatch(keys, pressed, mac) && keyMatches(keys, pressed);
}

function modifiersMatch(keys: Keys, pressed: Pressed, mac: boolean): boolean {
  const main = keys.main ?? false;
  const alt = keys.alt ?? false;
  if (pressed.shiftKey !== (keys.shift ?? false) && keys.key !== "/") return false;
  if (!mac) return pressed.ctrlKey === main && pressed.altKey === alt && !pressed.metaKey;
  return pressed.metaKey === main && pressed.ctrlKey === alt && !pressed.altKey;
}

function keyMatches(keys: Keys, pressed: Pressed): boolean {
  if (keys.key === "1-9") return /^(?:Digit|Numpad)[1-9]$/u.test(pressed.code);
  // Shift changes the sign that a layout prints: "/" is Shift+: on AZERTY, and "?" is Shift+/ on QWERTY.
  if (keys.key === "/") return pressed.key === "/" || pressed.key === "?";
  return pressed.key.toLowerCase() === keys.key.toLowerCase() || letterOfCode(pressed) === keys.key;
}

/** With Ctrl+Alt some systems give no printed letter: then the place of the key counts. */
function letterOfCode(pressed: Pressed): string | null {
  const printed = /^[a-z]$/iu.test(pressed.key);
  return printed || !pressed.code.startsWith("Key") ? null : pressed.code.slice(3).toLowerCase();
}

/** The combination as it is written on this system: "Ctrl+Shift+H", "⌘⇧H". */
export function keysText(keys: Keys, mac: boolean): string {
  const key = keys.key === "1-9" ? "1…9" : keys.key.length === 1 ? keys.key.toUpperCase() : keys.key;
  if (mac) {
    const alt = keys.alt === true ? "⌃" : "";
    return `${alt}${keys.shift === true ? "⇧" : ""}${keys.main === true ? "⌘" : ""}${key}`;
  }
  const parts = [
    keys.main === true && "Ctrl",
    keys.alt === true && "Alt",
    keys.shift === true && "Shift",
    key,
  ];
  return parts.filter((part) => part !== false).join("+");
}
