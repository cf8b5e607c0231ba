import { CaptionLookChoice } from "./look.ts";

/** The look of captions on this device. */
export const captionLook = new CaptionLookChoice(localStorage);
