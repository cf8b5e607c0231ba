import { useLayoutEffect, useRef } from "preact/hooks";
import type { Sound } from "./media-room.ts";
import type { Person } from "./roster.ts";

/** The voices of everybody else: on every page of the grid, not only of those in sight. */
export function CallSounds({ people, muted }: { people: readonly Person[]; muted: boolean }) {
  return (
    <div hidden>
      {people.flatMap((person) =>
        person.sounds.map((sound) => (
          <SoundElement key={sound.id} sound={sound} participant={person.id} muted={muted} />
        )),
      )}
    </div>
  );
}

interface SoundElementProps {
  sound: Sound;
  participant: string;
  muted: boolean;
}

function SoundElement({ sound, participant, muted }: SoundElementProps) {
  const element = useRef<HTMLAudioElement>(null);
  useLayoutEffect(() => (element.current === null ? undefined : sound.attach(element.current)), [sound]);
  return <audio ref={element} data-participant={participant} autoplay muted={muted} />;
}
