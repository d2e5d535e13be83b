import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Rows drawn above and below what is seen. */
const MARGIN = 3;

interface RowWindow {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onScroll: () => void;
  /** First row drawn, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Scrolls as little as it takes for this row to be seen whole. */
  readonly reveal: (index: number) => void;
  /** Whole rows that are seen at once. */
  readonly perPage: number;
}

/** Which rows of one height to draw of a long list. @param rowHeight CSS pixels. @param above CSS pixels of what sticks to the top. */
export function useRowWindow(count: number, rowHeight: number, above: number): RowWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const [height, setHeight] = useState(600);

  const onScroll = useCallback(() => {
    // Counted in rows: moving within one draws nothing anew.
    setFirst(Math.floor((scroller.current?.scrollTop ?? 0) / rowHeight));
  }, [rowHeight]);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return undefined;
    const observer = new ResizeObserver(() => setHeight(box.clientHeight));
    observer.observe(box);
    setHeight(box.clientHeight);
    return () => observer.disconnect();
  }, []);

  const reveal = useCallback(
    (index: number) => {
      const box = scroller.current;
      if (box === null) return;
      const top = index * rowHeight;
      const bottom = top + rowHeight + above;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
    },
    [rowHeight, above],
  );

  const seen = Math.ceil(height / rowHeight);
  // A list that got shorter may end above where it was scrolled to.
  const start = Math.max(0, Math.min(first, count - seen));
  return { scroller, onScroll, from: Math.max(0, start - MARGIN), to: Math.min(count, start + seen + MARGIN), reveal, perPage: Math.max(1, Math.floor((height - above) / rowHeight)) };
}
