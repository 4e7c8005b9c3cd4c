import type { ControlUp, PointUp } from '@hub/shared/protocol/up.ts';

/** A point and ids that exist in no session: what is permitted is answered `not-found` or the like, and changes nothing. */
export const NOWHERE = 'ZZ99';
const NOTHING = 'no-such-thing';

const figures = { present: 1, excused: 0, unexcused: 0, guests: 0 };

const line: ControlUp['point:edit']['line'] = {
  id: NOWHERE,
  name: 'Không có',
  shortName: 'Không',
  unit: '',
  block: '',
  area: '',
  summoned: 1,
  kind: 'interactive',
  linkKind: 'livekit',
  carrier: '',
  backupLine: '',
  technician: '',
  longitude: null,
  latitude: null,
  contact: { name: '', phone: '', backupPhone: '' },
};

type WithId<T> = (commandId: string) => T;

/** One well-formed message for every event there is. An event without one does not compile. */
export const POINT_SAMPLES: { readonly [E in keyof PointUp]: WithId<PointUp[E]> } = {
  'point:hidden': () => ({ hidden: false }),
  'point:word': (commandId) => ({ commandId, seesAndHears: true }),
  'point:fault': (commandId) => ({ commandId, fault: 'audio', present: false }),
  'point:headcount': (commandId) => ({ commandId, roundId: NOTHING, ...figures, fence: 1, seq: 1 }),
  'point:checklist': (commandId) => ({ commandId, prep: 1_000_000, item: 'power', state: 'ok' }),
  'point:vitals': () => ({
    rttMs: 1,
    lossPct: null,
    jitterMs: null,
    bitrateKbps: null,
    fps: null,
    soundLevel: null,
  }),
  'device:admit': (commandId) => ({ commandId, deviceId: NOTHING, as: 'assistant' }),
  'point:leave': (commandId) => ({ commandId }),
  'point:reading': () => ({ delivered: [NOTHING], seen: [], readUpTo: 0 }),
  'instruction:confirm': (commandId) => ({ commandId, instructionId: NOTHING }),
  'point:message': (commandId) => ({ commandId, text: 'Đã kiểm tra micrô' }),
  'floor:request': (commandId) => ({ commandId }),
  'floor:withdraw': (commandId) => ({ commandId }),
  'media:join': () => ({}),
};

export const CONTROL_SAMPLES: { readonly [E in keyof ControlUp]: WithId<ControlUp[E]> } = {
  'view:subscribe': () => ({}),
  'point:detail': () => ({ pointId: 'DC01' }),
  'point:attend': () => ({ pointId: null, doing: 'open' }),
  'round:open': (commandId) => ({ commandId, kind: 'opening' }),
  'round:freeze': (commandId) => ({ commandId, roundId: NOTHING }),
  'round:unfreeze': (commandId) => ({ commandId, roundId: NOTHING }),
  'round:remind': (commandId) => ({ commandId, roundId: NOTHING, points: 'all' }),
  'headcount:report': (commandId) => ({ commandId, roundId: NOTHING, ...figures, pointId: 'DC01' }),
  'point:release': (commandId) => ({ commandId, pointId: NOWHERE }),
  'point:take': (commandId) => ({ commandId, pointIds: [NOWHERE] }),
  'point:pass': (commandId) => ({ commandId, pointIds: [NOWHERE], to: null }),
  'shift:handover': (commandId) => ({ commandId, text: 'Ca sau theo dõi', to: NOTHING }),
  'shift:read': (commandId) => ({ commandId, handoverId: NOTHING }),
  'device:admit': (commandId) => ({ commandId, pointId: 'DC01', deviceId: NOTHING, as: 'assistant' }),
  'device:revoke': (commandId) => ({ commandId, deviceId: NOTHING }),
  'instruction:send': (commandId) => ({ commandId, text: 'Ổn định chỗ ngồi', urgent: false, to: { kind: 'all' } }),
  'instruction:resend': (commandId) => ({ commandId, instructionId: NOTHING }),
  'instruction:detail': () => ({ instructionId: NOTHING }),
  'instruction:texts': () => ({}),
  'instruction:set-texts': (commandId) => ({ commandId, texts: ['Ổn định chỗ ngồi'] }),
  'message:send': (commandId) => ({ commandId, pointId: NOWHERE, text: 'Xem lại micrô' }),
  'message:read': (commandId) => ({ commandId, pointId: NOWHERE, upTo: 1 }),
  'floor:add': (commandId) => ({ commandId, pointId: NOWHERE }),
  'floor:move': (commandId) => ({ commandId, turnId: NOTHING, before: null }),
  'floor:standby': (commandId) => ({ commandId, turnId: NOTHING }),
  'floor:check': (commandId) => ({ commandId, turnId: NOTHING }),
  'floor:give': (commandId) => ({ commandId, turnId: NOTHING, minutes: 5, despite: ['link'] }),
  'floor:limit': (commandId) => ({ commandId, turnId: NOTHING, minutes: 6 }),
  'floor:end': (commandId) => ({ commandId, turnId: NOTHING }),
  'floor:skip': (commandId) => ({ commandId, turnId: NOTHING }),
  'floor:return': (commandId) => ({ commandId, turnId: NOTHING, to: 'queue' }),
  'media:watch': () => ({ pointIds: [NOWHERE] }),
  'media:mute': (commandId) => ({ commandId, pointId: NOWHERE, source: 'microphone' }),
  'media:restart': (commandId) => ({ commandId, pointId: NOWHERE }),
  'media:ingress': () => ({ pointId: NOWHERE }),
  'incident:acknowledge': (commandId) => ({ commandId, incidentId: NOTHING }),
  'incident:resolve': (commandId) => ({ commandId, incidentId: NOTHING, finding: 'power', text: 'Mất điện cả thôn' }),
  'incident:open': (commandId) => ({ commandId, pointId: NOWHERE, cause: 'other', note: 'Hội trường khóa cửa' }),
  'incident:closed': () => ({}),
  'incident:note': (commandId) => ({ commandId, incidentId: NOTHING, text: 'Đã gọi VNPT' }),
  'point:mute': (commandId) => ({ commandId, pointId: NOWHERE, untilMs: null }),
  // Only a live session can end.
  'phase:enter': (commandId) => ({ commandId, phase: 'ended' }),
  'session:edit': (commandId) => ({
    commandId,
    title: 'Hội nghị',
    hostName: 'Thị ủy',
    hotline: '',
    plannedAt: null,
  }),
  'session:renew': (commandId) => ({ commandId, from: NOTHING, title: 'Hội nghị', plannedAt: null }),
  'point:add': (commandId) => ({ commandId, line: { ...line, id: 'DC01' } }),
  'point:edit': (commandId) => ({ commandId, line }),
  'point:retire': (commandId) => ({ commandId, pointId: NOWHERE }),
  'grant:mint': (commandId) => ({ commandId, kind: 'code', role: 'wall' }),
  'grant:revoke': (commandId) => ({ commandId, grantId: NOTHING }),
  'access:list': () => ({}),
  'cards:list': () => ({}),
  'cards:revoke': (commandId) => ({ commandId, points: [NOWHERE] }),
};
