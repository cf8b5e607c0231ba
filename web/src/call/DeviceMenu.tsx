import { useEffect, useState } from "preact/hooks";
import { readRemembered, remember } from "../devices/remembered.ts";
import { browserSource } from "../devices/source.ts";
import { useText } from "../language/language.ts";
import { MenuGroup, MenuItem, OpenMenu } from "../ui/Menu.tsx";
import type { CallModel } from "./call-model.ts";

interface DeviceMenuProps {
  model: CallModel;
  kind: "microphone" | "camera";
  label: string;
  opener: { readonly current: HTMLElement | null };
  onClose: () => void;
}

const KINDS = { microphone: ["audioinput", "audiooutput"], camera: ["videoinput"] } as const;
const NAMES = { audioinput: "microphone", audiooutput: "speaker", videoinput: "camera" } as const;

/** The devices that can be used, as radio items; the choice acts at once and is remembered on this device. */
export default function DeviceMenu({ model, kind, label, opener, onClose }: DeviceMenuProps) {
  const t = useText();
  const devices = useDeviceList();
  const headings = {
    audioinput: t("call.devices.microphones"),
    audiooutput: t("call.devices.speakers"),
    videoinput: t("call.devices.cameras"),
  };
  if (devices === null) return null;
  return (
    <OpenMenu opener={opener} label={label} onClose={onClose}>
      {KINDS[kind].map((of) => {
        const found = devices.filter((device) => device.kind === of && device.deviceId !== "");
        if (of === "audiooutput" && found.length === 0) return null;
        return (
          <MenuGroup key={of} label={headings[of]}>
            {found.length === 0 && (
              <MenuItem onSelect={() => undefined}>
                {t(of === "videoinput" ? "call.devices.no-camera" : "call.devices.no-microphone")}
              </MenuItem>
            )}
            {found.map((device, index) => (
              <MenuItem
                key={device.deviceId}
                kind="radio"
                checked={device.deviceId === (model.activeDevice(of) ?? "default")}
                onSelect={() => void choose(model, device)}
              >
                {device.label === "" ? t("call.devices.unnamed", { number: index + 1 }) : device.label}
              </MenuItem>
            ))}
          </MenuGroup>
        );
      })}
    </OpenMenu>
  );
}

async function choose(model: CallModel, device: MediaDeviceInfo): Promise<void> {
  await model.chooseDevice(device.kind, device.deviceId);
  const remembered = readRemembered(localStorage);
  const chosen = { id: device.deviceId, label: device.label };
  remember(localStorage, { ...remembered, chosen: { ...remembered.chosen, [NAMES[device.kind]]: chosen } });
}

/** Every device of this browser, read anew when one comes or goes. Null until known. */
function useDeviceList(): readonly MediaDeviceInfo[] | null {
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[] | null>(null);
  useEffect(() => {
    let drawn = true;
    const read = async () => {
      const found = await browserSource.list();
      if (drawn) setDevices(found);
    };
    void read();
    const unwatch = browserSource.watch(() => void read());
    return () => {
      drawn = false;
      unwatch();
    };
  }, []);
  return devices;
}
