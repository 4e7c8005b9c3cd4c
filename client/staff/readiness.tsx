import { isPreparing, type CheckItem } from '@hub/shared/model/checklist.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import { listName } from '@hub/shared/view/names.ts';
import {
  fitsReadiness,
  markReached,
  READINESS_FILTERS,
  readinessOf,
  type NotReady,
  type Readiness,
  type ReadinessFilter,
  type ReadinessMark,
} from '@hub/shared/view/readiness.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Moment } from '../control/control-props.ts';
import { t } from '../control/text.ts';
import { copyText } from '../ui/copy.ts';
import { Dialog } from '../ui/dialog.tsx';
import { clockTime, phoneNumber } from '../ui/format.ts';
import { notify } from '../ui/notice.tsx';
import { lasted, num } from '../ui/text.ts';

interface ReadinessProps {
  readonly view: Pick<BoardView, 'session' | 'rows'>;
  readonly moment: Moment;
  readonly onSelect: (pointId: PointId) => void;
}

/** P2: before a session, how many points are ready, and the list of those that are not. */
export function ReadinessStrip(props: ReadinessProps) {
  return isPreparing(props.view.session.phase) ? <Strip {...props} /> : null;
}

function Strip({ view, moment, onSelect }: ReadinessProps) {
  const words = t().readiness;
  const { plannedAt, timeZone } = view.session;
  const [listed, setListed] = useState(false);
  const readiness = useMemo(() => readinessOf(view.rows), [view]);
  const { reached, dismiss } = useMarks(plannedAt, moment, readiness);
  const left = plannedAt === null ? null : plannedAt - moment.hubNow;
  return (
    <>
      <div class="hub-warning readiness" role="region" aria-label={words.title}>
        <b>{plannedAt === null ? words.noStart : words.startsAt(clockTime(plannedAt, timeZone))}</b>
        {left !== null && <span>{left >= 0 ? words.left(lasted(left)) : words.overdue(lasted(-left))}</span>}
        <span title={plannedAt === null ? words.noStartHint : undefined}>{countWords(readiness)}</span>
        <button type="button" class="btn sm" onClick={() => setListed(true)}>
          {words.list}
        </button>
      </div>
      {reached !== null && (
        <div class="hub-warning loud-mark" role="alert">
          <b>{words.reached(reached.mark, clockTime(reached.at, timeZone))}</b>
          <span>{reached.counts}</span>
          <button type="button" class="btn sm" onClick={dismiss}>
            {words.gotIt}
          </button>
        </div>
      )}
      {listed && (
        <ReadinessList
          readiness={readiness}
          heading={clockTime(moment.hubNow, timeZone)}
          onSelect={(pointId) => {
            setListed(false);
            onSelect(pointId);
          }}
          onClose={() => setListed(false)}
        />
      )}
    </>
  );
}

interface Reached {
  readonly mark: ReadinessMark;
  /** Hub time at which this screen counted. */
  readonly at: number;
  readonly counts: string;
}

/** P3: the counts as they are when a mark is reached, until somebody has seen them. A page that opens later says nothing of a mark it missed. */
function useMarks(plannedAt: number | null, moment: Moment, readiness: Readiness) {
  const mark = markReached(plannedAt, moment.hubNow);
  const [reached, setReached] = useState<Reached | null>(null);
  const before = useRef({ plannedAt, mark });
  useEffect(() => {
    // Counted on an old picture it would not be true; it is counted once the picture is new again.
    if (moment.stale) return;
    const isNew = before.current.plannedAt === plannedAt && before.current.mark !== mark;
    before.current = { plannedAt, mark };
    if (mark === null) setReached(null);
    else if (isNew) setReached({ mark, at: moment.hubNow, counts: countWords(readiness) });
  }, [plannedAt, mark, moment.stale]);
  return { reached, dismiss: () => setReached(null) };
}

function countWords({ points, ready, out, unconfirmed, problems }: Readiness): string {
  const words = t().readiness;
  return [
    words.ready(num(ready), num(points)),
    words.out(num(out)),
    words.unconfirmed(num(unconfirmed)),
    problems > 0 ? words.problems(num(problems)) : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** Longer than a person goes through; the rest is counted below. */
const SHOWN_MAX = 300;

interface ListProps {
  readonly readiness: Readiness;
  /** The time, for what is copied. */
  readonly heading: string;
  readonly onSelect: (pointId: PointId) => void;
  readonly onClose: () => void;
}

function ReadinessList({ readiness, heading, onSelect, onClose }: ListProps) {
  const words = t().readiness;
  const [filter, setFilter] = useState<ReadinessFilter>('all');
  const wanted = readiness.notReady.filter((one) => fitsReadiness(one, filter));
  const copy = (): void => {
    const text = [`${words.title} ${heading}: ${countWords(readiness)}`, ...wanted.map(lineOf)].join('\n');
    void copyText(text).then((done) => {
      if (done) notify('done', words.copied(num(wanted.length)));
      else notify('error', words.copyFailed);
    });
  };
  return (
    <Dialog
      title={`${words.title}: ${words.ready(num(readiness.ready), num(readiness.points))}`}
      wide
      onClose={onClose}
      actions={
        <button type="button" class="btn" disabled={wanted.length === 0} onClick={copy}>
          {words.copy}
        </button>
      }
    >
      <div class="chips ready-chips" role="group" aria-label={words.filterLabel}>
        {READINESS_FILTERS.map((one) => (
          <button key={one} type="button" class="chip" aria-pressed={filter === one} onClick={() => setFilter(one)}>
            {filterName(one)} <b>{num(readiness.notReady.filter((point) => fitsReadiness(point, one)).length)}</b>
          </button>
        ))}
      </div>
      {wanted.length === 0 && <p class="dim">{filter === 'all' ? words.everybody : words.nobodyHere}</p>}
      <ul class="ready-list" tabIndex={0} aria-label={words.title}>
        {wanted.slice(0, SHOWN_MAX).map((one) => (
          <li key={one.row.id}>
            <button type="button" class="nm clip" title={one.row.name} onClick={() => onSelect(one.row.id)}>
              {listName(one.row.name)}
            </button>
            <span class="why">{lackWords(one)}</span>
            {one.row.phone !== null && <a href={`tel:${one.row.phone}`}>{phoneNumber(one.row.phone)}</a>}
          </li>
        ))}
      </ul>
      {wanted.length > SHOWN_MAX && <p class="dim">{words.andMore(num(wanted.length - SHOWN_MAX))}</p>}
    </Dialog>
  );
}

function filterName(filter: ReadinessFilter): string {
  const words = t().readiness;
  if (filter === 'all') return words.all;
  if (filter === 'out') return words.outShort;
  return filter === 'problem' ? words.problemShort : words.item[filter];
}

function lackWords({ isOut, problems, unsaid }: NotReady): string {
  const words = t().readiness;
  const names = (items: readonly CheckItem[]): string => items.map((item) => words.item[item].toLowerCase()).join(', ');
  return [
    isOut ? words.isOut : '',
    problems.length > 0 ? words.hasProblem(names(problems)) : '',
    unsaid.length > 0 ? words.isUnsaid(names(unsaid)) : '',
  ]
    .filter(Boolean)
    .join('; ');
}

function lineOf(one: NotReady): string {
  const { name, phone } = one.row;
  return `${name}${phone === null ? '' : ` (${phoneNumber(phone)})`}: ${lackWords(one)}`;
}
