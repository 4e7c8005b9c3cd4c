import { areaName, incidentCode, listName } from '@hub/shared/view/names.ts';
import type { ClosedIncident, ClosedIncidents } from '@hub/shared/protocol/down.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';
import { num } from '../ui/text.ts';
import { closedWords, findingWords } from './closed-words.ts';
import type { StaffActions } from './control-props.ts';
import { Notes } from './incident-dialogs.tsx';
import { t } from './text.ts';

interface ClosedProps {
  readonly view: BoardView;
  readonly ask: NonNullable<StaffActions['closedIncidents']>;
  readonly onClose: () => void;
}

/** What was closed in this run, by whom, what it was found to be, and what was written on it. */
export function ClosedDialog({ view, ask, onClose }: ClosedProps) {
  const words = t();
  const [found, setFound] = useState<ClosedIncidents | 'failed' | null>(null);
  const { incidentsClosed } = view.totals;
  useEffect(() => {
    let over = false;
    void ask().then((answer) => {
      if (!over) setFound(answer ?? 'failed');
    });
    return () => {
      over = true;
    };
  }, [ask, incidentsClosed]);
  return (
    <Dialog title={words.closedCount(num(incidentsClosed))} wide onClose={onClose}>
      {found === null && <p class="dim">{words.loading}</p>}
      {found === 'failed' && <p class="dim">{words.incident.closedFailed}</p>}
      {found !== null && found !== 'failed' && (
        <ul class="closed-list">
          {found.incidents.map((incident) => (
            <li key={incident.id}>
              <b>{incidentCode(incident.number)}</b> {titleOf(incident, view)}
              <div class="dim">{closedWords(incident, view.session.timeZone)}</div>
              {incident.finding !== null && <p>{findingWords(incident)}</p>}
              {incident.notes.length > 0 && <Notes notes={incident.notes} timeZone={view.session.timeZone} />}
            </li>
          ))}
          {found.more > 0 && <li class="dim">{words.incident.closedMore(num(found.more))}</li>}
        </ul>
      )}
    </Dialog>
  );
}

function titleOf({ cause, group, pointId }: ClosedIncident, { rows }: BoardView): string {
  const row = rows.find(({ id }) => id === pointId);
  const what = t().cause[cause];
  return [group === null ? '' : areaName(group), row ? listName(row.name) : (pointId ?? ''), what]
    .filter(Boolean)
    .join(', ');
}
