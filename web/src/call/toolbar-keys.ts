/** Left, Right, Home and End move inside a toolbar; Tab leaves it. One button at a time can be reached by Tab. */
export function moveInToolbar(event: KeyboardEvent, toolbar: HTMLElement | null): void {
  if (toolbar === null || !(event.target instanceof HTMLElement)) return;
  const buttons = [...toolbar.querySelectorAll<HTMLElement>("[data-tool]")].filter(
    (button) => button.offsetParent !== null,
  );
  const at = buttons.indexOf(event.target);
  if (at === -1) return;
  const step = getComputedStyle(toolbar).direction === "rtl" ? -1 : 1;
  const next = {
    ArrowRight: buttons[(at + step + buttons.length) % buttons.length],
    ArrowLeft: buttons[(at - step + buttons.length) % buttons.length],
    Home: buttons[0],
    End: buttons.at(-1),
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
}
