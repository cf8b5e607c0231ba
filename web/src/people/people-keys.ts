/** Up, Down, Home and End move among the people; a letter goes to the next name that begins with it. */
export function moveInPeople(event: KeyboardEvent): void {
  if (!(event.target instanceof HTMLElement) || event.target.dataset.personMenu === undefined) return;
  const list = event.currentTarget;
  if (!(list instanceof HTMLElement)) return;
  const all = [...list.querySelectorAll<HTMLElement>("[data-person-menu]")];
  const at = all.indexOf(event.target);
  const next = { ArrowDown: all[at + 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1) }[event.key];
  const found = next ?? (isLetter(event) ? startingWith(all, at, event.key) : undefined);
  if (found === undefined) return;
  event.preventDefault();
  found.focus();
}

function isLetter(event: KeyboardEvent): boolean {
  return /^\p{L}$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
}

function startingWith(all: readonly HTMLElement[], at: number, letter: string): HTMLElement | undefined {
  const name = (button: HTMLElement) =>
    button.closest("[data-person]")?.querySelector("b")?.textContent ?? "";
  const wanted = letter.toLocaleLowerCase();
  return [...all.slice(at + 1), ...all.slice(0, at + 1)].find((button) =>
    name(button).toLocaleLowerCase().startsWith(wanted),
  );
}
