import type { ComponentType } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { persistently } from "./loading.ts";

interface Meanwhile {
  /** Drawn until the code is there; nothing, when left out. */
  Waiting?: ComponentType;
  /** Drawn when the code did not arrive. */
  Missing: ComponentType;
}

/**
 * A view whose code is loaded when it is first drawn. When that fails (no network, a new version of the server) only
 * its place says so, and what stands around it goes on; drawing it again tries again.
 */
export function loaded<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  { Waiting, Missing }: Meanwhile,
): ComponentType<Props> {
  let known: ComponentType<Props> | null = null;
  // biome-ignore lint/correctness/noComponentHookFactories: called once per view, when its module is read
  return function Loaded(props: Props) {
    const [View, setView] = useState<ComponentType<Props> | null>(() => known);
    const [failed, setFailed] = useState(false);
    // Before the paint: what the browser has already is drawn without `Waiting` being seen.
    useLayoutEffect(() => {
      if (known !== null) return undefined;
      let drawn = true;
      persistently(load).then(
        (module) => {
          known = module.default;
          if (drawn) setView(() => module.default);
        },
        () => drawn && setFailed(true),
      );
      return () => {
        drawn = false;
      };
    }, []);
    if (failed) return <Missing />;
    if (View !== null) return <View {...props} />;
    return Waiting === undefined ? null : <Waiting />;
  };
}
