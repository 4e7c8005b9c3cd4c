import { signal } from '@preact/signals-core';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import { createRef, type ComponentChildren } from 'preact';
import type { StaffActions } from '../control/control-props.ts';
import { incidentOrder, isOfPoint } from '../control/incident-list.tsx';
import { actionsFor } from '../staff/actions.ts';
import type { Desk } from '../staff/desk.ts';
import { openIncidentSound } from '../staff/incident-sound.ts';
import { DetailWatch } from '../staff/point-detail.ts';
import type { Picture } from '../staff/run-page.tsx';
import { isTyping } from '../ui/typing.ts';
import { loadTexts } from './both-texts.ts';
import { VideoDesk } from '../staff/video/video-desk.ts';
import { TechnicianScreen, type TechnicianLook } from './technician-screen.tsx';

const NO_ACTIONS: StaffActions = {};

/** A technician's choices, kept outside the picture, and the keys: / finds, A takes the incident at hand, 3 and 4 change the look. */
export function openTechnician(desk: Desk): (picture: Picture) => ComponentChildren {
  const filter = signal<ReadonlySet<LinkState>>(new Set());
  const query = signal('');
  const mineOnly = signal(false);
  const finder = createRef<HTMLInputElement>();
  const firstMatch = createRef<() => PointId | null>();
  const watch = new DetailWatch(desk);
  const video = new VideoDesk(desk);
  const look = signal<TechnicianLook>('table');
  const sound = openIncidentSound({ view: desk.board.view, moment: desk.freshness.moment });
  let actions: StaffActions | null = null;

  document.addEventListener('keydown', (event) => {
    if (event.repeat) return;
    const key = event.key.toLowerCase();
    const held = event.ctrlKey || event.metaKey;
    const find = held ? key === 'k' : key === '/' && !isTyping(event.target);
    if (find) {
      event.preventDefault();
      finder.current?.focus();
    } else if ((key === '3' || key === '4') && !held && !event.altKey && !isTyping(event.target)) {
      look.value = key === '3' ? 'table' : 'pictures';
    } else if (key === 'a' && !held && !event.altKey && !isTyping(event.target)) {
      takeNext();
    }
  });

  /** The chosen point's incident, else the first nobody has. */
  function takeNext(): void {
    const open = (desk.board.view.peek()?.incidents ?? []).filter((incident) => incident.status === 'open');
    const chosen = watch.chosen.peek()?.pointId;
    const here = open.filter((incident) => chosen !== undefined && isOfPoint(incident, chosen));
    const [next] = (here.length > 0 ? here : open).sort(incidentOrder);
    if (next && desk.freshness.moment.peek()?.stale === false) actions?.acknowledge?.([next]);
  }

  return ({ view, moment, attempt }) => {
    const role = desk.link.role.value;
    if (role !== null) actions ??= actionsFor(role, desk.link, desk.credential.deviceKey, () => desk.board.view.peek());
    // Read, so that new samples redraw the table.
    void desk.vitals.frame.value;
    return (
      <TechnicianScreen
        view={view}
        moment={moment}
        filter={filter.value}
        query={query.value}
        onQuery={(next) => (query.value = next)}
        onFilter={(state) => {
          const next = new Set(filter.peek());
          if (!next.delete(state)) next.add(state);
          filter.value = next;
        }}
        onClearFilter={() => (filter.value = new Set())}
        mineOnly={mineOnly.value}
        onMineOnly={(next) => (mineOnly.value = next)}
        ownLabel={desk.link.label.value}
        ownDeviceId={desk.credential.deviceId}
        vitalsOf={(index) => desk.vitals.latest(index, moment.now)}
        trailOf={(index) => desk.vitals.trail(index, 'bitrateKbps', moment.now)}
        selection={watch.chosen.value}
        onSelect={(pointId) => watch.choose(pointId)}
        video={video}
        look={look.value}
        onLook={(next) => (look.value = next)}
        actions={actions ?? NO_ACTIONS}
        attempt={attempt}
        onRetry={() => desk.link.retry()}
        switchTo={loadTexts.switchTo}
        sound={sound}
        finder={finder}
        firstMatch={firstMatch}
      />
    );
  };
}
