import { firstOf } from '@hub/shared/lib/first-of.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import { areaName, incidentCode, listName } from '@hub/shared/view/names.ts';
import type { BoardView, IncidentRow, PointRow } from '@hub/shared/view/row.ts';
import { rowsOf } from '@hub/shared/view/rows-of.ts';
import { useId, useMemo, useState } from 'preact/hooks';
import { clockTime } from '../ui/format.ts';
import { Mark } from '../ui/mark.tsx';
import { age } from '../ui/standing.ts';
import { num } from '../ui/text.ts';
import { incidentSays, ownerOf } from '../ui/why.ts';
import type { AttentionProps } from './attention-list.tsx';
import { isSecondPress, useSettled } from '../ui/settled.ts';
import { ClosedDialog } from './closed-incidents.tsx';
import { askAbout, Notes } from './incident-dialogs.tsx';
import { t } from './text.ts';

/** As in "Chú ý": late ones, then what lasts before what is over; the critical first, of those nobody's, then the longest. */
export function incidentOrder(a: IncidentRow, b: IncidentRow): number {
  return rank(a) - rank(b) || a.openedAt - b.openedAt;
}

function rank(row: IncidentRow): number {
  const late = isLate(row) ? -8 : 0;
  const over = row.absentSince === null ? 0 : 4;
  return late + over + (row.severity === 'critical' ? 0 : 2) + (row.status === 'open' ? 0 : 1);
}

/** I6. */
export const isLate = ({ escalatedAt, status }: IncidentRow): boolean => escalatedAt !== null && status === 'open';

/** Whether an incident is of this point, by itself or among others. */
export function isOfPoint({ pointId, group }: IncidentRow, id: PointId): boolean {
  return pointId === id || (group?.pointIds.includes(id) ?? false);
}

export const isMuted = (row: PointRow | undefined, hubNow: number): boolean => (row?.mutedUntil ?? 0) > hubNow;

/** More than a person can act on; the rest is counted below the list. */
const SHOWN_MAX = 60;

export function IncidentList(props: AttentionProps) {
  const words = t();
  const { view } = props;
  const { closedIncidents } = props.actions;
  const [isListing, setListing] = useState(false);
  const closed = view.totals.incidentsClosed;
  const count = view.incidents.length;
  const [incidents, rows] = useMemo(() => {
    const first = firstOf(view.incidents, SHOWN_MAX, incidentOrder);
    const ids = first.flatMap(({ pointId, group }): readonly (PointId | null)[] => group?.pointIds ?? [pointId]);
    return [first, rowsOf(view.rows, ids)];
  }, [view]);
  return (
    <section class="sec incidents" aria-label={words.incidents}>
      <h2>
        {words.incidents} <span class="n">{words.openCount(num(count))}</span>
        <span class="r">
          {closed > 0 &&
            (closedIncidents ? (
              <button
                type="button"
                class="linkbtn"
                disabled={props.moment.stale}
                title={props.moment.stale ? words.stale.needsHub : undefined}
                onClick={() => setListing(true)}
              >
                {words.closedCount(num(closed))}
              </button>
            ) : (
              words.closedCount(num(closed))
            ))}
        </span>
      </h2>
      {incidents.length === 0 && <p class="calm">{words.noIncident}</p>}
      <ul>
        {incidents.map((incident) => (
          <IncidentLine key={incident.id} incident={incident} rows={rows} {...props} />
        ))}
      </ul>
      {count > incidents.length && <p class="out">{words.andMore(count - incidents.length)}</p>}
      {isListing && closedIncidents && (
        <ClosedDialog view={view} ask={closedIncidents} onClose={() => setListing(false)} />
      )}
    </section>
  );
}

interface IncidentLineProps extends AttentionProps {
  readonly incident: IncidentRow;
  readonly rows: ReadonlyMap<PointId, PointRow>;
}

function IncidentLine({ incident, rows, view, moment, actions, ownDeviceId, onSelect }: IncidentLineProps) {
  const words = t();
  const [isOpen, setOpen] = useState(false);
  const listId = useId();
  const { pointId, group } = incident;
  const row = pointId === null ? undefined : rows.get(pointId);
  const state: LinkState = incident.severity === 'critical' ? 'lost' : 'impaired';
  const { timeZone } = view.session;
  const muted = isMuted(row, moment.hubNow);
  const said = [
    ...(pointId === null ? [] : incidentSays(incident, row, words)),
    group ? words.incident.stillLost(lostOf(group.pointIds, rows)) : '',
    incident.recurrences > 0 ? words.recurred(incident.recurrences) : '',
    incident.absentSince === null ? '' : words.causeGone(age(moment.now, incident.absentSince, words)),
    muted ? words.incident.mutedUntil(clockTime(row?.mutedUntil ?? 0, timeZone)) : '',
  ].filter(Boolean);
  const classes = ['inc', isLate(incident) && 'late', muted && 'muted'].filter(Boolean).join(' ');
  const expand = pointId === null;
  return (
    <li class={classes}>
      <Mark state={state} size={14} decorative />
      <div class="bd">
        <div class="l1">
          <button
            type="button"
            class={group ? 'nm' : 'nm clip'}
            {...(expand ? { 'aria-expanded': isOpen, 'aria-controls': listId } : {})}
            onClick={() => (pointId === null ? setOpen(!isOpen) : onSelect(pointId))}
          >
            <b>{incidentCode(incident.number)}</b> {incidentTitle(incident, view, row)}
          </button>
          <span class="since">{age(moment.now, incident.openedAt, words)}</span>
        </div>
        <div class="l2">
          <span class="why">
            {isLate(incident) && <b class="late-word">{words.incident.late}</b>} {said.join(', ')}
            {said.length > 0 && ', '}
            <span class={incident.status === 'open' ? 'own none' : 'own'}>{ownerOf(incident, words, ownDeviceId)}</span>
          </span>
          <IncidentAct incident={incident} actions={actions} stale={moment.stale} />
        </div>
        {expand && isOpen && (
          <div class="inc-more" id={listId}>
            <Members ids={group?.pointIds ?? []} rows={rows} onSelect={onSelect} />
            <Notes notes={incident.notes} timeZone={timeZone} />
            <NoteAct incident={incident} actions={actions} stale={moment.stale} />
          </div>
        )}
      </div>
    </li>
  );
}

/** What an incident is called beside its number. */
export function incidentTitle(incident: IncidentRow, view: BoardView, row: PointRow | undefined): string {
  const words = t();
  const { group, cause, pointId, roundId } = incident;
  if (group) {
    const name = group.by === 'area' ? areaName(group.name) : group.name;
    return words.incident.common(name, group.pointIds.length);
  }
  if (cause === 'silent' && roundId === view.session.round?.id) {
    return words.incident.silent(num(view.totals.covered - view.totals.reported));
  }
  if (pointId === null) return words.cause[cause];
  return row ? listName(row.name) : pointId;
}

export function lostOf(ids: readonly PointId[], rows: ReadonlyMap<PointId, PointRow>): number {
  return ids.filter((id) => rows.get(id)?.link.state === 'lost').length;
}

interface MembersProps {
  readonly ids: readonly PointId[];
  readonly rows: ReadonlyMap<PointId, PointRow>;
  readonly onSelect: (id: PointId) => void;
}

/** More than these nobody reads one by one. */
const MEMBERS_MAX = 100;

export function Members({ ids, rows, onSelect }: MembersProps) {
  const words = t();
  if (ids.length === 0) return null;
  return (
    <ul class="members">
      {ids.slice(0, MEMBERS_MAX).map((id) => {
        const row = rows.get(id);
        return (
          <li key={id}>
            {row && <Mark state={row.link.state} size={12} />}
            <button type="button" class="nm clip" onClick={() => onSelect(id)}>
              {row ? listName(row.name) : id}
            </button>
          </li>
        );
      })}
      {ids.length > MEMBERS_MAX && <li class="dim">{words.andMore(ids.length - MEMBERS_MAX)}</li>}
    </ul>
  );
}

interface ActProps extends Pick<AttentionProps, 'actions'> {
  readonly incident: IncidentRow;
  readonly stale: boolean;
  readonly as?: 'link' | 'button';
}

/** The one next step of an incident: take it, then close it. */
export function IncidentAct({ incident, actions, stale, as = 'link' }: ActProps) {
  const words = t();
  const isSettled = useSettled(incident.status);
  const looks = as === 'link' ? 'linkbtn' : incident.status === 'open' ? 'btn primary' : 'btn';
  const title = stale ? words.stale.needsHub : undefined;
  const { acknowledge, resolve } = actions;
  if (incident.status === 'open') {
    if (!acknowledge) return null;
    return (
      <button
        key="take"
        type="button"
        class={looks}
        disabled={stale}
        title={title}
        onClick={(event) => isSecondPress(event) || acknowledge([incident])}
      >
        {words.take}
      </button>
    );
  }
  if (!resolve) return null;
  return (
    <button
      key="close"
      type="button"
      class={looks}
      disabled={stale || !isSettled}
      title={title}
      onClick={() => askAbout('resolve', incident)}
    >
      {words.resolve}
    </button>
  );
}

/** Opens what was written on an incident, and a line for more. */
export function NoteAct({ incident, actions, stale }: ActProps) {
  const words = t();
  if (!actions.note && incident.notes.length === 0) return null;
  return (
    <button
      type="button"
      class="linkbtn"
      disabled={stale}
      title={stale ? words.stale.needsHub : undefined}
      onClick={() => askAbout('notes', incident)}
    >
      {words.incident.notes} {incident.notes.length > 0 && incident.notes.length}
    </button>
  );
}
