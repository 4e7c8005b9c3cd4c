import { type Attention, attentionOf, type AttentionItem, isLasting, isOver } from '@hub/shared/view/attention.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import { isEscalated } from '@hub/shared/view/late.ts';
import { incidentCode, listName } from '@hub/shared/view/names.ts';
import type { BoardView, IncidentRow, PointRow } from '@hub/shared/view/row.ts';
import { Fragment } from 'preact';
import { useId, useMemo, useState } from 'preact/hooks';
import { clockTime, timer } from '../ui/format.ts';
import { Mark, SilentMark } from '../ui/mark.tsx';
import { age } from '../ui/standing.ts';
import { num } from '../ui/text.ts';
import { isSecondPress, useSettled } from '../ui/settled.ts';
import { causeBeside, ownerOf, upperFirst, whyOf } from '../ui/why.ts';
import type { BoardProps, StaffActions } from './control-props.ts';
import { incidentTitle, isLate, isMuted, lostOf, Members } from './incident-list.tsx';
import { Calls, RemindButton, remindedOf } from './late-list.tsx';
import { attendingWords } from '../staff/charge.tsx';
import { t } from './text.ts';

export interface AttentionProps extends Pick<BoardProps, 'view' | 'moment' | 'selected' | 'onSelect'> {
  readonly ownDeviceId: string | null;
  readonly actions: StaffActions;
}

/** More rows than a person can act on; the rest is counted below the list. */
const SHOWN_MAX = 60;
/** How soon a point whose mute ends is in its place again, ms. */
const MUTE_STEP_MS = 15_000;
/** Before a session nearly all are absent, and nothing is to be done about each. */
const ABSENT_SHOWN_MAX = 5;

interface AttentionListProps extends AttentionProps {
  readonly attention: Attention;
  /** Shows all points in one state, and no others, in the look. */
  readonly onOnly: (state: LinkState) => void;
}

/** One reading of the view for all who show it or its number. */
export function useAttention(view: BoardView, hubNow: number): Attention {
  return useMemo(() => attentionOf(view, hubNow, SHOWN_MAX), [view, Math.floor(hubNow / MUTE_STEP_MS)]);
}

/** What the number of the list is made of; empty where it is all of one kind, whose rows say it. */
function splitOf({ linkCount, incidentCount, silentCount, sharedCount }: Attention): string {
  const words = t().attentionSplit;
  const parts = [
    linkCount > 0 && words.links(num(linkCount)),
    incidentCount > 0 && words.incidents(num(incidentCount)),
    silentCount > 0 && words.silent(num(silentCount)),
    sharedCount > 0 && words.shared(num(sharedCount)),
  ].filter((part) => part !== false);
  return parts.length > 1 || sharedCount > 0 ? parts.join(', ') : '';
}

/** Every point that is not well, worst first: what, since when, why, who has it, and one thing to do. */
export function AttentionList({ attention, onOnly, ...props }: AttentionListProps) {
  const words = t();
  const { view } = props;
  const { count, sharedCount } = attention;
  const absent = attention.items.filter(isAbsent);
  const lastAbsent = absent[ABSENT_SHOWN_MAX - 1];
  const folded = attention.absentCount - Math.min(absent.length, ABSENT_SHOWN_MAX);
  const unlisted = new Set(absent.slice(ABSENT_SHOWN_MAX));
  const items = attention.items.filter((item) => !unlisted.has(item));
  const shown = items.slice(0, SHOWN_MAX);
  const silent = attention.items.filter(({ kind }) => kind === 'silent');
  const hidden =
    items.slice(SHOWN_MAX).reduce((sum, item) => sum + (item.kind === 'lost-together' ? item.rows.length : 1), 0) +
    (attention.silentCount - silent.length);
  return (
    <section class="sec attention" aria-label={words.attention}>
      <h2>
        {words.attention}{' '}
        <span class="n">{count === 0 ? '' : sharedCount > 0 ? num(count) : words.attentionPoints(num(count))}</span>
        <span class="r" title={words.attentionSplit.hint}>
          {splitOf(attention)}
        </span>
      </h2>
      {attention.items.length === 0 && <p class="calm">{words.nothingToSee}</p>}
      <ul>
        {shown.map((item, i) => (
          <Fragment key={keyOf(item)}>
            <Item item={item} first={i === 0} {...props} />
            {item === lastAbsent && folded > 0 && (
              <li class="out">
                <Mark state="absent" size={12} decorative />
                <button type="button" class="linkbtn" onClick={() => onOnly('absent')}>
                  {words.absentMore(folded)}
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

function keyOf(item: AttentionItem): string {
  if (item.kind === 'lost-together' || item.kind === 'unowned') return item.incident.id;
  return item.row.id;
}

interface ItemProps extends AttentionProps {
  readonly item: AttentionItem;
  readonly first: boolean;
}

function Item({ item, first, ...props }: ItemProps) {
  if (item.kind === 'lost-together') return <Together item={item} {...props} />;
  if (item.kind === 'unowned') return <Unowned item={item} {...props} />;
  if (item.kind === 'silent') return <Silent row={item.row} {...props} />;
  return <Trouble row={item.row} incident={item.incident} first={first} {...props} />;
}

type ItemOf<K extends AttentionItem['kind']> = AttentionProps & { readonly item: Extract<AttentionItem, { kind: K }> };

/** I4: one line, which opens to its points. */
function Together({ item, view, moment, actions, ownDeviceId, onSelect }: ItemOf<'lost-together'>) {
  const words = t();
  const [isOpen, setOpen] = useState(false);
  const listId = useId();
  const { incident, rows } = item;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const lost = lostOf([...byId.keys()], byId);
  return (
    <li class={['att', isLasting(item) && 'top', isLate(incident) && 'late'].filter(Boolean).join(' ')}>
      <Mark state="lost" size={15} />
      <div class="bd">
        <div class="l1">
          <button
            type="button"
            class="nm"
            aria-expanded={isOpen}
            aria-controls={listId}
            title={isOpen ? words.incident.hidePoints : words.incident.showPoints}
            onClick={() => setOpen(!isOpen)}
          >
            {incidentTitle(incident, view, undefined)}
          </button>
          <span class="since">{age(moment.now, item.since, words)}</span>
        </div>
        <div class="l2">
          <span class="why">
            {isLate(incident) && <b class="late-word">{words.incident.late}</b>} {words.incident.stillLost(lost)},{' '}
            <span class="only-wide">{words.at(clockTime(item.since, view.session.timeZone, true))}, </span>
            <b class={incident.status === 'open' ? 'own none' : 'own'}>{ownerOf(incident, words, ownDeviceId)}</b>
          </span>
          <Take incident={incident} actions={actions} stale={moment.stale} />
        </div>
        {isOpen && (
          <div class="inc-more" id={listId}>
            <Members ids={incident.group?.pointIds ?? []} rows={byId} onSelect={onSelect} />
          </div>
        )}
      </div>
    </li>
  );
}

/** What nobody has and no other line says, be it late (I6) or not yet. */
function Unowned({ item, view, moment, actions, onSelect }: ItemOf<'unowned'>) {
  const words = t();
  const { incident, row } = item;
  const title = incidentTitle(incident, view, row ?? undefined);
  const over = !isOver(incident, row) ? '' : row?.link.state === 'up' ? words.overNow : words.overCause;
  return (
    <li class={isLate(incident) ? 'att late' : 'att'}>
      <Mark state={incident.severity === 'critical' ? 'lost' : 'impaired'} size={15} decorative />
      <div class="bd">
        <div class="l1">
          {row ? (
            <button type="button" class="nm clip" title={row.name} onClick={() => onSelect(row.id)}>
              {title}
            </button>
          ) : (
            <span class="nm clip">{title}</span>
          )}
          <span class="since">{age(moment.now, incident.openedAt, words)}</span>
        </div>
        <div class="l2">
          <span class="why">
            {isLate(incident) && <b class="late-word">{words.incident.late}</b>}{' '}
            {[incidentCode(incident.number), row ? words.cause[incident.cause] : '', over].filter(Boolean).join(', ')},{' '}
            <span class="own none">{ownerOf(incident, words, null)}</span>
          </span>
          <Take incident={incident} actions={actions} stale={moment.stale} />
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

function Trouble({ row, incident, first, view, moment, selected, onSelect, actions, ownDeviceId }: TroubleProps) {
  const words = t();
  const name = listName(row.name);
  const unowned = incident?.status === 'open';
  const isSettled = useSettled(unowned ? 'take' : 'call');
  const waiting = row.waiting > 0 ? [words.waitingDevices(row.waiting)] : [];
  const late = incident !== null && isLate(incident);
  const muted = isMuted(row, moment.hubNow);
  const quiet = muted ? [words.incident.mutedUntil(clockTime(row.mutedUntil ?? 0, view.session.timeZone))] : [];
  const cause = incident && causeBeside(incident, row) ? [words.incidentBeside(words.cause[incident.cause])] : [];
  const parts = [...quiet, whyOf(row, words), ...cause, ...waiting, attendingWords(row, ownDeviceId)];
  const why = upperFirst(parts.filter(Boolean).join(', '));
  const top = first && row.link.state === 'lost' && !muted;
  const classes = ['att', top && 'top', late && 'late', muted && 'muted', row.id === selected && 'sel'];
  return (
    <li class={classes.filter(Boolean).join(' ')}>
      <Mark state={row.link.state} size={15} />
      <div class="bd">
        <div class="l1">
          <button type="button" class="nm clip" title={row.name} onClick={() => onSelect(row.id)}>
            {name}
          </button>
          <span class="since">{age(moment.now, row.link.since, words)}</span>
        </div>
        <div class="l2">
          <span class="why" title={why}>
            {late && <b class="late-word">{words.incident.late}</b>} {why}
            {incident && (
              <>
                {why ? ', ' : ''}
                <span class={unowned ? 'own none' : 'own'}>{ownerOf(incident, words, ownDeviceId)}</span>
              </>
            )}
          </span>
          {unowned && actions.acknowledge ? (
            <Take incident={incident} actions={actions} stale={moment.stale} />
          ) : (
            isSettled && <Calls row={row} />
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
          <span class={isEscalated(row) ? 'why t-error' : 'why'} title={reminded}>
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

interface TakeProps {
  readonly incident: IncidentRow;
  readonly actions: StaffActions;
  readonly stale: boolean;
}

function Take({ incident, actions, stale }: TakeProps) {
  const { acknowledge } = actions;
  if (!acknowledge || incident.status !== 'open') return null;
  return (
    <button
      type="button"
      class="linkbtn"
      disabled={stale}
      title={stale ? t().stale.needsHub : undefined}
      onClick={(event) => isSecondPress(event) || acknowledge([incident])}
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
