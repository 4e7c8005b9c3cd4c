import '../ui/font.css';
import '../ui/desk.css';
import '../admin/admin.css';
import '../admin/session.css';
import '../admin/roster.css';
import '../admin/import.css';
import '../admin/access.css';
import '../admin/cards.css';
import '../admin/nodes.css';
import { signal } from '@preact/signals';
import type { DeviceId, GrantId, PointId } from '@hub/shared/model/ids.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type { RosterCheck, RosterField, RosterPreviewRow } from '@hub/shared/model/roster-check.ts';
import type { AccessList, NodesStatus, NodeStatus } from '@hub/shared/protocol/down.ts';
import { render } from 'preact';
import type { TrailSource } from '../staff/trail.ts';
import { AdminScreen, type AdminTab, type Editing } from '../admin/admin-screen.tsx';
import type { CardActions, CardsView } from '../admin/cards-desk.ts';
import type { AdminActions, ImportStage, Minted } from '../admin/admin-props.ts';
import { NO_EDITS } from '../admin/import-edits.ts';
import { load, switchTo, t } from '../admin/text.ts';
import { notify } from '../ui/notice.tsx';
import { BOARD, NOW } from './fixture.ts';

const lines: RosterLine[] = BOARD.rows.map((row) => ({
  ...row,
  contact: { name: 'Cán bộ văn phòng cấp ủy', phone: row.phone ?? '', backupPhone: '' },
}));

const COLUMNS: readonly RosterField[] = ['id', 'name', 'unit', 'area', 'summoned', 'kind', 'linkKind', 'phone'];
const FAULTS: Record<string, [RosterField, string, string, string?]> = {
  DC37: ['summoned', 'khoảng 90', 'phải là một số. Trong tệp là “khoảng 90”.', '90'],
  DC46: ['id', 'DC42', 'DC42 đã có ở dòng 45 (Hội trường UBND xã Hòa Bình).', 'DC46'],
  DC62: ['area', 'Xã Bình Sớn', '“Xã Bình Sớn” không có trong bản đồ.', 'Xã Bình Sơn'],
  DC74: ['phone', '090000007', '“090000007” có 9 chữ số, cần 10.'],
};

const cards: CardsView = {
  list: BOARD.rows.map(({ id }, i) => ({
    pointId: id,
    printedAt: i < 80 ? NOW - 86_400_000 : null,
    expiresAt: i < 80 ? NOW + 43_200_000 : null,
    revokedAt: i === 7 ? NOW - 3_600_000 : null,
    openedAt: i < 60 ? NOW - 60_000 * i : null,
    devices: i < 60 ? 1 + (i % 2) : 0,
    otherDevices: i === 61 ? 1 : 0,
  })),
  address: 'diemcau.example',
  working: false,
  spoken: null,
};

function preview(good: boolean): RosterCheck {
  const words = t().roster;
  const rows = lines.map((line, i): RosterPreviewRow => {
    const fault = good ? undefined : FAULTS[line.id];
    const values: Partial<Record<RosterField, string>> = {
      id: line.id,
      name: line.name,
      shortName: line.shortName,
      unit: line.unit,
      area: line.area,
      summoned: i === 3 ? '34 đ/c' : String(line.summoned),
      kind: words.kinds[line.kind],
      linkKind: words.linkKinds[line.linkKind],
      phone: line.contact.phone,
      ...(fault ? { [fault[0]]: fault[1] } : {}),
    };
    return { row: i + 4, level: fault ? 'fix' : i === 3 ? 'look' : 'ok', point: fault ? null : i, values };
  });
  return {
    ok: good,
    points: lines,
    warnings: [
      {
        row: 7,
        column: 'G (Triệu tập)',
        field: 'summoned',
        kind: 'unit',
        reason: 'có chữ đi kèm số.',
        from: '34 đ/c',
        to: '34',
      },
    ],
    errors: good
      ? []
      : Object.entries(FAULTS).map(([id, [field, value, reason, suggestion]]) => ({
          row: lines.findIndex((line) => line.id === id) + 4,
          column: words.fields[field],
          field,
          kind: 'x',
          reason,
          value,
          ...(suggestion === undefined ? {} : { suggestion }),
        })),
    sheet: {
      name: 'Tổng hợp',
      headerRow: 3,
      skippedRows: [1, 2, 3].map((row) => ({ row, kind: 'title', text: '' })),
      rowsRead: 89,
    },
    columns: COLUMNS.map((field, i) => ({
      field,
      header: words.fields[field],
      column: `${'BCDFGHIK'[i]} (${words.fields[field]})`,
    })),
    rows,
  };
}

const access: AccessList = {
  grants: [
    {
      id: 'g1' as GrantId,
      kind: 'link',
      role: 'technician',
      pointId: null,
      label: 'KTV 6',
      mintedAt: NOW - 3_600_000,
      expiresAt: NOW + 82_800_000,
      claimedAt: NOW - 3_000_000,
      revokedAt: null,
    },
    {
      id: 'g2' as GrantId,
      kind: 'card',
      role: 'operator',
      pointId: 'DC05' as PointId,
      label: '',
      mintedAt: NOW - 7_200_000,
      expiresAt: null,
      claimedAt: null,
      revokedAt: null,
    },
    {
      id: 'g3' as GrantId,
      kind: 'code',
      role: 'wall',
      pointId: null,
      label: 'Tivi sảnh',
      mintedAt: NOW - 7_200_000,
      expiresAt: NOW - 60_000,
      claimedAt: null,
      revokedAt: NOW - 50_000,
    },
  ],
  devices: [
    {
      id: 'me' as DeviceId,
      label: 'Máy tính Windows',
      standing: 'pen',
      connected: true,
      since: NOW - 100_000,
      lastHeardAt: NOW - 1_000,
      role: 'administrator',
      pointId: null,
      claimedAt: NOW - 900_000,
      revokedAt: null,
    },
    {
      id: 'd5' as DeviceId,
      label: 'Điện thoại Android',
      standing: 'pen',
      connected: true,
      since: NOW - 100_000,
      lastHeardAt: NOW - 1_000,
      role: 'operator',
      pointId: 'DC05' as PointId,
      claimedAt: NOW - 800_000,
      revokedAt: null,
    },
  ],
};

const hubOf = (n: number, rest: Partial<NodeStatus>): NodeStatus => ({
  id: `${String(n)}f3a9c0b7d21e48856aa`,
  url: `https://hub${String(n)}.diemcau.example`,
  here: false,
  role: 'following',
  heardMs: 700,
  index: 48_213,
  lag: 0,
  undecided: 0,
  sockets: 31,
  version: '1',
  ...rest,
});
const NODES: NodesStatus = {
  cluster: {
    carrier: 'reached',
    fence: 2_048_577,
    nodes: [
      hubOf(1, { here: true, role: 'deciding', heardMs: 0 }),
      hubOf(2, { lag: 3, undecided: 2 }),
      hubOf(3, { role: 'lost', heardMs: 192_000, lag: 1_204, sockets: 29 }),
    ],
  },
};

const TRAIL: TrailSource = {
  load: async () => ({
    ok: true,
    body: {
      entries: [
        {
          seq: 2,
          at: NOW - 4_000,
          run: 1,
          runName: 'trực tiếp',
          pointId: 'DC05' as PointId,
          pointName: 'Nhà văn hóa khu phố 3',
          what: 'Báo số người dự',
          detail: '1 Khai mạc, 33 có mặt, 1 vắng có lý do, 0 vắng không lý do, 0 khách, triệu tập 34',
          who: 'Điện thoại Android',
          role: 'Cán bộ điểm cầu',
          deviceId: 'd5' as DeviceId,
        },
      ],
      next: null,
    },
  }),
  save: async () => ({ ok: true, body: new Blob() }),
};

export async function show(query: URLSearchParams): Promise<void> {
  await (query.get('lang') === 'en' ? switchTo('en') : load());
  const app = document.getElementById('app');
  if (!app) return;
  if (!query.get('theme')) document.documentElement.dataset['theme'] = 'light';
  const tab = signal<AdminTab>((query.get('tab') as AdminTab | null) ?? 'session');
  const said = (): void => notify('done', 'Đã làm');
  const actions: AdminActions = {
    enterPhase: said,
    editSession: said,
    erasePersonal: said,
    renewSession: said,
    exportRound: said,
    startEdit: said,
    askIngress: () =>
      Promise.resolve({
        ok: true,
        ingress: { url: 'rtmp://hop.example:1935/x', streamKey: 'aB3dE5fG7hJ9', status: 'inactive', error: '' },
      }),
    startAdd: said,
    stopEdit: said,
    savePoint: said,
    retirePoint: said,
    chooseFile: said,
    editImport: said,
    importLines: said,
    leaveImport: said,
    download: said,
    mint: said,
    forgetMinted: said,
    copy: said,
    revokeGrant: said,
    revokeDevice: said,
    forgetNode: said,
  };
  const good = query.has('good');
  const stage: ImportStage = query.has('import')
    ? {
        kind: 'preview',
        edits: NO_EDITS,
        checking: false,
        importing: false,
        preview: {
          file: { name: 'danh-sach-diem-cau-thang-9.xlsx', bytes: new Blob() },
          edits: NO_EDITS,
          check: preview(good),
          lines,
          diff: {
            added: ['DC89' as PointId],
            changed: [{ id: 'DC14' as PointId, fields: [{ field: 'summoned', from: 39, to: 41 }] }],
            unchanged: lines.slice(2).map((line) => line.id),
            missing: ['DC90' as PointId],
          },
        },
      }
    : { kind: 'none' };
  const first = lines[13];
  const editing: Editing | null = query.has('edit') && first ? { kind: 'edit', line: first } : null;
  const minted: Minted | null = query.has('minted')
    ? {
        grantId: 'g9' as GrantId,
        secret: 'x',
        url: 'http://192.168.1.20:8089/#s=Zk3vJm1Qq2bV6nT0aH8xYw',
        expiresAt: NOW + 86_400_000,
        wish: { kind: 'link', role: 'technician', pointId: undefined, label: 'KTV 6' },
      }
    : null;
  const cardActions: CardActions = {
    print: said,
    revokeCards: said,
    speak: said,
    forgetSpoken: said,
    copy: said,
  };
  const Page = () => (
    <AdminScreen
      view={BOARD}
      moment={{ now: NOW, hubNow: NOW, ageMs: 400, stale: false }}
      attempt={0}
      onRetry={said}
      tab={tab.value}
      onTab={(next) => (tab.value = next)}
      editing={editing}
      stage={stage}
      access={access}
      minted={minted}
      ownDeviceId="me"
      actions={actions}
      cards={cards}
      cardActions={cardActions}
      areas={{ current: async () => ({ areas: null, base: null }), replace: async () => null }}
      trail={TRAIL}
      nodes={query.has('alone') ? { cluster: null } : NODES}
    />
  );
  render(<Page />, app);
}
