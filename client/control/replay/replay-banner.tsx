import type { BoardView } from '@hub/shared/view/row.ts';
import { calendarDay, clockTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { ROTATE } from '../../ui/icons.ts';
import { num } from '../../ui/text.ts';
import { t } from '../text.ts';

interface ReplayBannerProps {
  /** The moment chosen. */
  readonly at: number;
  readonly hubNow: number;
  readonly timeZone: string;
  /** What goes on meanwhile. */
  readonly live: Pick<BoardView, 'totals' | 'incidents'>;
  readonly failed: boolean;
  readonly onLive: () => void;
}

/** Q4: a picture of the past says so itself, and what is now beside it. */
export function ReplayBanner({ at, hubNow, timeZone, live, failed, onLive }: ReplayBannerProps) {
  const words = t().replay;
  const day = calendarDay(at, timeZone);
  const { totals, incidents } = live;
  return (
    <section class="replay-banner" aria-label={words.word}>
      <b class="replay-word" role="status">
        {words.word}
      </b>
      <time class="replay-time">{clockTime(at, timeZone, true)}</time>
      {day !== calendarDay(hubNow, timeZone) && <span>{words.ofDay(day)}</span>}
      <span class="replay-what clip">{failed ? words.failed : words.noVitals}</span>
      <span class="replay-now">
        {words.now(words.nowLine(num(totals.byState.up), num(totals.points), num(incidents.length)))}
      </span>
      <button type="button" class="btn" onClick={onLive}>
        <Icon of={ROTATE} size={15} weight={2} />
        {words.backToLive}
        <kbd>L</kbd>
      </button>
    </section>
  );
}
