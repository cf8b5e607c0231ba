import type { CallModel } from "../call/call-model.ts";
import { captionLook } from "./caption-look.ts";

/** Switches captions on or off for oneself; who reads them in the panel gets the panel with them. */
export async function toggleCaptions(model: CallModel): Promise<void> {
  const before = model.captions.view.shown;
  await model.toggleCaptions();
  const { facts } = model.captions.view;
  if (!before && facts.possible && captionLook.state.value.place === "panel") model.openPanel("captions");
}
