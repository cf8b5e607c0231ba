import type { MessageKey } from "../language/keys.ts";
import { useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { AddressBar } from "./AddressBar.tsx";
import { type BrowserFamily, readBrowser } from "./browser.ts";
import type { FaultCode } from "./faults.ts";
import styles from "./PermissionHelp.module.css";

/** What to press, in the browser at hand. The owner stops drawing it once access comes. */
export function PermissionHelp({ code, onClose }: { code: FaultCode; onClose: () => void }) {
  const t = useText();
  const browser = readBrowser(navigator.userAgent);
  const system = code === "perm-system";
  const place = system ? browser.system : browser.name || t("devices.this-browser");
  return (
    <Dialog
      title={t("devices.help-title", { place })}
      onClose={onClose}
      actions={
        <Button look="primary" onClick={onClose} autofocus>
          {t("ui.close")}
        </Button>
      }
    >
      {!system && <AddressBar family={browser.family} />}
      <ol class={styles.steps}>
        {(system ? systemSteps(browser.system) : browserSteps(browser.family)).map((step) => (
          <li key={step}>{t(step, { browser: place })}</li>
        ))}
      </ol>
      <p class={styles.note}>{t("devices.help-closes")}</p>
    </Dialog>
  );
}

function browserSteps(family: BrowserFamily): MessageKey[] {
  switch (family) {
    case "chrome":
    case "edge":
      return ["devices.help-chrome-1", "devices.help-chrome-2", "devices.help-chrome-3"];
    case "firefox":
      return ["devices.help-firefox-1", "devices.help-firefox-2", "devices.help-firefox-3"];
    case "safari":
      return ["devices.help-safari-1", "devices.help-safari-2", "devices.help-safari-3"];
    case "safari-ios":
      return ["devices.help-ios-1", "devices.help-ios-2", "devices.help-ios-3"];
    case "android":
      return ["devices.help-android-1", "devices.help-android-2", "devices.help-android-3"];
    case "other":
      return ["devices.help-other-1", "devices.help-other-2"];
  }
}

function systemSteps(system: string): MessageKey[] {
  if (system === "macOS") return ["devices.help-macos-1", "devices.help-macos-2", "devices.help-system-last"];
  if (system === "Windows")
    return ["devices.help-windows-1", "devices.help-windows-2", "devices.help-system-last"];
  return ["devices.help-system-1", "devices.help-system-last"];
}
