import { AnnouncerRegions } from "../ui/AnnouncerRegions.tsx";
import { ToastRegion } from "../ui/ToastRegion.tsx";

/** Everything of the page. */
export function App() {
  return (
    <>
      <ToastRegion />
      <AnnouncerRegions />
    </>
  );
}
