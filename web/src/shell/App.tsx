import { lazy, Suspense } from "preact/compat";
import { useEffect } from "preact/hooks";
import { loadSession } from "../accounts/session.ts";
import { AnnouncerRegions } from "../ui/AnnouncerRegions.tsx";
import { ToastRegion } from "../ui/ToastRegion.tsx";
import { useStore } from "../ui/useStore.ts";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { Frame } from "./Frame.tsx";
import { Loading } from "./Loading.tsx";
import { followLinks, route } from "./navigation.ts";
import { OfflineBanner } from "./OfflineBanner.tsx";
import { ProblemPage } from "./ProblemPage.tsx";
import type { Route } from "./route.ts";

const HomePage = lazy(() => import("../home/HomePage.tsx"));
const SignInPage = lazy(() => import("../accounts/SignInPage.tsx"));
const SetUpPage = lazy(() => import("../accounts/SetUpPage.tsx"));
const InvitationPage = lazy(() => import("../accounts/InvitationPage.tsx"));
const NewPage = lazy(() => import("../rooms/NewPage.tsx"));
const RoomPage = lazy(() => import("../rooms/RoomPage.tsx"));
const SettingsPage = lazy(() => import("../rooms/SettingsPage.tsx"));
const LibraryPage = lazy(() => import("../recordings/library/LibraryPage.tsx"));
const PlayerPage = lazy(() => import("../player/PlayerPage.tsx"));
const SharedPage = lazy(() => import("../player/SharedPage.tsx"));
const AccessibilityPage = lazy(() => import("./AccessibilityPage.tsx"));
const LegalPage = lazy(() => import("./LegalPage.tsx"));

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
        <Suspense
          fallback={
            <Frame>
              <Loading />
            </Frame>
          }
        >
          <Place key={placeKey(place)} route={place} />
        </Suspense>
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
