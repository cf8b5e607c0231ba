import type { ComponentType } from "preact";
import { loaded } from "../ui/loaded.tsx";
import { PartMissing } from "./PartMissing.tsx";

/** A part of the call whose code is loaded when it is first drawn; without it the call goes on. */
export const part = <Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  loaded(load, { Missing: PartMissing });
