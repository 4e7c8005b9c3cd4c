import { computed, signal } from '@preact/signals-core';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import { createRef, type ComponentChildren } from 'preact';
import { actionsFor } from '../staff/actions.ts';
import type { Desk } from '../staff/desk.ts';
import { VideoDesk } from '../staff/video/video-desk.ts';
import { openIncidentSound } from '../staff/incident-sound.ts';
import { pageTiming } from '../link/timing.ts';
import { DetailWatch } from '../staff/point-detail.ts';
import { SAMPLE_EVERY_MS } from '../staff/samples.ts';
import type { Picture } from '../staff/run-page.tsx';
import { copyText } from '../ui/copy.ts';
import { notify } from '../ui/notice.tsx';
import { isTyping } from '../ui/typing.ts';
import type { Look, Moment, Panel, StaffActions } from './control-props.ts';
import { ControlScreen } from './control-screen.tsx';
import { groundSource } from '../map/area-source.ts';
import { figureLine } from './figure-line.ts';
import { toFloor } from './floor/to-floor.ts';
import { keyAct } from './keys.ts';
import { pastOf } from './replay/past-source.ts';
import { openReplay } from './replay/open-replay.ts';
import { Replay } from './replay/replay.ts';
import { watchLifted } from './lifted.ts';
import { SmallScreenNote, watchSmallScreen } from './small-screen.tsx';
import { openTableState } from './table/table-state.ts';
import { t } from './text.ts';

const NO_ACTIONS: StaffActions = {};

/** What a controller has chosen to see, kept outside the picture, and the keys that change it. */
export function openControl(desk: Desk): (picture: Picture) => ComponentChildren {
  const look = signal<Look>('grid');
  const filter = signal<ReadonlySet<LinkState>>(new Set());
  const query = signal('');
  const table = openTableState();
  const video = new VideoDesk(desk);
  const panel = signal<Panel | null>(null);
  const finder = createRef<HTMLInputElement>();
  const firstMatch = createRef<() => PointId | null>();
  const watch = new DetailWatch(desk, SAMPLE_EVERY_MS);
  const replay = new Replay({
    source: pastOf(desk.credential.deviceKey),
    timing: pageTiming,
    nextFrame: (draw) => void requestAnimationFrame(draw),
  });
  const strip = openReplay(
    replay,
    watch.chosen,
    computed(() => desk.board.view.value?.session.id ?? null),
  );
  const clock = computed(() => replay.shownAt.value ?? desk.freshness.moment.value?.now ?? 0);
  const select = (pointId: PointId | null): void => watch.choose(pointId);
  const small = watchSmallScreen();
  watchLifted(desk.board.view, (round) => notify('news', t().lifted(`${round.number} ${t().roundName(round)}`)));
  const sound = openIncidentSound({ view: desk.board.view, moment: desk.freshness.moment });
  const ground = groundSource(desk.credential.deviceKey);
  let actions: StaffActions | null = null;

  const toggle = (state: LinkState): void => {
    const next = new Set(filter.peek());
    if (!next.delete(state)) next.add(state);
    filter.value = next;
  };
  const copyLine = (): void => {
    const past = replay.shownAt.peek();
    const view = (past === null ? desk : replay).board.view.peek();
    const now = past ?? desk.freshness.moment.peek()?.now;
    if (view === null || now === undefined) return;
    const figures = figureLine(view, now, t());
    const line = past === null ? figures : `${t().replay.word}: ${figures}`;
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
    if (event.repeat) return;
    if (event.key === 'Escape' && isNothingOpen(event, watch.chosen.peek())) return replay.live();
    const act = keyAct(event, isTyping(event.target));
    if (act === null) return;
    event.preventDefault();
    if (act.kind === 'look') look.value = act.look;
    else if (act.kind === 'filter') toggle(act.state);
    else if (act.kind === 'copy') copyLine();
    else if (act.kind === 'floor') toFloor();
    else if (act.kind === 'palette') openPanel('palette');
    else if (act.kind === 'live') replay.live();
    else if (act.kind === 'strip') strip.fold();
    else if (act.kind === 'panel') openPanel(act.panel);
    else finder.current?.focus();
  });

  return ({ view: live, moment: liveMoment, attempt }) => {
    const place = replay.place.value;
    const shownAt = replay.shownAt.value;
    const past = shownAt === null ? null : replay.board.view.value;
    const view = past ? { ...past, hub: live.hub } : live;
    const moment = past && shownAt !== null ? momentOf(shownAt) : liveMoment;
    const chosen = watch.chosen.value;
    if (small.asks.value) return <SmallScreenNote title={view.session.title} onGoOn={small.goOn} />;
    const role = desk.link.role.value;
    if (role !== null) actions ??= actionsFor(role, desk.link, desk.credential.deviceKey, () => desk.board.view.peek());
    return (
      <ControlScreen
        view={view}
        rows={past ? replay.board : desk.board}
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
        video={video}
        table={table}
        panel={panel.value}
        onPanel={(next) => (panel.value = next)}
        query={query.value}
        onQuery={(next) => (query.value = next)}
        selection={chosen && past ? { ...chosen, detail: replay.detail.value } : chosen}
        onSelect={select}
        ownDeviceId={desk.credential.deviceId}
        ownLabel={desk.link.label.value}
        // Already before the first picture of then is there: the button would be of a screen that goes.
        actions={(place ? null : actions) ?? NO_ACTIONS}
        replay={{
          place,
          isShown: past !== null,
          live,
          liveMoment,
          failed: replay.failed.value,
          onLive: () => replay.live(),
          strip: strip.props.value,
          onShow: strip.fold,
        }}
        attempt={attempt}
        onRetry={() => desk.link.retry()}
        onCopyLine={copyLine}
        sound={sound}
        finder={finder}
        ground={ground}
        firstMatch={firstMatch}
      />
    );
  };
}

/** Time of the past: it has no age, and nothing runs on in it. */
function momentOf(at: number): Moment {
  return { now: at, hubNow: at, ageMs: 0, stale: false };
}

/** Otherwise Escape closes what is open. */
function isNothingOpen(event: KeyboardEvent, chosen: unknown): boolean {
  return !event.defaultPrevented && chosen === null && document.querySelector('[role=dialog]') === null;
}
