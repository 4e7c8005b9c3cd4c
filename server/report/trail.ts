import type { DeviceId, PointId, SessionId } from '@hub/shared/model/ids.ts';
import type { Trail, TrailEntry } from '@hub/shared/protocol/down.ts';
import { clockTime, calendarDay } from '@hub/shared/view/session-time.ts';
import { stringify } from 'csv-stringify/sync';
import { type BoardSource, labelOf } from '../hub/board-source.ts';
import { toRecorded } from '../hub/refold.ts';
import type { EventLog, StoredEvent } from '../log/event-log.ts';
import { neutralise } from '../roster/clean-text.ts';
import { auditWords, factDetail, factName, isAbout, pointOf, type AuditLang } from './fact-detail.ts';
import { isRehearsal } from './round-report.ts';

export interface TrailQuery {
  /** Only facts about this point. */
  readonly pointId: PointId | null;
  /** An earlier session; null: the one that is on. */
  readonly sessionId: SessionId | null;
  readonly lang: AuditLang;
}

interface TrailPorts {
  readonly log: Pick<EventLog, 'read' | 'head'>;
  /** The one that is on, or an earlier one as it ended. */
  readonly sourceOf: (sessionId: SessionId | null) => Promise<BoardSource>;
}

/** Events read at once, backwards; a page of a quiet point may need several. */
const WINDOW = 5_000;
/** Windows one request may read: beyond it the answer says where to go on, so that no request holds the log for long. */
const WINDOWS_MAX = 10;

/** The newest entries before `before` (null: from the end), newest first, of one session. */
export async function readTrail(
  { log, sourceOf }: TrailPorts,
  query: TrailQuery & { readonly before: number | null; readonly limit: number },
  window = WINDOW,
): Promise<Trail> {
  const entries: TrailEntry[] = [];
  const source = await sourceOf(query.sessionId);
  const head = query.sessionId === null ? await log.head() : source.head;
  let end = Math.min(query.before ?? Infinity, head + 1);
  for (let windows = 0; end > 1 && entries.length < query.limit && windows < WINDOWS_MAX; windows++) {
    const start = Math.max(0, end - 1 - window);
    const found: TrailEntry[] = [];
    for await (const stored of between(log, start, end)) {
      const entry = entryOf(stored, source, query);
      if (entry) found.push(entry);
    }
    entries.push(...found.reverse());
    end = start + 1;
  }
  const shown = entries.slice(0, query.limit);
  const isCut = shown.length < entries.length;
  return { entries: shown, next: isCut ? (shown.at(-1)?.seq ?? null) : end > 1 ? end : null };
}

/** The whole trail as CSV, oldest first, in pieces. UTF-8 with BOM, because Excel takes a bare one for the local encoding. */
export async function* trailCsv({ log, sourceOf }: TrailPorts, query: TrailQuery): AsyncIterable<string> {
  yield stringify([auditWords(query.lang).columns], { bom: true, record_delimiter: 'windows' });
  const source = await sourceOf(query.sessionId);
  const timeZone = source.session()?.head.timeZone ?? 'UTC';
  for await (const page of log.read(0)) {
    const rows = page.flatMap((stored) => {
      const entry = entryOf(stored, source, query);
      return entry ? [csvRow(entry, timeZone)] : [];
    });
    if (rows.length > 0) yield stringify(rows, { record_delimiter: 'windows' });
  }
}

function csvRow(entry: TrailEntry, timeZone: string): readonly (string | number)[] {
  const { seq, at, run, pointId, pointName, what, detail, who, role, deviceId } = entry;
  const time = `${calendarDay(at, timeZone)} ${clockTime(at, timeZone, true)}`;
  const text = [pointId ?? '', pointName, what, detail, who, role, deviceId ?? ''].map(neutralise);
  return [seq, time, run, ...text];
}

async function* between(log: Pick<EventLog, 'read'>, after: number, before: number): AsyncIterable<StoredEvent> {
  for await (const page of log.read(after)) {
    for (const stored of page) {
      if (stored.seq >= before) return;
      yield stored;
    }
  }
}

function runName(run: number, source: BoardSource, lang: AuditLang): string {
  const words = auditWords(lang).runName;
  const session = source.session();
  if (run === 0 || session === null) return words.before;
  return isRehearsal(session, { run }) ? words.rehearsal(run) : words.live;
}

function entryOf(stored: StoredEvent, source: BoardSource, { pointId, lang }: TrailQuery): TrailEntry | null {
  if (stored.sessionId !== source.session()?.head.id) return null;
  const { seq, at, run, actor, fact } = toRecorded(stored);
  const about = pointId ?? pointOf(fact, source);
  if (pointId !== null && !isAbout(fact, source, pointId)) return null;
  return {
    seq,
    at,
    run,
    runName: runName(run, source, lang),
    pointId: about,
    pointName: (about && source.point(about)?.point.name) ?? '',
    what: factName(fact.type, lang),
    detail: factDetail(fact, source, lang, pointId),
    who: labelOf(source, actor.deviceId as DeviceId | null) ?? '',
    role: auditWords(lang).role[actor.role],
    deviceId: actor.deviceId,
  };
}
