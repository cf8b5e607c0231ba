export type BrowserFamily = "chrome" | "edge" | "firefox" | "safari" | "safari-ios" | "android" | "other";

export interface Browser {
  family: BrowserFamily;
  /** Its own name, the same in every language. */
  name: string;
  system: string;
}

/** Reads the user agent: only to word the help for permissions and to tell a host which device asks to enter. */
export function readBrowser(userAgent: string): Browser {
  const system = readSystem(userAgent);
  if (system === "iPhone" || system === "iPad") {
    return { family: "safari-ios", name: /CriOS/.test(userAgent) ? "Chrome" : "Safari", system };
  }
  if (system === "Android") return { family: "android", name: androidName(userAgent), system };
  if (/Firefox\//.test(userAgent)) return { family: "firefox", name: "Firefox", system };
  if (/Edg\//.test(userAgent)) return { family: "edge", name: "Edge", system };
  if (/Chrom(e|ium)\//.test(userAgent)) {
    return { family: "chrome", name: /Chromium\//.test(userAgent) ? "Chromium" : "Chrome", system };
  }
  if (/Safari\//.test(userAgent)) return { family: "safari", name: "Safari", system };
  return { family: "other", name: "", system };
}

function readSystem(userAgent: string): string {
  if (/iPhone/.test(userAgent)) return "iPhone";
  if (/iPad/.test(userAgent)) return "iPad";
  if (/Android/.test(userAgent)) return "Android";
  if (/Windows/.test(userAgent)) return "Windows";
  if (/Macintosh|Mac OS X/.test(userAgent)) return "macOS";
  if (/CrOS/.test(userAgent)) return "ChromeOS";
  return /Linux/.test(userAgent) ? "Linux" : "";
}

function androidName(userAgent: string): string {
  if (/Firefox\//.test(userAgent)) return "Firefox";
  return /SamsungBrowser/.test(userAgent) ? "Samsung Internet" : "Chrome";
}

/** "Firefox on Linux": what a host sees of the device of somebody who waits. */
export function deviceName({ name, system }: Browser): string {
  if (name === "") return system;
  return system === "" ? name : `${name} on ${system}`;
}
