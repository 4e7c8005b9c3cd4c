import '../ui/overlay.css';
import '../point/point.css';
import '../point/later/later.css';
import { signal } from '@preact/signals';
import type { DeviceId, InstructionId, PointId, RoundId } from '@hub/shared/model/ids.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import { render } from 'preact';
import { openLater } from '../point/later/later.tsx';
import { PointScreen } from '../point/point-screen.tsx';
import { load, switchTo } from '../point/text.ts';
import { emptyDraft, reportCard, type Draft, type Sending } from '../state/report.ts';
import { notify } from '../ui/notice.tsx';
import { BOARD, NOW } from './fixture.ts';

const round = BOARD.session.round;
const count = { present: 42, excused: 2, unexcused: 0, guests: 1 };
const base: PointView = {
  at: NOW,
  session: { ...BOARD.session },
  point: {
    id: 'DC20' as PointId,
    name: 'Nhà văn hóa khu phố 3 Phố Mới',
    shortName: 'KP 3',
    unit: 'Chi bộ khu phố 3',
    area: 'Phường Phố Mới',
    summoned: 44,
    kind: 'interactive',
    linkKind: 'livekit',
  },
  link: { state: 'up', reasons: [], since: NOW - 1_700_000 },
  mediaConfigured: true,
  word: { asked: false, said: null },
  deviceId: 'd1' as DeviceId,
  standing: 'pen',
  fence: 1,
  lastSeq: 0,
  round,
  headcount: null,
  amended: null,
  previous: null,
  jump: { share: 0.3, persons: 10 },
  reminded: null,
  faults: [],
  checklist: null,
  waiting: [],
  instructions: [],
  messages: [],
  readUpTo: 0,
  floor: { status: 'none', last: null },
  video: null,
};
const received = { ...count, summoned: 44, at: NOW + 20_000, onBehalf: false, revisions: 1 };
const device = {
  id: 'd2' as DeviceId,
  label: 'Máy tính Windows',
  standing: 'waiting',
  connected: true,
  since: NOW,
  lastHeardAt: NOW,
} as const;

const scenes: Record<string, Partial<PointView>> = {
  open: { previous: count },
  mismatch: {},
  saved: { headcount: received },
  offline: {},
  fault: {
    link: { state: 'impaired', reasons: ['operator-reported'], since: NOW - 460_000 },
    faults: [{ fault: 'audio', at: NOW - 450_000, owner: 'KTV 3' }],
    headcount: received,
  },
  word: {
    word: { asked: true, said: null },
    link: { state: 'impaired', reasons: ['not-confirmed'], since: NOW - 60_000 },
    round: null,
  },
  instructed: {
    headcount: received,
    instructions: [
      {
        id: 'i1' as InstructionId,
        number: 1,
        at: NOW - 600_000,
        text: 'Ổn định chỗ ngồi trước 08:00.',
        urgent: false,
        resentAt: null,
        deliveredAt: NOW,
        seenAt: NOW,
        confirmedAt: NOW - 500_000,
      },
      {
        id: 'i2' as InstructionId,
        number: 2,
        at: NOW - 60_000,
        text: 'Chuyển sang đường truyền dự phòng ngay, báo lại khi xong.',
        urgent: true,
        resentAt: NOW - 20_000,
        deliveredAt: NOW,
        seenAt: NOW,
        confirmedAt: null,
      },
    ],
    messages: [
      { number: 1, at: NOW - 400_000, from: 'room', by: '', text: 'Kiểm tra giúp micrô bàn chủ trì', answers: null },
      { number: 2, at: NOW - 340_000, from: 'point', by: '', text: 'Đã thay dây, đang thử', answers: 1 },
    ],
  },
  floor: { headcount: received, floor: { status: 'waiting', askedAt: NOW - 220_000, ahead: 2 } },
  standby: { headcount: received, floor: { status: 'standby', since: NOW - 20_000, ahead: 1, problems: ['rtt'] } },
  onair: { headcount: received, floor: { status: 'on-air', onAirAt: NOW - 252_000, limitMs: 300_000 } },
  waiting: { standing: 'waiting', floor: null },
  reminded: { reminded: { count: 2, at: NOW - 40_000 } },
  admit: { waiting: [device], headcount: received },
  refused: {},
  planned: {
    session: { ...BOARD.session, phase: 'planned' },
    round: null,
    checklist: {
      prep: 0,
      items: [
        { item: 'camera', state: 'ok' },
        { item: 'microphone', state: 'problem' },
        { item: 'power', state: null },
        { item: 'backup-line', state: null },
      ],
    },
    link: { state: 'joining', reasons: ['connecting'], since: NOW - 4_000 },
  },
};

export async function show(query: URLSearchParams): Promise<void> {
  await (query.get('lang') === 'en' ? switchTo('en') : load());
  const app = document.getElementById('app');
  if (!app) return;
  if (!query.get('theme')) document.documentElement.dataset['theme'] = 'light';
  const name = query.get('s') ?? 'open';
  const view = { ...base, ...scenes[name] };
  const roundId = 'r1' as RoundId;
  const draft = signal<Draft>({
    ...emptyDraft(roundId),
    figures:
      name === 'mismatch'
        ? { present: 40, excused: 2, unexcused: 0, guests: 1 }
        : name === 'open'
          ? count
          : emptyDraft(roundId).figures,
  });
  const sending: Sending =
    name === 'offline'
      ? { kind: 'sending', roundId, count, delay: null, safe: true }
      : name === 'refused'
        ? {
            kind: 'refused',
            roundId,
            count,
            why: 'no-pen',
          }
        : { kind: 'none' };
  const later = await openLater({
    view: signal(view),
    isConnected: signal(false),
    held: signal([]),
    tick: signal(0),
    tell: () => undefined,
    ask: async () => ({ ok: false, error: 'unanswered' }),
    link: { held: signal([]), askAgain: () => undefined },
  });
  const said = (): void => notify('done', 'Đã gửi');
  const Page = () => (
    <PointScreen
      view={view}
      now={NOW}
      offline={name === 'offline' ? { since: NOW - 61_000, network: false, retryInSeconds: 4, pictureAt: null } : null}
      card={reportCard(view, sending, false)}
      draft={draft.value}
      editing={false}
      held={[]}
      allHeld={[]}
      updateWaits={false}
      leaving={false}
      later={later}
      actions={{
        change: (change) => (draft.value = { ...draft.value, ...change }),
        send: said,
        edit: said,
        stopEditing: said,
        fault: said,
        word: said,
        admit: said,
        askLeave: said,
        leave: said,
        dismiss: said,
        retry: said,
        tap: said,
        keep: said,
      }}
    />
  );
  render(<Page />, app);
}
