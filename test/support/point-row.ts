import type { PointId } from '@hub/shared/model/ids.ts';
import type { CountedHeadcount, PointRow } from '@hub/shared/view/row.ts';

/** A point that is well and has not reported, with what a test wants otherwise. */
export function pointRow(index: number, rest: Partial<PointRow> = {}): PointRow {
  return {
    id: `P${index}` as PointId,
    index,
    name: `Point ${index}`,
    shortName: `P ${index}`,
    unit: '',
    block: '',
    area: 'Area',
    summoned: 10,
    kind: 'interactive',
    linkKind: 'livekit',
    carrier: '',
    backupLine: '',
    technician: '',
    longitude: null,
    latitude: null,
    link: { state: 'up', reasons: [], since: 0 },
    media: null,
    devices: 1,
    waiting: 0,
    faults: [],
    onAir: false,
    headcount: null,
    amended: null,
    undecided: null,
    mutedUntil: null,
    roundSummoned: 10,
    lastReportAt: null,
    reminded: null,
    checks: {},
    ownerId: null,
    owner: null,
    attending: [],
    unread: 0,
    unseen: 0,
    phone: null,
    backupPhone: null,
    ...rest,
  };
}

export function counted(present: number, summoned: number): CountedHeadcount {
  return {
    present,
    excused: summoned - present,
    unexcused: 0,
    guests: 0,
    summoned,
    at: 0,
    onBehalf: false,
    revisions: 1,
  };
}
