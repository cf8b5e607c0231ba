const GAP = 8;

/** Puts an open popover above or below its opener, kept inside the window; flips where there is no room. */
export function placeBeside(popover: HTMLElement, opener: Element, side: "above" | "below"): void {
  const anchor = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const above = anchor.top - height - GAP;
  const below = anchor.bottom + GAP;
  const fitsAbove = above >= GAP;
  const fitsBelow = below + height <= window.innerHeight - GAP;
  const top =
    side === "above" ? (fitsAbove || !fitsBelow ? above : below) : fitsBelow || !fitsAbove ? below : above;
  const rightToLeft = getComputedStyle(opener).direction === "rtl";
  const start = rightToLeft ? anchor.left : anchor.right - width;
  const left = side === "above" ? anchor.left + anchor.width / 2 - width / 2 : start;
  popover.style.top = `${Math.max(GAP, Math.min(top, window.innerHeight - height - GAP))}px`;
  popover.style.left = `${Math.max(GAP, Math.min(left, window.innerWidth - width - GAP))}px`;
}
