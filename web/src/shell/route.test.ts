import { describe, expect, it } from "vitest";
import { readRoute, safeNext } from "./route.ts";

const route = (path: string) => readRoute(new URL(path, "https://visio.example.org"));

describe("an address", () => {
  it("leads to its page", () => {
    expect(route("/")).toEqual({ page: "home" });
    expect(route("/signin?next=%2Fabc-defg-hij")).toEqual({ page: "sign-in", next: "/abc-defg-hij" });
    expect(route("/setup#token")).toEqual({ page: "setup", token: "token" });
    expect(route("/invitation#token")).toEqual({ page: "invitation", token: "token" });
    expect(route("/new")).toEqual({ page: "new" });
    expect(route("/abc-defg-hij")).toEqual({ page: "room", code: "abc-defg-hij" });
    expect(route("/ABC-defg-hij/")).toEqual({ page: "room", code: "abc-defg-hij" });
    expect(route("/abc-defg-hij/settings")).toEqual({ page: "settings", code: "abc-defg-hij" });
    expect(route("/recordings")).toEqual({ page: "recordings" });
    expect(route("/recordings/aB3_-xyz9?t=75")).toEqual({ page: "recording", id: "aB3_-xyz9" });
    expect(route("/s/aB3_-xyz9")).toEqual({ page: "shared", token: "aB3_-xyz9" });
    expect(route("/accessibility")).toEqual({ page: "accessibility" });
    expect(route("/legal/privacy")).toEqual({ page: "legal", topic: "privacy" });
  });

  it.each([
    "/api",
    "/assets",
    "/rtc",
    "/a",
    "/legal",
    "/legal/nothing",
    "/abc-defg-hij/x",
    "/recordings/../x",
    "/recordings/settings%2F",
    "/s",
    "/s/<script>",
    "/a/b/c",
    "/<script>",
  ])("%s is no page", (path) => {
    expect(route(path)).toEqual({ page: "not-found" });
  });
});

describe("where one goes after signing in", () => {
  it("is a path of this site", () => {
    expect(safeNext("/abc-defg-hij?x#y")).toBe("/abc-defg-hij?x#y");
  });

  it.each([null, "", "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])(
    "is never %j",
    (next) => {
      expect(safeNext(next)).toBeUndefined();
    },
  );
});
