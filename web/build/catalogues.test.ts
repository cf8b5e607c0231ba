import { describe, expect, it } from "vitest";
import { catalogueFaults, unusedKeys } from "./catalogues.ts";
import { allFaults } from "./messages.ts";

describe("the catalogues of the product", () => {
  it("have no fault", () => {
    expect(allFaults()).toEqual([]);
  });
});

describe("a fault of the catalogues", () => {
  it("is a sentence that one language lacks", () => {
    expect(catalogueFaults({ "a.b": "x", "a.c": "y" }, { "a.b": "x" })).toEqual(['fr lacks "a.c"']);
    expect(catalogueFaults({}, { "a.b": "x" })).toEqual(['en lacks "a.b"']);
  });

  it("is an argument that one language forgets", () => {
    expect(catalogueFaults({ "a.b": "{name} left" }, { "a.b": "est parti" })).toEqual([
      '"a.b" takes (name) in en and () in fr',
    ]);
  });

  it("is typography of a typewriter", () => {
    expect(catalogueFaults({ "a.b": "don't..." }, { "a.b": "non" })).toHaveLength(2);
  });

  it("is a French sign without its space", () => {
    expect(catalogueFaults({ "a.b": "x" }, { "a.b": "Quoi ?" })).toHaveLength(1);
    expect(catalogueFaults({ "a.b": "x" }, { "a.b": "« oui »" })).toHaveLength(1);
    expect(catalogueFaults({ "a.b": "x" }, { "a.b": "Ici : là" })).toHaveLength(1);
    expect(
      catalogueFaults({ "a.b": "x" }, { "a.b": "Quoi\u202f? «\u00a0oui\u00a0»\u00a0: à 14:00" }),
    ).toEqual([]);
  });

  it("is a sentence that nothing says", () => {
    const catalogue = { "a.used": "", "a.unused": "", "error.room-full": "" };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the source that names a family of keys
    expect(unusedKeys(catalogue, ['t("a.used")', "t(`error.${code}`)"])).toEqual(["a.unused"]);
  });
});
