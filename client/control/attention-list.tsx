import { attentionOf, type AttentionItem } from '@hub/shared/view/attention.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import { areaName, listName } from '@hub/shared/view/names.ts';
import { isEscalated } from '@hub/shared/view/late.ts';
import type { IncidentRow, PointRow } from '@hub/shared/view/row.ts';
import { Fragment } from 'preact';
import { useMemo } from 'preact/hooks';
import { clockTime, timer } from '../ui/format.ts';
import { Mark, SilentMark } from '../ui/mark.tsx';
import { lasted, num } from '../ui/text.ts';
import { ownerOf, upperFirst, whyOf } from '../ui/why.ts';
import type { BoardProps, StaffActions } from './control-props.ts';
import { Calls, RemindButton, remindedOf } from './late-list.tsx';
import { attendingWords } from '../staff/charge.tsx';
import { t } from './text.ts';

export interface AttentionProps extends Pick<BoardProps, 'view' | 'moment' | 'selected' | 'onSelect'> {
  readonly ownDeviceId: string | null;
  readonly actions: StaffActions;
}

/** More rows than a person can act on; the rest is counted below the list. */
const SHOWN_MAX = 60;
/** Before a session nearly all are absent, and nothing is to be done about each. */
const ABSENT_SHOWN_MAX = 5;

interface AttentionListProps extends AttentionProps {
  /** Shows all points in one state, and no others, in the look. */
  readonly onOnly: (state: LinkState) => void;
}

/** Every point that is not well, worst first: what, since when, why, who has it, and one thing to do. */
export function AttentionList({ onOnly, ...props }: AttentionListProps) {
  const words = t();
  const { view } = props;
  const attention = useMemo(() => attentionOf(view), [view]);
  const count = attention.linkCount + attention.silentCount;
  const absent = attention.items.filter(isAbsent);
  const lastAbsent = absent[ABSENT_SHOWN_MAX - 1];
  const folded = new Set(absent.slice(ABSENT_SHOWN_MAX));
  const items = attention.items.filter((item) => !folded.has(item));
  const shown = items.slice(0, SHOWN_MAX);
  const hidden = items
    .slice(SHOWN_MAX)
    .reduce((sum, item) => sum + (item.kind === 'lost-together' ? item.rows.length : 1), 0);
  return (
    <section class="sec attention" aria-label={words.attention}>
      <h2>
        {words.attention} <span class="n">{count > 0 ? words.attentionPoints(num(count)) : ''}</span>
        <span class="r">
          {attention.linkCount > 0 && attention.silentCount > 0
            ? words.attentionSplit(attention.linkCount, attention.silentCount)
            : ''}
        </span>
      </h2>
      {count === 0 && <p class="calm">{words.nothingToSee}</p>}
      <ul>
        {shown.map((item, i) => (
          <Fragment key={keyOf(item)}>
            <Item item={item} first={i === 0} {...props} />
            {item === lastAbsent && folded.size > 0 && (
              <li class="out">
                <Mark state="absent" size={12} decorative />
                <button type="button" class="linkbtn" onClick={() => onOnly('absent')}>
                  {words.absentMore(folded.size)}
                </button>
              </li>
            )}
          </Fragment>
        ))}
      </ul>
      {hidden > 0 && <p class="out">{words.andMore(hidden)}</p>}
      <LeftOut rows={attention.left} timeZone={view.session.timeZone} />
    </section>
  );
}

const isAbsent = (item: AttentionItem): boolean => item.kind === 'link' && item.row.link.state === 'absent';

const keyOf = (item: AttentionItem): string =>
  item.kind === 'lost-together' ? `together:${item.rows[0]?.id}` : item.row.id;

interface ItemProps extends AttentionProps {
  readonly item: AttentionItem;
  readonly first: boolean;
}

function Item({ item, first, ...props }: ItemProps) {
  if (item.kind === 'lost-together') return <Together item={item} {...props} />;
  if (item.kind === 'silent') return <Silent row={item.row} {...props} />;
  return <Trouble row={item.row} incident={item.incident} first={first} {...props} />;
}

type TogetherProps = AttentionProps & { readonly item: Extract<AttentionItem, { kind: 'lost-together' }> };

function Together({ item, view, moment, actions, ownDeviceId, onSelect }: TogetherProps) {
  const words = t();
  const areas = new Set(item.rows.map((row) => row.area));
  const [area = ''] = areas;
  const where = areas.size === 1 ? areaName(area) : item.name;
  const open = item.incidents.filter((incident) => incident.status === 'open');
  const owned = item.incidents.find((incident) => incident.status === 'acknowledged');
  const owner = open.length > 0 || !owned ? words.unowned : ownerOf(owned, words, ownDeviceId);
  const carriers = new Set(item.rows.map((row) => row.carrier));
  const [carrier = ''] = carriers;
  const sameCarrier = carriers.size === 1 ? carrier : '';
  const lastedFor = lasted(moment.now - item.since);
  const wide = [
    sameCarrier && words.sameCarrier(sameCarrier),
    words.at(clockTime(item.since, view.session.timeZone, true)),
  ];
  const firstRow = item.rows[0];
  return (
    <li class="att top">
      <Mark state="lost" size={15} />
      <div class="bd">
        <div class="l1">
          <button type="button" class="nm clip" onClick={() => firstRow && onSelect(firstRow.id)}>
            {words.pointsTogether(item.rows.length, where)}
          </button>
          <span class="since only-wide">{lastedFor}</span>
        </div>
        <div class="l2">
          <span class="why clip">
            <span class="only-wide">{wide.filter(Boolean).join(', ')}</span>
            <span class="only-narrow">{[lastedFor, sameCarrier].filter(Boolean).join(', ')}</span>,{' '}
            <b class="own">{owner}</b>
          </span>
          <Take incidents={open} actions={actions} stale={moment.stale} />
        </div>
      </div>
    </li>
  );
}

interface TroubleProps extends AttentionProps {
  readonly row: PointRow;
  readonly incident: IncidentRow | null;
  readonly first: boolean;
}

function Trouble({ row, incident, first, moment, selected, onSelect, actions, ownDeviceId }: TroubleProps) {
  const words = t();
  const name = listName(row.name);
  const unowned = incident?.status === 'open';
  const waiting = row.waiting > 0 ? [words.waitingDevices(row.waiting)] : [];
  const why = [attendingWords(row, ownDeviceId), whyOf(row, words), ...waiting].filter(Boolean).join(', ');
  const classes = ['att', first && row.link.state === 'lost' && 'top', row.id === selected && 'sel'];
  return (
    <li class={classes.filter(Boolean).join(' ')}>
      <Mark state={row.link.state} size={15} />
      <div class="bd">
        <div class="l1">
          <button type="button" class="nm clip" title={row.name} onClick={() => onSelect(row.id)}>
            {name}
          </button>
          <span class="since">{lasted(moment.now - row.link.since)}</span>
        </div>
        <div class="l2">
          <span class="why clip" title={why}>
            {why}
            {incident && (
              <>
                {why ? ', ' : ''}
                <span class={unowned ? 'own none' : 'own'}>{ownerOf(incident, words, ownDeviceId)}</span>
              </>
            )}
          </span>
          {unowned && actions.acknowledge ? (
            <Take incidents={[incident]} actions={actions} stale={moment.stale} />
          ) : (
            <Calls row={row} />
          )}
        </div>
      </div>
    </li>
  );
}

function Silent({
  row,
  view,
  moment,
  selected,
  actions,
  onSelect,
  ownDeviceId,
}: AttentionProps & { readonly row: PointRow }) {
  const words = t();
  const deadline = view.session.round?.deadlineAt ?? null;
  const left = deadline === null ? null : deadline - moment.hubNow;
  const reminded = remindedOf(row, view.session.timeZone);
  const name = listName(row.name);
  return (
    <li class={row.id === selected ? 'att sel' : 'att'}>
      <SilentMark size={15} />
      <div class="bd">
        <div class="l1">
          <button type="button" class="nm clip" title={row.name} onClick={() => onSelect(row.id)}>
            {name}
          </button>
          <span class="since">{left === null ? '' : left >= 0 ? words.left(timer(left, 'up')) : words.overdue}</span>
        </div>
        <div class="l2">
          <span class={isEscalated(row) ? 'why clip t-error' : 'why clip'} title={reminded}>
            {attendingWords(row, ownDeviceId) || upperFirst(reminded) || words.silentWhy}
          </span>
          <span class="two">
            <RemindButton row={row} view={view} moment={moment} actions={actions} />
            <Calls row={row} />
          </span>
        </div>
      </div>
    </li>
  );
}

function Take({
  incidents,
  actions,
  stale,
}: {
  incidents: readonly IncidentRow[];
  actions: StaffActions;
  stale: boolean;
}) {
  const { acknowledge } = actions;
  if (!acknowledge || incidents.length === 0) return null;
  return (
    <button
      type="button"
      class="linkbtn"
      disabled={stale}
      title={stale ? t().stale.needsHub : undefined}
      onClick={() => acknowledge(incidents)}
    >
      {t().take}
    </button>
  );
}

/** Who is left out of the list, and why. */
function LeftOut({ rows, timeZone }: { rows: readonly PointRow[]; timeZone: string }) {
  const words = t();
  const [only] = rows;
  if (!only) return null;
  return (
    <p class="out">
      <Mark state="left" size={12} decorative />
      <span class="clip">
        {rows.length === 1
          ? words.leftOn(listName(only.name), clockTime(only.link.since, timeZone))
          : words.leftMany(rows.length)}
      </span>
    </p>
  );
}
