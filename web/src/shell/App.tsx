import { useEffect } from "preact/hooks";
import { loadSession } from "../accounts/session.ts";
import { AnnouncerRegions } from "../ui/AnnouncerRegions.tsx";
import { ToastRegion } from "../ui/ToastRegion.tsx";
import { useStore } from "../ui/useStore.ts";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { Frame } from "./Frame.tsx";
import { followLinks, route } from "./navigation.ts";
import { OfflineBanner } from "./OfflineBanner.tsx";
import { ProblemPage } from "./ProblemPage.tsx";
import { page } from "./page.tsx";
import type { Route } from "./route.ts";

const HomePage = page(() => import("../home/HomePage.tsx"));
const SignInPage = page(() => import("../accounts/SignInPage.tsx"));
const SetUpPage = page(() => import("../accounts/SetUpPage.tsx"));
const InvitationPage = page(() => import("../accounts/InvitationPage.tsx"));
const NewPage = page(() => import("../rooms/NewPage.tsx"));
const RoomPage = page(() => import("../rooms/RoomPage.tsx"));
const SettingsPage = page(() => import("../rooms/SettingsPage.tsx"));
const LibraryPage = page(() => import("../recordings/library/LibraryPage.tsx"));
const PlayerPage = page(() => import("../player/PlayerPage.tsx"));
const SharedPage = page(() => import("../player/SharedPage.tsx"));
const AccessibilityPage = page(() => import("./AccessibilityPage.tsx"));
const LegalPage = page(() => import("./LegalPage.tsx"));

/** Everything of the page. */
export function App() {
  const place = useStore(route);
  useEffect(() => {
    void loadSession();
    return followLinks();
  }, []);
  return (
    <>
      <OfflineBanner />
      <ErrorBoundary at={location.pathname}>
        <Place key={placeKey(place)} route={place} />
      </ErrorBoundary>
      <ToastRegion />
      <AnnouncerRegions />
    </>
  );
}

/** Pages of different addresses are different pages: the heading takes the focus again. */
const placeKey = (place: Route): string => JSON.stringify(place);

function Place({ route: place }: { route: Route }) {
  switch (place.page) {
    case "home":
      return <HomePage />;
    case "sign-in":
      return <SignInPage next={place.next} />;
    case "setup":
      return <SetUpPage token={place.token} />;
    case "invitation":
      return <InvitationPage token={place.token} />;
    case "new":
      return <NewPage />;
    case "room":
      return <RoomPage code={place.code} />;
    case "settings":
      return <SettingsPage code={place.code} />;
    case "recordings":
      return <LibraryPage />;
    case "recording":
      return <PlayerPage id={place.id} />;
    case "shared":
      return <SharedPage token={place.token} />;
    case "accessibility":
      return <AccessibilityPage />;
    case "legal":
      return <LegalPage topic={place.topic} />;
    case "not-found":
      return (
        <Frame>
          <ProblemPage problem={{ code: "page-unknown", params: {} }} />
        </Frame>
      );
  }
}
