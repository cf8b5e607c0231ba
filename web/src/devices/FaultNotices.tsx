import { useState } from "preact/hooks";
import { useProblemText, useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import type { Devices, DevicesState } from "./devices.ts";
import type { DeviceFault, FaultCode } from "./faults.ts";
import { PermissionHelp } from "./PermissionHelp.tsx";
import { SOURCES, type Source } from "./source.ts";

const HAS_HELP: readonly FaultCode[] = ["perm-browser", "perm-system"];

/** Says why microphone or camera give nothing, and what to do in this browser. */
export function FaultNotices({ devices, state }: { devices: Devices; state: DevicesState }) {
  const t = useText();
  const sentence = useProblemText();
  const [help, setHelp] = useState<FaultCode>();
  const faults = SOURCES.flatMap((source): DeviceFault[] => {
    const capture = state.captures[source];
    return capture.status === "failed" ? [capture.fault] : [];
  });
  const codes = [...new Set(faults.map((fault) => fault.code))];
  return (
    <>
      {codes.map((code) => {
        const sources = faults.filter((fault) => fault.code === code).map((fault) => fault.source);
        return (
          <Notice
            key={code}
            tone="warning"
            code={code}
            actions={
              <>
                {HAS_HELP.includes(code) && (
                  <Button size="small" onClick={() => setHelp(code)}>
                    {t("devices.show-how")}
                  </Button>
                )}
                <Button size="small" look="quiet" onClick={() => void retryAll(devices, sources)}>
                  {t("shell.try-again")}
                </Button>
              </>
            }
          >
            <p role="alert">
              {sentence({ code, params: { source: sources.length > 1 ? "both" : (sources[0] ?? "") } })}
            </p>
          </Notice>
        );
      })}
      {help && codes.includes(help) && <PermissionHelp code={help} onClose={() => setHelp(undefined)} />}
    </>
  );
}

async function retryAll(devices: Devices, sources: readonly Source[]): Promise<void> {
  for (const source of sources) await devices.retry(source);
}
