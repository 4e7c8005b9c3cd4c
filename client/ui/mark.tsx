import type { LinkState } from '@hub/shared/model/link.ts';
import type { ComponentChildren } from 'preact';
import { ems } from './rem.ts';
import { common } from './text.ts';

// Drawn anew each time: an element that is shared keeps the whole page that it was last drawn in.
const ring = (): ComponentChildren => <circle class="mk-line" cx="8" cy="8" r="4.9" stroke-width="1.8" />;

/** One drawing per state, the same on map, tile, row, phone and report. Circles need nobody; corners do. */
const SHAPES: Record<LinkState, () => ComponentChildren> = {
  up: () => <circle class="mk-fill" cx="8" cy="8" r="5.5" />,
  joining: () => (
    <>
      <circle class="mk-line" cx="8" cy="8" r="5" stroke-width="1.8" />
      <path class="mk-fill" d="M8 3a5 5 0 0 0 0 10z" />
    </>
  ),
  absent: ring,
  left: () => (
    <>
      {ring()}
      <path class="mk-line" d="M5.4 8h5.2" stroke-width="1.8" />
    </>
  ),
  impaired: () => (
    <>
      <path class="mk-fill" d="M8 1.9 15 14H1z" stroke="currentColor" stroke-width="1.2" stroke-linejoin="round" />
      <path class="mk-sign" d="M8 6.2v4M8 11.3v1.6" stroke-width="1.7" />
    </>
  ),
  lost: () => (
    <>
      <rect class="mk-fill" x="1.8" y="1.8" width="12.4" height="12.4" rx="1.6" />
      <path class="mk-sign" d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6" stroke-width="1.8" />
    </>
  ),
  unknown: () => (
    <>
      <path class="mk-body" d="M8 1 15 8 8 15 1 8z" stroke-width="1.6" stroke-linejoin="round" />
      <path class="mk-line" d="M6.3 6.6a1.75 1.75 0 1 1 2.5 1.6c-.55.27-.8.6-.8 1.1M8 10.6v1.3" stroke-width="1.45" />
    </>
  ),
};

interface MarkProps {
  readonly state: LinkState;
  readonly size?: number;
  /** Set where the state's word stands beside it, so that it is not read twice. */
  readonly decorative?: boolean;
}

export function Mark({ state, size = 14, decorative = false }: MarkProps) {
  const label = decorative
    ? { 'aria-hidden': true as const }
    : { role: 'img' as const, 'aria-label': common().state[state] };
  return (
    <svg class={`mk mk-${state}`} width={ems(size)} height={ems(size)} viewBox="0 0 16 16" {...label}>
      {SHAPES[state]()}
    </svg>
  );
}

/** A dash: nothing is wrong with the link, but the point has not reported. */
export function SilentMark({ size = 14 }: { readonly size?: number }) {
  return (
    <svg class="mk mk-silent" width={ems(size)} height={ems(size)} viewBox="0 0 16 16" aria-hidden="true">
      <path class="mk-line" d="M3 8h10" stroke-width="2.4" />
    </svg>
  );
}
