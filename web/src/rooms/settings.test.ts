import { describe, expect, it, vi } from "vitest";
import { Problem } from "../api/problem.ts";
import type { Settings } from "../api/types.ts";
import { RoomSettingsModel, type SettingsServer } from "./settings.ts";

const settings: Settings = {
  code: "abc-defg-hij",
  title: "",
  access: "trusted",
  guests: "allowed",
  locked: false,
  admission: "hosts",
  before_host: "members",
  show_title: false,
  capacity: 150,
  recording: "hosts",
  strict_consent: false,
  recording_days: 90,
  recording_days_most: 365,
  captions: "on-request",
  language: null,
};

/** A server that keeps the settings, and refuses more than 1,000 people. */
function server(): SettingsServer & { kept: Settings } {
  return {
    kept: settings,
    readSettings: vi.fn(async function (this: { kept: Settings }) {
      return this.kept;
    }),
    changeSettings: vi.fn(async function (this: { kept: Settings }, _code: string, change: object) {
      const changed = { ...this.kept, ...change };
      if (changed.capacity > 1_000) throw new Problem("capacity-invalid", 422, { most: 1_000 });
      this.kept = changed;
      return changed;
    }),
  };
}

describe("the settings of a room", () => {
  it("show a change at once and keep what the server answers", async () => {
    const model = new RoomSettingsModel("abc-defg-hij", undefined, server());
    await model.load();
    const sent = model.change({ locked: true });
    expect(model.state.value.settings?.locked).toBe(true);
    await sent;
    expect(model.state.value).toMatchObject({
      status: "ready",
      problem: undefined,
      settings: { locked: true },
    });
  });

  it("take back what the server refuses, and say why", async () => {
    const model = new RoomSettingsModel("abc-defg-hij", undefined, server());
    await model.load();
    await model.change({ capacity: 5_000 });
    expect(model.state.value).toMatchObject({
      problem: { code: "capacity-invalid" },
      settings: { capacity: 150 },
    });
  });

  it("send changes in the order in which they were made", async () => {
    const kept = server();
    const model = new RoomSettingsModel("abc-defg-hij", "ticket", kept);
    await model.load();
    await Promise.all([model.change({ access: "public" }), model.change({ access: "restricted" })]);
    expect(kept.kept.access).toBe("restricted");
    expect(model.state.value.settings?.access).toBe("restricted");
  });

  it("say when they cannot be read", async () => {
    const closed = server();
    vi.mocked(closed.readSettings).mockRejectedValue(new Problem("not-there", 404));
    const model = new RoomSettingsModel("abc-defg-hij", undefined, closed);
    await model.load();
    expect(model.state.value).toMatchObject({ status: "failed", problem: { code: "not-there" } });
  });
});
