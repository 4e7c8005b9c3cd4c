import type { StaffText } from '@hub/shared/text/staff-vi.ts';
import { clockTime } from './format.ts';
import { Icon } from './icon.tsx';
import { ROTATE, TRIANGLE_ALERT } from './icons.ts';
import { common, lasted } from './text.ts';

interface StaleBannerProps {
  readonly words: StaffText['stale'];
  /** Hub time of the picture, and how long ago that is. */
  readonly stoppedAt: number;
  readonly ageMs: number;
  readonly timeZone: string;
  readonly attempt: number;
  readonly onRetry: () => void;
}

/** V8: a picture older than it should be says so itself, loudly. */
export function StaleBanner({ words, stoppedAt, ageMs, timeZone, attempt, onRetry }: StaleBannerProps) {
  return (
    <div class="stale-banner" role="alert">
      <Icon of={TRIANGLE_ALERT} size={26} weight={2} />
      <span class="stale-word">{words.title}</span>
      <span class="stale-what">
        {words.stopped} <b>{clockTime(stoppedAt, timeZone, true)}</b>
        {words.ago} <b>{lasted(ageMs)}</b>. <span class="only-wide">{words.warning} </span>
        {words.phoneWorks}
      </span>
      <span class="stale-end">
        <span>{words.reconnecting(attempt)}</span>
        <button type="button" class="btn" onClick={onRetry}>
          <Icon of={ROTATE} size={15} weight={2} />
          {common().retry}
        </button>
      </span>
    </div>
  );
}
