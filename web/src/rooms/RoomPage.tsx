import { useEffect, useMemo, useState } from "preact/hooks";
import { session } from "../accounts/session.ts";
import type { Account, Entrance, JoinRequest } from "../api/types.ts";
import { deviceName, readBrowser } from "../devices/browser.ts";
import { Devices, type DevicesState } from "../devices/devices.ts";
import { browserSource } from "../devices/source.ts";
import { useText } from "../language/language.ts";
import { LobbyView } from "../lobby/LobbyView.tsx";
import type { DoorConsent, Wish } from "../prejoin/EntryActions.tsx";
import { readOwnName } from "../prejoin/own-name.ts";
import { PreJoin } from "../prejoin/PreJoin.tsx";
import { Frame } from "../shell/Frame.tsx";
import { Loading } from "../shell/Loading.tsx";
import { ProblemPage } from "../shell/ProblemPage.tsx";
import { page } from "../shell/page.tsx";
import { persistently } from "../ui/loading.ts";
import { useStore } from "../ui/useStore.ts";
import { Arrival } from "./arrival.ts";
import type { DeviceChoices } from "./entering.ts";

const loadCall = () => import("../call/CallView.tsx");
const CallView = page(loadCall);

/** `/{code}`: pre-join, lobby, call. */
export default function RoomPage({ code }: { code: string }) {
  const state = useStore(session);
  if (state.status === "loading") {
    return (
      <Frame room>
        <Loading />
      </Frame>
    );
  }
  // Without a session (the server failed once) a guest may still get in; the join will say what is wrong.
  const account = state.status === "ready" ? state.account : null;
  return <Room key={`${code} ${account?.id ?? ""}`} code={code} account={account} />;
}

function Room({ code, account }: { code: string; account: Account | null }) {
  const t = useText();
  const arrival = useMemo(() => new Arrival(code), [code]);
  const state = useStore(arrival.state);
  const [wish, setWish] = useState<Wish>("join");
  const [consent, setConsent] = useState<DoorConsent>();
  const [name, setName] = useState(readOwnName);
  const [devices, setDevices] = useState(openDevices);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once per room; what changes later is told by `prepare`
  useEffect(() => {
    void arrival.load(requestOf("join", name, devices.state.value, undefined));
    persistently(loadCall).catch(() => undefined); // while people look at themselves; the call asks again
    return () => arrival.close();
  }, [arrival]);

  useEffect(() => {
    void devices.start();
    return () => devices.close();
  }, [devices]);

  useEffect(
    () => devices.state.subscribe(() => arrival.prepare(requestOf(wish, name, devices.state.value, consent))),
    [arrival, devices, wish, name, consent],
  );

  const entered = state.step === "entered";
  useEffect(() => {
    if (entered) devices.close(); // the call opens the devices for itself
  }, [entered, devices]);

  if (state.step === "entered") {
    return (
      <CallView
        code={code}
        entered={state.entered}
        devices={choicesOf(silentWish(wish, consent, state.entrance), devices.state.value)}
        onRejoin={() => {
          setDevices(openDevices());
          void arrival.rejoin();
        }}
      />
    );
  }

  const join = async (wished: Wish, answer?: DoorConsent) => {
    setWish(wished);
    setConsent(answer);
    if (wished === "join" || wished === "move-here") await devices.allow();
    await arrival.join(requestOf(wished, name, devices.state.value, answer));
  };

  return (
    <Frame room>
      {state.step === "loading" && <Loading />}
      {state.step === "failed" && (
        <ProblemPage
          problem={state.problem}
          {...(state.problem.code === "room-unknown" || state.problem.code === "blocked"
            ? {}
            : { retry: { label: t("shell.try-again"), act: () => void arrival.rejoin() } })}
        />
      )}
      {state.step === "pre-join" && state.entrance.entry === "blocked" && (
        <ProblemPage problem={{ code: "blocked", params: {} }} />
      )}
      {state.step === "pre-join" && state.entrance.entry !== "blocked" && (
        <PreJoin
          entrance={state.entrance}
          devices={devices}
          name={shownName(state.entrance, account, name)}
          onName={setName}
          busy={state.busy}
          problem={state.problem}
          onJoin={(wished, answer) => void join(wished, answer)}
          onLookAgain={() => void arrival.rejoin()}
        />
      )}
      {state.step === "waiting" && (
        <LobbyView
          code={code}
          lobby={state.lobby}
          devices={devices}
          name={shownName(state.entrance, account, name)}
          busy={state.busy}
          problem={state.problem}
          onAskAgain={() => void arrival.askAgain()}
          onLeave={() => void arrival.withdraw()}
        />
      )}
    </Frame>
  );
}

const openDevices = (): Devices => new Devices(browserSource, localStorage);

function shownName(
  entrance: { name_needed: boolean; name: string | null },
  account: Account | null,
  typed: string,
) {
  return entrance.name_needed ? typed : (entrance.name ?? account?.name ?? typed);
}

/** Where only those who accept the recording may speak, who does not comes in with everything off. */
function silentWish(wish: Wish, consent: DoorConsent | undefined, { recording }: Entrance): Wish {
  return recording?.strict === true && consent?.accept === false ? "join-without" : wish;
}

function requestOf(
  wish: Wish,
  name: string,
  state: DevicesState,
  consent: DoorConsent | undefined,
): JoinRequest {
  const { microphone, camera } = sourcesOf(wish, state);
  const device = deviceName(readBrowser(navigator.userAgent));
  return {
    ...(name.trim() === "" ? {} : { name: name.trim() }),
    ...(device === "" ? {} : { device }),
    microphone,
    camera,
    ...(consent === undefined ? {} : { consent }),
    ...(wish === "join-here-too" ? { elsewhere: "both" as const } : {}),
    ...(wish === "move-here" ? { elsewhere: "move" as const } : {}),
  };
}

function choicesOf(wish: Wish, state: DevicesState): DeviceChoices {
  return {
    ...sourcesOf(wish, state),
    microphoneId: state.chosen.microphone,
    cameraId: state.chosen.camera,
    speakerId: state.chosen.speaker,
    ...(wish === "join-here-too" ? { silent: true } : {}),
  };
}

/** What is on when entering: what was wished and could be had. After a reload nothing has been asked for yet: the wish counts. */
function sourcesOf(wish: Wish, { wished, captures }: DevicesState): { microphone: boolean; camera: boolean } {
  if (wish === "join-without") return { microphone: false, camera: false };
  const camera = wished.camera && captures.camera.status !== "failed";
  const microphone = wished.microphone && captures.microphone.status !== "failed";
  return { microphone: microphone && wish !== "join-here-too", camera };
}
