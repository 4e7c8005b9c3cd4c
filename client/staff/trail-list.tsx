import type { PointId } from '@hub/shared/model/ids.ts';
import type { TrailEntry } from '@hub/shared/protocol/down.ts';
import type { AuditPageText } from '@hub/shared/text/audit-page-vi.ts';
import { calendarDay, clockTime } from '@hub/shared/view/session-time.ts';
import { useEffect, useState } from 'preact/hooks';
import { language } from '../ui/text.ts';
import { tellRefusal } from './answers.ts';
import type { TrailSource } from './trail.ts';

interface TrailListProps {
  readonly words: AuditPageText;
  readonly source: TrailSource;
  /** Null: of the whole session. */
  readonly pointId: PointId | null;
  /** An earlier session; without it the one that is on. */
  readonly sessionId?: string | null;
  readonly timeZone: string;
}

/** Enough of a device's id to tell two apart; the file has all of it. */
const DEVICE_SHOWN = 8;

type Fetched =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'here'; readonly entries: readonly TrailEntry[]; readonly next: number | null };

/** G8: what was recorded, newest first. Each line says what, when, and who in which role. */
export function TrailList({ words, source, pointId, sessionId = null, timeZone }: TrailListProps) {
  const [fetched, setFetched] = useState<Fetched>({ kind: 'loading' });
  const [asked, setAsked] = useState(0);
  const lang = language.value;

  useEffect(() => {
    let over = false;
    setFetched({ kind: 'loading' });
    void source.load(pointId, lang, null, sessionId).then((answer) => {
      if (over) return;
      if (answer.ok) setFetched({ kind: 'here', entries: answer.body.entries, next: answer.body.next });
      else setFetched({ kind: 'failed' });
    });
    return () => {
      over = true;
    };
  }, [source, pointId, sessionId, lang, asked]);

  const older = (held: Extract<Fetched, { kind: 'here' }>): void => {
    void source.load(pointId, lang, held.next, sessionId).then((answer) => {
      if (!tellRefusal(answer)) return;
      setFetched((now) =>
        // Another trail was asked for meanwhile.
        now === held
          ? { kind: 'here', entries: [...held.entries, ...answer.body.entries], next: answer.body.next }
          : now,
      );
    });
  };

  return (
    <div class="trail">
      <div class="trail-acts">
        <button type="button" class="btn" onClick={() => setAsked(asked + 1)}>
          {words.refresh}
        </button>
        <button type="button" class="btn" onClick={() => void source.save(pointId, lang, sessionId).then(tellRefusal)}>
          {words.download}
        </button>
      </div>
      <div aria-live="polite">
        {fetched.kind === 'loading' && <p class="empty">{words.loading}</p>}
        {fetched.kind === 'failed' && <p class="empty t-error">{words.failed}</p>}
        {fetched.kind === 'here' && fetched.entries.length === 0 && <p class="empty">{words.empty}</p>}
      </div>
      {fetched.kind === 'here' && fetched.entries.length > 0 && (
        <ol class="trail-rows" tabIndex={0} aria-label={words.title}>
          {fetched.entries.map((entry) => (
            <li key={entry.seq}>
              <time dateTime={new Date(entry.at).toISOString()}>
                {clockTime(entry.at, timeZone, true)} <span class="dim">{calendarDay(entry.at, timeZone)}</span>
                <small class="dim">{entry.runName}</small>
              </time>
              <span class="what">
                <b>{entry.what}</b>
                {pointId === null && entry.pointId !== null && (
                  <span>
                    {entry.pointId} {entry.pointName}
                  </span>
                )}
                {entry.detail !== '' && <span class="dim">{entry.detail}</span>}
              </span>
              <span class="by">
                {entry.who || entry.role} {entry.who !== '' && <span class="dim">{entry.role}</span>}
                {entry.deviceId !== null && (
                  <small class="dim" title={entry.deviceId}>
                    {words.device(entry.deviceId.slice(0, DEVICE_SHOWN))}
                  </small>
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
      {fetched.kind === 'here' && fetched.next !== null && (
        <button type="button" class="btn" onClick={() => older(fetched)}>
          {words.more}
        </button>
      )}
    </div>
  );
}
