import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointRow, SessionView } from '@hub/shared/view/row.ts';
import { calendarDay } from '@hub/shared/view/session-time.ts';
import { useState } from 'preact/hooks';
import { TrailList } from '../staff/trail-list.tsx';
import type { TrailSource } from '../staff/trail.ts';
import { t } from './text.ts';

interface AuditPageProps {
  readonly source: TrailSource;
  readonly session: Pick<SessionView, 'title' | 'earlier'>;
  /** An earlier session to begin with; null: the one that is on. */
  readonly startWith: string | null;
  readonly rows: readonly PointRow[];
  readonly timeZone: string;
}

/** The trail of the session, or of one point of it. */
export function AuditPage({ source, session, startWith, rows, timeZone }: AuditPageProps) {
  const words = t().audit;
  const [pointId, setPointId] = useState<PointId | null>(null);
  const [sessionId, setSessionId] = useState(startWith);
  return (
    <section class="audit-page">
      <h2>{words.title}</h2>
      <p class="dim">{words.hint}</p>
      {session.earlier.length > 0 && (
        <label class="field">
          <span>{words.session}</span>
          <select
            class="input"
            value={sessionId ?? ''}
            onChange={(event) => setSessionId(event.currentTarget.value || null)}
          >
            <option value="">{session.title}</option>
            {[...session.earlier].reverse().map(({ id, title, endedAt }) => (
              <option key={id} value={id}>
                {title}, {calendarDay(endedAt, timeZone)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="field">
        <span>{words.point}</span>
        <select
          class="input"
          value={pointId ?? ''}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            setPointId(rows.find(({ id }) => id === chosen)?.id ?? null);
          }}
        >
          <option value="">{words.allPoints}</option>
          {rows.map(({ id, name }) => (
            <option key={id} value={id}>
              {id} {name}
            </option>
          ))}
        </select>
      </label>
      <TrailList words={words} source={source} pointId={pointId} sessionId={sessionId} timeZone={timeZone} />
    </section>
  );
}
