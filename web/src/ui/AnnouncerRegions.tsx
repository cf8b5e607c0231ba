import { type Announcer, announcer } from "./announcer.ts";
import { useStore } from "./useStore.ts";

/** The page's two live regions; drawn once, at the root, before anything is said. */
export function AnnouncerRegions({ of = announcer }: { of?: Announcer }) {
  const polite = useStore(of.polite);
  const assertive = useStore(of.assertive);
  return (
    <>
      <div class="visually-hidden" role="status" aria-live="polite" data-live="polite">
        <span key={polite.turn}>{polite.text}</span>
      </div>
      <div class="visually-hidden" role="alert" aria-live="assertive" data-live="assertive">
        <span key={assertive.turn}>{assertive.text}</span>
      </div>
    </>
  );
}
