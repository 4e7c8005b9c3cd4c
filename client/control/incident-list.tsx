import type { LinkState } from '@hub/shared/model/link.ts';
import { incidentCode, listName } from '@hub/shared/view/names.ts';
import type { IncidentRow } from '@hub/shared/view/row.ts';
import { Mark } from '../ui/mark.tsx';
import { lasted, num } from '../ui/text.ts';
import { ownerOf } from '../ui/why.ts';
import type { AttentionProps } from './attention-list.tsx';
import { t } from './text.ts';

/** Nobody's first, then the critical, then the longest. */
export function incidentOrder(a: IncidentRow, b: IncidentRow): number {
  const rank = (row: IncidentRow): number => (row.status === 'open' ? 0 : 2) + (row.severity === 'critical' ? 0 : 1);
  return rank(a) - rank(b) || a.openedAt - b.openedAt;
}

export function IncidentList({ view, moment, actions, ownDeviceId, onSelect }: AttentionProps) {
  const words = t();
  const names = new Map(view.rows.map((row) => [row.id, row]));
  const incidents = [...view.incidents].sort(incidentOrder);
  return (
    <section class="sec incidents" aria-label={words.incidents}>
      <h2>
        {words.incidents} <span class="n">{words.openCount(num(incidents.length))}</span>
        <span class="r">
          {view.totals.incidentsClosed > 0 ? words.closedCount(num(view.totals.incidentsClosed)) : ''}
        </span>
      </h2>
      {incidents.length === 0 && <p class="calm">{words.noIncident}</p>}
      <ul>
        {incidents.map((incident) => {
          const row = names.get(incident.pointId);
          const state: LinkState = incident.severity === 'critical' ? 'lost' : 'impaired';
          const notes = [
            incident.recurrences > 0 ? words.recurred(incident.recurrences) : '',
            incident.absentSince === null ? '' : words.causeGone(lasted(moment.now - incident.absentSince)),
          ].filter(Boolean);
          return (
            <li class="inc" key={incident.id}>
              <Mark state={state} size={14} decorative />
              <div class="bd">
                <div class="l1">
                  <button type="button" class="nm clip" onClick={() => onSelect(incident.pointId)}>
                    <b>{incidentCode(incident.number)}</b> {row ? listName(row.name) : incident.pointId}
                  </button>
                  <span class="since">{lasted(moment.now - incident.openedAt)}</span>
                </div>
                <div class="l2">
                  <span class="why clip">
                    {[words.cause[incident.cause], ...notes].join(', ')},{' '}
                    <span class={incident.status === 'open' ? 'own none' : 'own'}>
                      {ownerOf(incident, words, ownDeviceId)}
                    </span>
                  </span>
                  <IncidentAct incident={incident} actions={actions} stale={moment.stale} />
                </div>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
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
  const looks = as === 'link' ? 'linkbtn' : incident.status === 'open' ? 'btn primary' : 'btn';
  const title = stale ? words.stale.needsHub : undefined;
  const { acknowledge, resolve } = actions;
  if (incident.status === 'open') {
    if (!acknowledge) return null;
    return (
      <button type="button" class={looks} disabled={stale} title={title} onClick={() => acknowledge([incident])}>
        {words.take}
      </button>
    );
  }
  if (!resolve) return null;
  return (
    <button type="button" class={looks} disabled={stale} title={title} onClick={() => resolve(incident)}>
      {words.resolve}
    </button>
  );
}
