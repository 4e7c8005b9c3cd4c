import '../ui/font.css';
import '../ui/desk.css';
import '../control/control.css';
import '../control/instructions/instructions.css';
import '../control/floor/floor.css';
import '../control/replay/replay.css';
import { signal } from '@preact/signals';
import type { DeviceId, PointId, RoundId } from '@hub/shared/model/ids.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import type { PointDetail } from '@hub/shared/protocol/down.ts';
import { createRef, render } from 'preact';
import { ControlScreen } from '../control/control-screen.tsx';
import type { Ground } from '../map/area-source.ts';
import type { AreaMap } from '@hub/shared/model/area-map.ts';
import type { Look, Panel, Selection, StaffActions } from '../control/control-props.ts';
import { figureLine } from '../control/figure-line.ts';
import { openTableState } from '../control/table/table-state.ts';
import { load, switchTo, t } from '../control/text.ts';
import { notify } from '../ui/notice.tsx';
import { BOARD, NOW, ROWS } from './fixture.ts';

const said = (what: string) => () => notify('done', what);
const actions: StaffActions = {
  acknowledge: said('acknowledge'),
  resolve: () => Promise.resolve('closed'),
  note: said('note'),
  openIncident: said('openIncident'),
  mute: said('mute'),
  openRound: said('openRound'),
  freezeRound: said('freezeRound'),
  addToFloor: said('addToFloor'),
  moveTurn: said('moveTurn'),
  callToStandby: said('callToStandby'),
  repeatCheck: said('repeatCheck'),
  giveFloor: () => Promise.resolve('taken'),
  limitTurn: said('limitTurn'),
  endTurn: said('endTurn'),
  skipTurn: said('skipTurn'),
  returnTurn: said('returnTurn'),
  remind: said('remind'),
  reportFor: () => Promise.resolve('needs-confirmation'),
  release: said('release'),
  admit: said('admit'),
  revoke: said('revoke'),
};

export function detailOf(id: string): PointDetail {
  const row = BOARD.rows.find((candidate) => candidate.id === id);
  const start = NOW - 42 * 60_000;
  return {
    pointId: id as PointId,
    contact: { name: 'Cán bộ văn phòng cấp ủy', phone: row?.phone ?? '', backupPhone: '0910000038' },
    devices: [
      {
        id: 'd1' as DeviceId,
        label: 'Điện thoại Android',
        standing: 'pen',
        connected: false,
        since: start,
        lastHeardAt: start,
      },
      {
        id: 'd2' as DeviceId,
        label: 'Máy tính Windows',
        standing: 'waiting',
        connected: true,
        since: NOW - 30_000,
        lastHeardAt: NOW - 1_000,
      },
    ],
    history: [
      { state: 'absent', reasons: [], since: start },
      { state: 'joining', reasons: ['connecting'], since: start + 300_000 },
      { state: 'up', reasons: [], since: start + 320_000 },
      { state: 'impaired', reasons: ['poor-network'], since: start + 1_300_000 },
      { state: 'up', reasons: [], since: start + 1_420_000 },
      { state: 'lost', reasons: ['silent'], since: NOW - 134_000 },
    ],
    revisions: [
      {
        at: NOW - 980_000,
        roundId: 'r1' as RoundId,
        summoned: 48,
        role: 'operator',
        by: 'Điện thoại Android',
        counts: false,
        amendment: false,
        onBehalf: false,
        reason: null,
        note: '',
        present: 43,
        excused: 5,
        unexcused: 0,
        guests: 0,
      },
      {
        at: NOW - 660_000,
        roundId: 'r1' as RoundId,
        summoned: 48,
        role: 'operator',
        by: 'Điện thoại Android',
        counts: true,
        amendment: false,
        onBehalf: false,
        reason: null,
        note: '',
        present: 47,
        excused: 1,
        unexcused: 0,
        guests: 0,
      },
    ],
    incidents: [],
    messages: [
      {
        number: 1,
        at: NOW - 400_000,
        from: 'room',
        by: 'Kiểm soát 1',
        text: 'Kiểm tra giúp micrô bàn chủ trì',
        answers: null,
      },
      {
        number: 2,
        at: NOW - 340_000,
        from: 'point',
        by: 'Điện thoại Android',
        text: 'Đã thay dây, đang thử',
        answers: 1,
      },
    ],
    vitals: { rttMs: 84, lossPct: 1.2, jitterMs: 9, bitrateKbps: 910, fps: 24, soundLevel: 40 },
    readBy: { point: 1, room: 1 },
    instructions: [],
  };
}

const LOOKS: readonly Look[] = ['map', 'grid', 'table'];

async function townGround(): Promise<Ground> {
  const { default: url } = await import('../../sample/an-binh/areas.geojson?url');
  return { areas: (await (await fetch(url)).json()) as AreaMap, base: null };
}

export async function show(query: URLSearchParams): Promise<void> {
  await (query.get('lang') === 'en' ? switchTo('en') : load());
  const app = document.getElementById('app');
  if (!app) return;
  const stale = query.has('stale');
  const look = signal<Look>(LOOKS.find((one) => one === query.get('look')) ?? 'grid');
  const filter = signal<ReadonlySet<LinkState>>(new Set());
  const panel = signal<Panel | null>((query.get('panel') as Panel | null) ?? null);
  const table = openTableState();
  const search = signal(query.get('q') ?? '');
  const chosen = signal<PointId | null>((query.get('open') as PointId | null) ?? null);
  const finder = createRef<HTMLInputElement>();
  const firstMatch = createRef<() => PointId | null>();
  const view = {
    ...BOARD,
    hub: { ...BOARD.hub, logOk: !query.has('nosave') },
    session: {
      ...BOARD.session,
      mediaConfigured: !query.has('nomedia'),
      ...(query.has('noround') ? { round: null, rounds: [] } : {}),
    },
  };
  const clock = signal(stale ? NOW - 9_000 : NOW);
  const Page = () => {
    const selection: Selection | null = chosen.value
      ? {
          pointId: chosen.value,
          detail: query.has('slow') ? null : detailOf(chosen.value),
          samples: [detailOf(chosen.value).vitals],
        }
      : null;
    return (
      <ControlScreen
        view={view}
        rows={ROWS}
        clock={clock}
        moment={{ now: stale ? NOW - 9_000 : NOW, hubNow: NOW, ageMs: stale ? 9_000 : 400, stale }}
        video={null}
        look={look.value}
        onLook={(next) => (look.value = next)}
        filter={filter.value}
        onFilter={(state) => {
          const next = new Set(filter.value);
          if (!next.delete(state)) next.add(state);
          filter.value = next;
        }}
        onClearFilter={() => (filter.value = new Set())}
        onOnly={(state) => (filter.value = new Set([state]))}
        table={table}
        panel={panel.value}
        onPanel={(next) => (panel.value = next)}
        query={search.value}
        onQuery={(next) => (search.value = next)}
        selection={selection}
        onSelect={(id) => (chosen.value = id)}
        ownDeviceId="me"
        ownLabel="Kiểm soát 1"
        actions={actions}
        replay={{
          place: null,
          isShown: false,
          live: view,
          liveMoment: { now: stale ? NOW - 9_000 : NOW, hubNow: NOW, ageMs: stale ? 9_000 : 400, stale },
          failed: false,
          onLive: said('live'),
          strip: null,
          onShow: said('strip'),
        }}
        attempt={3}
        onRetry={said('retry')}
        onCopyLine={() => notify('done', t().copied(figureLine(view, NOW, t())))}
        sound={{ isOn: true, isBlocked: false, toggle: said('sound') }}
        finder={finder}
        ground={townGround}
        firstMatch={firstMatch}
      />
    );
  };
  render(<Page />, app);
}
