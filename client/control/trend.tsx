import type { Trend as Told } from '@hub/shared/view/row.ts';
import { clockTime } from '../ui/format.ts';
import { ems } from '../ui/rem.ts';
import { num } from '../ui/text.ts';
import { t } from './text.ts';
import { trendLine, TREND_HEIGHT, TREND_WIDTH } from './trend-line.ts';

interface TrendProps {
  readonly of: 'up' | 'present';
  readonly trend: Told;
  /** What the figure is now. */
  readonly current: number;
  /** Time of the picture. */
  readonly now: number;
  readonly timeZone: string;
}

/** How a figure has gone since the round was opened: a line, and by how much it is more or less. */
export function Trend({ of, trend, current, now, timeZone }: TrendProps) {
  const words = t().board.trend;
  const [first = current] = trend[of];
  const by = current - first;
  const time = clockTime(trend.since, timeZone);
  const says = words.says(num(first), time, num(current));
  return (
    <span class="trend" role="img" aria-label={says} title={says}>
      <svg
        viewBox={`0 0 ${TREND_WIDTH} ${TREND_HEIGHT}`}
        width={ems(TREND_WIDTH)}
        height={ems(TREND_HEIGHT)}
        aria-hidden="true"
      >
        <polyline points={trendLine(trend, of, current, now)} />
      </svg>
      <span aria-hidden="true">
        {by === 0 ? words.same(time) : `${by > 0 ? '▲' : '▼'} ${words.by(num(Math.abs(by)), time)}`}
      </span>
    </span>
  );
}
