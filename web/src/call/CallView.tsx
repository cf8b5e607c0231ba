import { useEffect, useState } from "preact/hooks";
import { textNow, useText } from "../language/language.ts";
import { playRecordingSound } from "../recordings/call/recording-sound.ts";
import type { CallProps } from "../rooms/entering.ts";
import { usePageTitle } from "../shell/usePageTitle.ts";
import { announcer } from "../ui/announcer.ts";
import { systemClock } from "../ui/clock.ts";
import { AfterCall } from "./after/AfterCall.tsx";
import { CallScreen } from "./CallScreen.tsx";
import { CallModel } from "./call-model.ts";
import type { CallView as View } from "./call-view.ts";
import { entryOf, HttpCallServer } from "./http-call-server.ts";
import { LiveKitRoom } from "./livekit-room.ts";
import type { Said } from "./say.ts";
import { DEFAULT_SHORTCUTS, keysText } from "./shortcuts.ts";
import { useCall } from "./useCall.ts";
import { useLeaveWithPage } from "./useLeaveWithPage.ts";
import { ON_MAC } from "./useShortcuts.ts";
import { useWakeLock } from "./useWakeLock.ts";
import { wordsNow } from "./useWords.ts";

/** The call, from the answer that let this person in to the page after it. */
export default function CallView(props: CallProps) {
  return <Presence key={props.entered.media.identity} {...props} />;
}

function Presence({ code, entered, devices, onRejoin }: CallProps) {
  const [model] = useState(() => makeModel({ code, entered, devices }));
  const view = useCall(model);
  useEffect(() => {
    void model.start();
    return () => model.close();
  }, [model]);
  useLeaveWithPage(model);
  useWakeLock(view.phase !== "left");
  usePageTitle(useTitle(view));
  return view.ended === null ? (
    <CallScreen model={model} view={view} />
  ) : (
    <AfterCall view={view} ended={view.ended} onRejoin={onRejoin} />
  );
}

function makeModel({ code, entered, devices }: Omit<CallProps, "onRejoin">): CallModel {
  const room = new LiveKitRoom({
    microphone: devices.microphoneId,
    camera: devices.cameraId,
    speaker: devices.speakerId,
  });
  const server = new HttpCallServer(code, entered.call.id, () => model.wantedMedia);
  const model: CallModel = new CallModel(entryOf(entered), {
    code,
    microphone: devices.microphone,
    camera: devices.camera,
    soundOff: devices.silent ?? false,
    server,
    room,
    clock: systemClock,
    microphoneKey: DEFAULT_SHORTCUTS.microphone.map((keys) => keysText(keys, ON_MAC))[0] ?? "",
    storage: localStorage,
    say: speak,
    playSound: playRecordingSound,
    newNonce: () => crypto.randomUUID(),
  });
  return model;
}

/** Puts what the model says into the page's live regions, in the language of this moment. */
function speak({ words, many, name, urgent }: Said): void {
  announcer.announce({
    say: (subjects) =>
      many !== null && subjects.length > 1 ? textNow(many, { count: subjects.length }) : wordsNow(words),
    ...(many === null ? {} : { merge: many, subject: name }),
    assertive: urgent,
  });
}

/** "(2) ● REC Budget": unread messages, whether it is recorded, then the place. */
function useTitle(view: View): string {
  const t = useText();
  const place = view.title ?? t("call.untitled", { code: view.code });
  if (view.ended !== null) return t("call.after.title", { place });
  const unread = view.chat.unread > 0 ? `(${view.chat.unread}) ` : "";
  const recorded = view.recording.now?.state === "running" ? `● ${t("recording.rec")} ` : "";
  return `${unread}${recorded}${place}`;
}
