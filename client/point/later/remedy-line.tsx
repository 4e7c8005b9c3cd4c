import type { ScreenProps } from './later.tsx';
import { later } from './text.ts';

/** The first thing to try against what the control room sees; silent where nothing can be done here. */
export function RemedyLine({ view, offline }: ScreenProps) {
  const { state, reasons } = view.link;
  const [reason] = reasons;
  const remedy = offline || state !== 'impaired' || reason === undefined ? undefined : later().remedy[reason];
  return (
    // Stays where it is while it says nothing, so that a screen reader says when it does (E4).
    <p class={remedy === undefined ? '' : 'remedy'} aria-live="polite">
      {remedy}
    </p>
  );
}
