import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** How far outside the window pieces are drawn ahead, so that scrolling and tabbing meet them drawn. */
const AHEAD = '600px 0px';

/** Tells the pieces of a long scrolling page whether they are near its window. */
export class NearWatch {
  readonly #observer: IntersectionObserver;
  readonly #pieces = new Map<Element, (near: boolean) => void>();

  constructor(root: Element) {
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) this.#pieces.get(target)?.(isIntersecting);
      },
      { root, rootMargin: AHEAD },
    );
  }

  watch(piece: Element, tell: (near: boolean) => void): () => void {
    this.#pieces.set(piece, tell);
    this.#observer.observe(piece);
    return () => {
      this.#pieces.delete(piece);
      this.#observer.unobserve(piece);
    };
  }
}

export interface Nearness {
  readonly near: boolean;
  /** What the piece measured when it was last drawn, px; null before. */
  readonly height: number | null;
}

/** With a null watch every piece is near. */
export function useNear(watch: NearWatch | null, piece: RefObject<HTMLElement | null>): Nearness {
  const [near, setNear] = useState(false);
  const height = useRef<number | null>(null);
  useLayoutEffect(() => {
    const element = piece.current;
    if (watch === null || element === null) return undefined;
    return watch.watch(element, (isNear) => {
      if (!isNear) height.current = element.getBoundingClientRect().height;
      setNear(isNear);
    });
  }, [watch]);
  return { near: watch === null || near, height: height.current };
}
