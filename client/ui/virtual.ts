import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { remScale } from './rem.ts';

export interface Window {
  readonly items: readonly VirtualItem[];
  /** Height of what is not drawn, px. */
  readonly before: number;
  readonly after: number;
  readonly scrollTo: (index: number) => void;
}

/** Which of `count` rows of equal height, px at a font of 16 px, are to be drawn inside a scrolling element. */
export function useVirtualRows(count: number, designHeight: number, scroller: RefObject<HTMLElement | null>): Window {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const drawn = useRef(redraw);
  const rowHeight = designHeight * remScale();
  drawn.current = redraw;
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => drawn.current(0),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, Element>(options));
  virtualizer.setOptions(options);
  useEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  const items = virtualizer.getVirtualItems();
  const total = virtualizer.getTotalSize();
  const first = items[0];
  const last = items[items.length - 1];
  return {
    items,
    before: first?.start ?? 0,
    after: last ? total - last.end : 0,
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
