import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { usePageTitle } from "./usePageTitle.ts";

interface PageHeadingProps {
  children: ComponentChildren;
  /** The page's name in the browser's tab, where it differs from the heading's text. */
  title: string;
}

/** The page's one `h1`: takes the focus when the page appears, so that nobody is left at the end of the last one. */
export function PageHeading({ children, title }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  usePageTitle(title);
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
