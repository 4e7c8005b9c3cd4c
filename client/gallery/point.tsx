import '../ui/overlay.css';
import '../point/point.css';
import { signal } from '@preact/signals';
import type { DeviceId, PointId, RoundId } from '@hub/shared/model/ids.ts';
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
  faults: [],
  checklist: null,
  waiting: [],
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
  waiting: { standing: 'waiting' },
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
  const later = await openLater();
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
      updateWaits={false}
      leaving={false}
      handingTo={null}
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
        askHandOver: said,
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
