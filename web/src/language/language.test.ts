import { describe, expect, it } from "vitest";
import { localeOf, preferredLanguage } from "./language.ts";

describe("the language to begin with", () => {
  it("is the one chosen on this device", () => {
    expect(preferredLanguage("fr", ["en-GB", "en"])).toBe("fr");
  });

  it("is else the first of the browser’s that we speak", () => {
    expect(preferredLanguage(null, ["de-DE", "fr-CA", "en"])).toBe("fr");
    expect(preferredLanguage("xx", ["en-US"])).toBe("en");
  });

  it("is English when we speak none of them", () => {
    expect(preferredLanguage(null, ["ja"])).toBe("en");
    expect(preferredLanguage(null, [])).toBe("en");
  });
});

describe("the locale of dates and lists", () => {
  it("has the browser’s region when it has one for the language chosen", () => {
    expect(localeOf("fr", ["en-US", "fr-CA"])).toBe("fr-CA");
    expect(localeOf("en", ["en-US"])).toBe("en-US");
  });

  it("is British for English without a region", () => {
    expect(localeOf("en", ["fr-FR"])).toBe("en-GB");
    expect(localeOf("fr", ["en-GB"])).toBe("fr");
  });
});
