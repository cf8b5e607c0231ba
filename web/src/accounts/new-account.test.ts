import { describe, expect, it } from "vitest";
import { accountFaults, nameFault } from "./new-account.ts";

describe("a name", () => {
  it.each(["Léa", "  Léa Martin ", "李小龙", "<b>Tom</b>", "x".repeat(80)])("may be %j", (name) => {
    expect(nameFault(name)).toBeUndefined();
  });

  it("may not be empty, even with spaces", () => {
    expect(nameFault("   ")).toBe("empty");
  });

  it("may not be longer than 80 characters", () => {
    expect(nameFault("x".repeat(81))).toBe("too-long");
  });

  it.each(["a\u202eb", "a\u0007b", "\u2066x"])("may not hide control or direction characters: %j", (name) => {
    expect(nameFault(name)).toBe("characters");
  });
});

describe("a new account", () => {
  const good = { name: "Léa", email: "lea@example.org", password: "twelve chars" };

  it("is right with a name, an address and twelve characters of any kind", () => {
    expect(accountFaults(good)).toEqual({});
  });

  it("names every field that is wrong", () => {
    expect(accountFaults({ name: "", email: "lea", password: "short" })).toEqual({
      name: "empty",
      email: "email",
      password: "too-short",
    });
  });
});
