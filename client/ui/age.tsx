import type { StaffText } from '@hub/shared/text/staff-vi.ts';
import type { Moment } from '../state/freshness.ts';
import { dec, lasted } from './text.ts';

/** Beyond this tenths of a second say nothing. */
const EXACT_BELOW_MS = 10_000;

interface AgeProps {
  readonly moment: Pick<Moment, 'ageMs' | 'stale'>;
  readonly words: Pick<StaffText, 'updated' | 'updatedNow' | 'stale'>;
}

/** How old the picture is, or that this screen has lost the hub. Always there: a picture without an age may be of any time. */
export function Age({ moment: { ageMs, stale }, words }: AgeProps) {
  if (stale) return <b class="t-impaired">{words.stale.lostHub}</b>;
  return <>{ageMs < EXACT_BELOW_MS ? words.updatedNow(dec(ageMs / 1000, 1)) : words.updated(lasted(ageMs))}</>;
}
