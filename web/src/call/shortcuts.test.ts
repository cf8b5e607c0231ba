import { describe, expect, test } from "vitest";
import { DEFAULT_SHORTCUTS, keysText, type Pressed, SHORTCUT_ACTIONS, shortcutOf } from "./shortcuts.ts";

function press(key: string, change: Partial<Pressed> = {}): Pressed {
  const code = /^\d$/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`;
  return {
    key,
    code,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    altGraph: false,
    ...change,
  };
}

const HERE = { mac: false, typing: false };
const TYPING = { mac: false, typing: true };

describe("a combination", () => {
  test("acts by the printed letter, on any layout", () => {
    expect(shortcutOf(press("d", { ctrlKey: true }), HERE)?.action).toBe("microphone");
    expect(shortcutOf(press("m", { code: "Semicolon", ctrlKey: true, shiftKey: true }), HERE)?.action).toBe(
      "chat",
    );
  });

  test("acts also while typing", () => {
    expect(shortcutOf(press("d", { ctrlKey: true }), TYPING)?.action).toBe("microphone");
  });

  test("that types a character of the layout types it", () => {
    const euro = press("€", { code: "KeyE", ctrlKey: true, altKey: true, altGraph: true });
    expect(shortcutOf(euro, TYPING)).toBeNull();
  });

  test("is ⌘ instead of Ctrl on macOS", () => {
    const mac = { mac: true, typing: false };
    expect(shortcutOf(press("d", { metaKey: true }), mac)?.action).toBe("microphone");
    expect(shortcutOf(press("d", { ctrlKey: true }), mac)).toBeNull();
  });

  test("with a digit tells which one", () => {
    expect(shortcutOf(press("3", { ctrlKey: true, altKey: true }), HERE)).toEqual({
      action: "message",
      digit: 3,
    });
  });

  test("opens the list with Ctrl+Shift+/ on QWERTY and AZERTY", () => {
    expect(shortcutOf(press("?", { code: "Slash", ctrlKey: true, shiftKey: true }), HERE)?.action).toBe(
      "list",
    );
    expect(shortcutOf(press("/", { code: "Period", ctrlKey: true, shiftKey: true }), HERE)?.action).toBe(
      "list",
    );
  });
});

test("a single key never acts while typing", () => {
  expect(shortcutOf(press("v"), TYPING)).toBeNull();
  expect(shortcutOf(press("v"), HERE)?.action).toBe("push-to-talk");
});

test("no two actions share a combination", () => {
  const all = SHORTCUT_ACTIONS.flatMap((action) =>
    DEFAULT_SHORTCUTS[action].map((keys) => keysText(keys, false)),
  );
  expect(new Set(all).size).toBe(all.length);
});

test("combinations are written as each system writes them", () => {
  expect(keysText({ main: true, shift: true, key: "h" }, false)).toBe("Ctrl+Shift+H");
  expect(keysText({ main: true, alt: true, key: "w" }, true)).toBe("⌃⌘W");
});
