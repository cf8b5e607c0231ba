import { describe, expect, it } from "vitest";
import { Problem } from "../../api/problem.ts";
import type { Share, ShareMade, ShareRequest } from "../../api/recordings.ts";
import {
  dayOf,
  latestDay,
  latestEnd,
  Shares,
  type SharesServer,
  type ShareWish,
  shareFault,
} from "./sharing.ts";

const NOW = new Date(2026, 10, 22, 12);
const WISH: ShareWish = {
  kind: "link",
  email: "",
  until: "2026-12-01",
  password: "",
  mayDownload: false,
  mayRead: true,
};

class ScriptedServer implements SharesServer {
  items: Share[] = [];
  asked: ShareRequest[] = [];
  fault: Problem | undefined;
  shares = async () => ({ items: this.items });
  share = async (wish: ShareRequest): Promise<ShareMade> => {
    if (this.fault) throw this.fault;
    this.asked.push(wish);
    const share: Share = {
      id: String(this.items.length),
      kind: wish.kind,
      email: wish.email ?? null,
      name: null,
      until: wish.until ?? null,
      password: wish.password != null,
      may_download: wish.may_download,
      may_read: wish.may_read,
      created_at: "2026-11-22T12:00:00Z",
      openings: [],
    };
    this.items = [...this.items, share];
    return { ...share, link: wish.kind === "link" ? "/s/token" : null };
  };
  revoke = async (id: string) => {
    this.items = this.items.filter((item) => item.id !== id);
  };
}

describe("a wish to share", () => {
  it("needs an address for a person", () => {
    expect(shareFault({ ...WISH, kind: "person", email: "lea" }, NOW)).toBe("email");
    expect(shareFault({ ...WISH, kind: "person", email: "lea@example.org" }, NOW)).toBeUndefined();
  });

  it("needs an end for a link, not in the past and within 90 days", () => {
    expect(shareFault({ ...WISH, until: "" }, NOW)).toBe("until-missing");
    expect(shareFault({ ...WISH, until: "2026-11-21" }, NOW)).toBe("until-past");
    expect(shareFault({ ...WISH, until: "2026-11-22" }, NOW)).toBeUndefined();
    expect(shareFault({ ...WISH, until: "2027-06-01" }, NOW)).toBe("until-far");
    expect(dayOf(latestEnd(NOW))).toBe("2027-02-20");
  });

  it("may have the last day that is offered", () => {
    expect(latestDay(NOW)).toBe("2027-02-19");
    expect(shareFault({ ...WISH, until: latestDay(NOW) }, NOW)).toBeUndefined();
  });

  it("needs nothing more for members or accounts", () => {
    expect(shareFault({ ...WISH, kind: "members", until: "" }, NOW)).toBeUndefined();
  });
});

describe("the shares of a recording", () => {
  it("grow by one, whose link is told once", async () => {
    const server = new ScriptedServer();
    const shares = new Shares(server, "https://visio.example.org");
    await shares.share({ ...WISH, password: "secret" });
    expect(server.asked[0]).toMatchObject({ kind: "link", password: "secret", may_read: true });
    expect(shares.state.value).toMatchObject({
      link: "https://visio.example.org/s/token",
      items: { length: 1 },
    });
    await shares.share({ ...WISH, kind: "members" });
    expect(shares.state.value.link).toBeUndefined();
    expect(server.asked[1]).toEqual({ kind: "members", may_download: false, may_read: true });
  });

  it("can be taken back", async () => {
    const server = new ScriptedServer();
    const shares = new Shares(server, "https://visio.example.org");
    await shares.share(WISH);
    await shares.revoke("0");
    expect(shares.state.value).toMatchObject({ items: [], link: undefined });
  });

  it("say why one could not be made", async () => {
    const server = new ScriptedServer();
    server.fault = new Problem("share-invalid", 422);
    const shares = new Shares(server, "https://visio.example.org");
    expect(await shares.share(WISH)).toBeUndefined();
    expect(shares.state.value).toMatchObject({ problem: { code: "share-invalid" }, busy: false });
  });
});
