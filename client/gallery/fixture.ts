import type { IncidentId, InstructionId, PointId, RoundId, SessionId, TurnId } from '@hub/shared/model/ids.ts';
import type { PreCheck } from '@hub/shared/model/floor.ts';
import type { Fault, LinkReason, LinkState } from '@hub/shared/model/link.ts';
import type { LinkKind, PointKind } from '@hub/shared/model/point.ts';
import type { BoardView, CountedHeadcount, FloorView, IncidentRow, PointRow, Totals } from '@hub/shared/view/row.ts';
import { LINK_STATES } from '@hub/shared/model/link.ts';
import { signal } from '@preact/signals-core';
import type { RowSource } from '../state/board-store.ts';
import pointsCsv from '../../sample/an-binh/points.csv?raw';

/** The moment of the design pictures: 11/9/2022, 08:12:40 in Vietnam. */
export const NOW = Date.UTC(2022, 8, 11, 1, 12, 40);
const MORNING = Date.UTC(2022, 8, 10, 17, 0, 0);

const SHORT_NAMES =
  'Thị ủy|UBND|KP 1|KP 2|KP 3|KP 4|UBND|KP 1|KP 2|KP 3|KP 4|UBND|KP 1|KP 2|KP 3|KP 4|UBND|KP 1|KP 2|KP 3|KP 4|UBND|KP 1|KP 2|KP 3|KP 4|UBND|KP 1|KP 2|KP 3|KP 4|UBND|Thôn 1|Thôn 2|Thôn 3|Thôn 4|UBND|Thôn 1|Thôn 2|Thôn 3|Thôn 4|UBND|Thôn 1|Thôn 2|Thôn 3|Thôn 4|UBND|Thôn 1|Thôn 2|Thôn 3|Thôn 4|UBND|Thôn 1|Thôn 2|Thôn 3|Thôn 4|UBND|Thôn 1|Thôn 2|Thôn 3|Thôn 4|UBND|Thôn 1|Thôn 2|Thôn 3|Thôn 4|Khối Đảng|Khối UBND|Công an|Quân sự|Tòa án|Viện KS|Thuế|Kho bạc|BHXH|Y tế|THPT 1|THPT 2|THCS|THCS|THCS|Tiểu học|Tiểu học|GDTX|Cty May|Cấp nước|Điện lực|Vật liệu|HTX NN'.split(
    '|',
  );
/** present/excused/unexcused of each point, "-" where nothing was reported. */
const FIGURES =
  '116/2/0 107/1/0 32/1/0 33/1/0 49/1/2 32/0/0 103/3/0 46/0/0 67/1/0 51/0/0 56/0/1 88/2/1 38/1/0 37/2/0 65/0/2 27/1/0 80/2/0 37/0/1 35/0/2 - 35/1/1 110/2/2 66/2/1 53/2/2 27/1/0 29/1/2 83/2/2 33/1/0 49/0/0 44/1/1 59/2/2 79/1/0 34/1/1 55/1/2 60/2/2 42/1/1 88/1/0 47/1/0 - 62/2/2 39/1/0 78/2/0 65/0/1 70/1/0 - 36/0/2 69/1/0 57/1/0 34/1/0 29/1/0 41/1/1 115/2/2 39/0/0 38/0/1 51/1/0 32/0/0 111/4/0 34/1/0 31/1/1 40/1/0 - 91/3/2 66/0/0 54/0/0 48/0/2 34/0/0 65/1/0 90/2/0 86/2/0 47/0/0 24/0/0 21/0/1 38/0/0 17/1/1 23/0/0 92/2/2 57/2/0 46/0/0 53/1/2 58/2/1 36/0/1 48/0/0 62/1/0 67/1/0 59/0/2 31/0/0 21/0/1 31/0/1 35/1/0'.split(
    ' ',
  );
const SINCE =
  '075020 074659 073344 073935 074600 074142 074441 074541 073829 074202 075102 073223 073804 080451 073905 075052 073237 073303 074028 074307 073243 073253 074534 075341 073832 074526 074858 074652 075334 074002 074433 074700 074430 073221 073512 074306 074157 081026 081026 074335 073936 074740 075113 074651 073000 073436 073816 074702 080805 073452 074158 074539 081137 073615 074650 073927 081102 075128 074549 073508 081221 073528 073823 074427 075305 073225 073544 073236 075129 075007 074836 074315 073448 073516 075148 074103 075341 075213 074707 075056 073801 075243 081027 074238 073242 075254 080540 074057 074729'.split(
    ' ',
  );

interface Trouble {
  readonly state: LinkState;
  readonly reasons: readonly LinkReason[];
  readonly faults?: readonly Fault[];
}
const TROUBLES: Record<string, Trouble> = {
  DC14: { state: 'impaired', reasons: ['operator-reported'], faults: ['audio'] },
  DC38: { state: 'lost', reasons: ['silent'] },
  DC39: { state: 'lost', reasons: ['silent'] },
  DC83: { state: 'lost', reasons: ['silent'] },
  DC45: { state: 'absent', reasons: [] },
  DC49: { state: 'impaired', reasons: ['poor-network'] },
  DC53: { state: 'impaired', reasons: ['frozen'] },
  DC57: { state: 'unknown', reasons: ['feed-stale'] },
  DC61: { state: 'joining', reasons: ['connecting'] },
  DC87: { state: 'left', reasons: [] },
};
const REMINDED: Record<string, PointRow['reminded']> = {
  DC20: { count: 1, at: NOW - 130_000 },
  DC41: { count: 2, at: NOW - 95_000 },
};
const KINDS: Record<string, PointKind> = { 'Trung tâm': 'host', 'Tương tác': 'interactive' };
const LINKS: Record<string, LinkKind> = { LiveKit: 'livekit', 'Thiết bị họp': 'ingress', 'Ứng dụng khác': 'external' };

function cells(line: string): string[] {
  return [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((match) => match[2] ?? match[1] ?? '');
}

function moment(digits: string): number {
  const [h, m, s] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)].map(Number);
  return MORNING + ((h ?? 0) * 3600 + (m ?? 0) * 60 + (s ?? 0)) * 1000;
}

function headcount(figures: string, summoned: number): CountedHeadcount | null {
  if (figures === '-') return null;
  const [present = 0, excused = 0, unexcused = 0] = figures.split('/').map(Number);
  return {
    present,
    excused,
    unexcused,
    guests: 0,
    summoned,
    at: NOW - 660_000,
    onBehalf: false,
    revisions: 1,
  };
}

const rows: PointRow[] = pointsCsv
  .trim()
  .split('\n')
  .slice(1)
  .map((line, index): PointRow => {
    const [
      ,
      id = '',
      name = '',
      unit = '',
      block = '',
      area = '',
      summoned = '',
      kind = '',
      link = '',
      carrier = '',
      phone = '',
      lon = '',
      lat = '',
      ,
      ,
      technician = '',
      backupLine = '',
    ] = cells(line.trim());
    const trouble = TROUBLES[id] ?? { state: 'up', reasons: [] };
    return {
      id: id as PointId,
      index,
      name,
      shortName: SHORT_NAMES[index] ?? id,
      unit,
      block,
      area,
      summoned: Number(summoned),
      kind: KINDS[kind] ?? 'receive-only',
      linkKind: LINKS[link] ?? 'broadcast',
      carrier,
      backupLine,
      technician,
      longitude: Number(lon),
      latitude: Number(lat),
      link: { state: trouble.state, reasons: trouble.reasons, since: moment(SINCE[index] ?? '000000') },
      media: null,
      devices: trouble.state === 'absent' || trouble.state === 'lost' ? 0 : 1,
      waiting: id === 'DC05' ? 1 : 0,
      faults: trouble.faults ?? [],
      onAir: id === 'DC52',
      headcount: headcount(FIGURES[index] ?? '-', Number(summoned)),
      amended: null,
      undecided: null,
      mutedUntil: null,
      roundSummoned: Number(summoned),
      lastReportAt: null,
      reminded: REMINDED[id] ?? null,
      checks: {},
      ownerId: null,
      owner: null,
      attending: [],
      unread: 0,
      unseen: 0,
      phone,
      backupPhone: id === 'DC41' ? '0910000041' : null,
    };
  });

function incident(number: number, id: string, rest: Pick<IncidentRow, 'cause' | 'severity' | 'owner'>): IncidentRow {
  const row = rows.find((candidate) => candidate.id === id);
  return {
    id: `i${number}` as IncidentId,
    number,
    pointId: id as PointId,
    status: rest.owner === null ? 'open' : 'acknowledged',
    openedAt: row?.link.since ?? NOW,
    ownerId: rest.owner === 'KTV 1' ? 'me' : null,
    absentSince: null,
    recurrences: 0,
    group: null,
    roundId: null,
    escalatedAt: null,
    notes: [],
    ...rest,
  };
}

const common = rows.find(({ id }) => id === 'DC38');
const byState = Object.fromEntries(
  LINK_STATES.map((state) => [state, rows.filter((row) => row.link.state === state).length]),
) as Record<LinkState, number>;
const reported = rows.filter((row) => row.headcount !== null);
const sum = (of: (row: PointRow) => number): number => rows.reduce((total, row) => total + of(row), 0);

const totals: Totals = {
  points: rows.length,
  byState,
  reported: reported.length,
  summoned: sum((row) => row.summoned),
  summonedReported: reported.reduce((total, row) => total + row.summoned, 0),
  present: sum((row) => row.headcount?.present ?? 0),
  excused: sum((row) => row.headcount?.excused ?? 0),
  unexcused: sum((row) => row.headcount?.unexcused ?? 0),
  guests: sum((row) => row.headcount?.guests ?? 0),
  amended: 0,
  covered: rows.length,
  elsewhere: [],
  incidentsClosed: 4,
};

const round = {
  id: 'r1' as RoundId,
  kind: 'opening',
  name: '',
  number: 1,
  run: 1,
  openedAt: moment('075000'),
  deadlineAt: moment('081500'),
  frozenAt: null,
} as const;

const asked = (id: string, pointId: string, at: string) => ({
  id: id as TurnId,
  pointId: pointId as PointId,
  askedAt: moment(at),
  byRoom: false,
});
const check = (at: string, rest: Partial<PreCheck> = {}): PreCheck => ({
  at: moment(at),
  state: 'up',
  reasons: [],
  rttMs: 38,
  lossPct: 0,
  jitterMs: 4,
  camera: 'flowing',
  microphone: 'muted',
  soundLevel: 12,
  problems: [],
  ...rest,
});
const floor: FloorView = {
  onAir: {
    ...asked('t1', 'DC52', '080200'),
    status: 'on-air',
    check: check('080700'),
    onAirAt: moment('080828'),
    limitMs: 300_000,
  },
  queue: [
    { ...asked('t2', 'DC22', '080330'), status: 'standby', standbyAt: moment('081100'), check: check('081100') },
    {
      ...asked('t3', 'DC14', '080400'),
      status: 'standby',
      standbyAt: moment('081130'),
      check: check('081130', {
        state: 'impaired',
        reasons: ['operator-reported'],
        rttMs: 612,
        problems: ['link', 'rtt'],
      }),
    },
    { ...asked('t4', 'DC77', '080500'), status: 'waiting' },
    { ...asked('t5', 'DC30', '080900'), byRoom: true, status: 'waiting' },
  ],
  more: 0,
  ended: [
    {
      ...asked('t0', 'DC03', '080100'),
      status: 'done',
      check: check('080300'),
      onAirAt: moment('080400'),
      endedAt: moment('080810'),
    },
  ],
};

export const BOARD: BoardView = {
  session: {
    id: 's1' as SessionId,
    title: 'Hội nghị trực tuyến Thị ủy An Bình, 11/9/2022',
    hostName: 'Thị ủy An Bình',
    hotline: '0900000001',
    timeZone: 'Asia/Ho_Chi_Minh',
    plannedAt: moment('080000'),
    phase: 'live',
    phaseSince: moment('073000'),
    run: 1,
    round,
    rounds: [round],
    trend: {
      since: round.openedAt,
      stepMs: 60_000,
      up: [76, 78, 79, 80, 82, 81, 82, 82, 81, 80],
      present: [0, 640, 1_502, 2_380, 3_011, 3_560, 4_102, 4_388, 4_497, 4_541],
    },
    earlier: [],
    personalErasedAt: null,
    rosterVersion: 1,
    mediaConfigured: true,
  },
  hub: {
    logOk: true,
    logFailingSince: null,
    startedAt: moment('060000'),
    media: { status: 'live', since: moment('060000'), trouble: null, ingress: false, talkers: [] },
    nodes: null,
  },
  totals,
  floor,
  desk: { staff: [], handovers: [] },
  rows,
  incidents: [
    incident(5, 'DC14', { cause: 'audio', severity: 'notice', owner: 'KTV 3' }),
    incident(6, 'DC49', { cause: 'network', severity: 'notice', owner: 'KTV 1' }),
    {
      ...incident(10, 'DC38', { cause: 'common', severity: 'critical', owner: null }),
      pointId: null,
      group: { by: 'area', name: common?.area ?? '', pointIds: ['DC38', 'DC39', 'DC83'] as PointId[] },
    },
  ],
  instructions: [
    {
      id: 'i1' as InstructionId,
      number: 1,
      run: 1,
      at: NOW - 600_000,
      by: 'Kiểm soát 1',
      text: 'Ổn định chỗ ngồi, kiểm tra micrô và camera trước 08:00.',
      urgent: false,
      scope: { kind: 'all' },
      addressed: 89,
      delivered: 85,
      seen: 83,
      confirmed: 80,
      resends: 1,
      resentAt: NOW - 240_000,
    },
    {
      id: 'i2' as InstructionId,
      number: 2,
      run: 1,
      at: NOW - 60_000,
      by: 'Kiểm soát 2',
      text: 'Chuyển sang đường truyền dự phòng ngay.',
      urgent: true,
      scope: { kind: 'area', area: 'Phường Phố Mới' },
      addressed: 12,
      delivered: 9,
      seen: 7,
      confirmed: 4,
      resends: 0,
      resentAt: null,
    },
  ],
};

const rowSignals = new Map(rows.map((row) => [row.id, signal<PointRow | null>(row)]));

export const ROWS: RowSource = {
  places: signal(rows),
  row: (id) => rowSignals.get(id) ?? signal(null),
  now: (id) => rowSignals.get(id)?.peek() ?? null,
};
