import { computed, signal } from '@preact/signals-core';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import { createRef, type ComponentChildren } from 'preact';
import { actionsFor } from '../staff/actions.ts';
import type { Desk } from '../staff/desk.ts';
import { openIncidentSound } from '../staff/incident-sound.ts';
import { DetailWatch } from '../staff/point-detail.ts';
import type { Picture } from '../staff/run-page.tsx';
import { copyText } from '../ui/copy.ts';
import { notify } from '../ui/notice.tsx';
import { isTyping } from '../ui/typing.ts';
import type { Look, Panel, StaffActions } from './control-props.ts';
import { ControlScreen } from './control-screen.tsx';
import { areaSource } from '../map/area-source.ts';
import { figureLine } from './figure-line.ts';
import { toFloor } from './floor/to-floor.ts';
import { keyAct } from './keys.ts';
import { t } from './text.ts';

const NO_ACTIONS: StaffActions = {};

/** What a controller has chosen to see, kept outside the picture, and the keys that change it. */
export function openControl(desk: Desk): (picture: Picture) => ComponentChildren {
  const look = signal<Look>('grid');
  const filter = signal<ReadonlySet<LinkState>>(new Set());
  const query = signal('');
  const panel = signal<Panel | null>(null);
  const finder = createRef<HTMLInputElement>();
  const firstMatch = createRef<() => PointId | null>();
  const watch = new DetailWatch(desk);
  const clock = computed(() => desk.freshness.moment.value?.now ?? 0);
  const select = (pointId: PointId | null): void => watch.choose(pointId);
  const sound = openIncidentSound({ view: desk.board.view, moment: desk.freshness.moment });
  const areas = areaSource(desk.credential.deviceKey);
  let actions: StaffActions | null = null;

  const toggle = (state: LinkState): void => {
    const next = new Set(filter.peek());
    if (!next.delete(state)) next.add(state);
    filter.value = next;
  };
  const copyLine = (): void => {
    const view = desk.board.view.peek();
    const moment = desk.freshness.moment.peek();
    if (view === null || moment === null) return;
    const line = figureLine(view, moment.now, t());
    void copyText(line).then((done) => {
      if (done) notify('done', t().copied(line));
      else notify('error', t().copyFailed + line);
    });
  };
  // Not over a question that is open.
  const openPanel = (next: Panel): void => {
    if (document.querySelector('[role=dialog]') === null) panel.value = next;
  };
  document.addEventListener('keydown', (event) => {
    const act = keyAct(event, isTyping(event.target));
    if (act === null) return;
    event.preventDefault();
    if (act.kind === 'look') look.value = act.look;
    else if (act.kind === 'filter') toggle(act.state);
    else if (act.kind === 'copy') copyLine();
    else if (act.kind === 'floor') toFloor();
    else if (act.kind === 'panel') openPanel(act.panel);
    else finder.current?.focus();
  });

  return ({ view, moment, attempt }) => {
    const role = desk.link.role.value;
    if (role !== null) actions ??= actionsFor(role, desk.link, desk.credential.deviceKey);
    return (
      <ControlScreen
        view={view}
        rows={desk.board}
        clock={clock}
        moment={moment}
        look={look.value}
        onLook={(next) => (look.value = next)}
        filter={filter.value}
        onFilter={toggle}
        onClearFilter={() => (filter.value = new Set())}
        onOnly={(state) => {
          filter.value = new Set([state]);
          query.value = '';
        }}
        panel={panel.value}
        onPanel={(next) => (panel.value = next)}
        query={query.value}
        onQuery={(next) => (query.value = next)}
        selection={watch.chosen.value}
        onSelect={select}
        ownDeviceId={desk.credential.deviceId}
        ownLabel={desk.link.label.value}
        actions={actions ?? NO_ACTIONS}
        attempt={attempt}
        onRetry={() => desk.link.retry()}
        onCopyLine={copyLine}
        sound={sound}
        finder={finder}
        areas={areas}
        firstMatch={firstMatch}
      />
    );
  };
}
