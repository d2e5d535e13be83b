import { useEffect, useRef, type RefObject } from 'react';

let shownBefore: string | null = null;

/**
 * Gives the heading focus when another page or step comes on screen, so that it is read and Tab starts there.
 * The first page of the window is left alone: nobody has asked for it.
 */
export function useHeadingFocus(name: string, wanted = true): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (wanted && shownBefore !== null && shownBefore !== name) heading.current?.focus();
    shownBefore = name;
  }, [name, wanted]);
  return heading;
}
