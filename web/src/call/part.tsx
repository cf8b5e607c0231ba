import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { PartMissing } from "./PartMissing.tsx";

/**
 * A part of the call whose code is loaded when it is first drawn. When that fails (no network, a new version of the
 * server) only this part says so, and the call goes on; drawing it again tries again.
 */
export function part<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  let known: ComponentType<Props> | null = null;
  // biome-ignore lint/correctness/noComponentHookFactories: called once per part, when its module is read
  return function Part(props: Props) {
    const [Loaded, setLoaded] = useState<ComponentType<Props> | null>(() => known);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (known !== null) return undefined;
      let drawn = true;
      load().then(
        (module) => {
          known = module.default;
          if (drawn) setLoaded(() => module.default);
        },
        () => drawn && setFailed(true),
      );
      return () => {
        drawn = false;
      };
    }, []);
    if (failed) return <PartMissing />;
    return Loaded === null ? null : <Loaded {...props} />;
  };
}
