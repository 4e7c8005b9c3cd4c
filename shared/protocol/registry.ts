import type { Role } from '../model/access.ts';
import type { Phase } from '../model/session.ts';
import type { ControlEvent, PointEvent } from './up.ts';

/** Who may send an event, and when. Sockets attach nothing that is not here; the access matrix of the tests is made from it. */
export interface Permission {
  readonly roles: readonly Role[];
  readonly phases: readonly Phase[];
  /** `command` makes facts and carries a commandId; `query` only answers; `signal` is neither answered nor logged as a command. */
  readonly does: 'command' | 'query' | 'signal';
  /** A device that waits to be admitted may send it (L8). */
  readonly whileWaiting?: true;
}

const ALL: readonly Phase[] = ['planned', 'rehearsal', 'live', 'ended'];
const BEFORE_END: readonly Phase[] = ['planned', 'rehearsal', 'live'];
const RUNNING: readonly Phase[] = ['rehearsal', 'live'];
const OPERATOR: readonly Role[] = ['operator'];
const STAFF: readonly Role[] = ['technician', 'controller', 'wall', 'administrator'];
const DESK: readonly Role[] = ['technician', 'controller', 'administrator'];
const CHAIR: readonly Role[] = ['controller', 'administrator'];
const TECHNICAL: readonly Role[] = ['technician', 'administrator'];
const ADMIN: readonly Role[] = ['administrator'];

export const POINT_PERMISSIONS: Record<PointEvent, Permission> = {
  'point:leave': { roles: OPERATOR, phases: ALL, does: 'command', whileWaiting: true },
  'point:hidden': { roles: OPERATOR, phases: ALL, does: 'signal', whileWaiting: true },
  'point:word': { roles: OPERATOR, phases: BEFORE_END, does: 'command' },
  'point:fault': { roles: OPERATOR, phases: BEFORE_END, does: 'command' },
  // After the end a report that waited on a phone is still taken, as an amendment (S3).
  'point:headcount': { roles: OPERATOR, phases: ['rehearsal', 'live', 'ended'], does: 'command' },
  'point:checklist': { roles: OPERATOR, phases: ['planned', 'rehearsal'], does: 'command' },
  'point:vitals': { roles: OPERATOR, phases: ALL, does: 'signal' },
  'device:admit': { roles: OPERATOR, phases: ALL, does: 'command' },
  'point:reading': { roles: OPERATOR, phases: ALL, does: 'signal' },
  'instruction:confirm': { roles: OPERATOR, phases: BEFORE_END, does: 'command' },
  'point:message': { roles: OPERATOR, phases: BEFORE_END, does: 'command' },
  'floor:request': { roles: OPERATOR, phases: RUNNING, does: 'command' },
  'floor:withdraw': { roles: OPERATOR, phases: RUNNING, does: 'command' },
  'media:join': { roles: OPERATOR, phases: BEFORE_END, does: 'query' },
};

export const CONTROL_PERMISSIONS: Record<ControlEvent, Permission> = {
  'view:subscribe': { roles: STAFF, phases: ALL, does: 'query' },
  'point:detail': { roles: DESK, phases: ALL, does: 'query' },
  'point:attend': { roles: DESK, phases: ALL, does: 'signal' },
  'round:open': { roles: CHAIR, phases: RUNNING, does: 'command' },
  'round:freeze': { roles: CHAIR, phases: RUNNING, does: 'command' },
  'round:unfreeze': { roles: CHAIR, phases: RUNNING, does: 'command' },
  'round:remind': { roles: CHAIR, phases: RUNNING, does: 'command' },
  'headcount:report': { roles: CHAIR, phases: ['rehearsal', 'live', 'ended'], does: 'command' },
  'point:release': { roles: DESK, phases: ALL, does: 'command' },
  'point:take': { roles: TECHNICAL, phases: ALL, does: 'command' },
  'point:pass': { roles: DESK, phases: ALL, does: 'command' },
  'shift:handover': { roles: DESK, phases: ALL, does: 'command' },
  'shift:read': { roles: DESK, phases: ALL, does: 'command' },
  'device:admit': { roles: DESK, phases: ALL, does: 'command' },
  'device:revoke': { roles: DESK, phases: ALL, does: 'command' },
  'instruction:send': { roles: CHAIR, phases: BEFORE_END, does: 'command' },
  'instruction:resend': { roles: CHAIR, phases: BEFORE_END, does: 'command' },
  'instruction:detail': { roles: DESK, phases: ALL, does: 'query' },
  'instruction:texts': { roles: DESK, phases: ALL, does: 'query' },
  'instruction:set-texts': { roles: CHAIR, phases: ALL, does: 'command' },
  'message:send': { roles: DESK, phases: BEFORE_END, does: 'command' },
  'message:read': { roles: DESK, phases: ALL, does: 'command' },
  'floor:add': { roles: CHAIR, phases: RUNNING, does: 'command' },
  'floor:move': { roles: CHAIR, phases: RUNNING, does: 'command' },
  'floor:standby': { roles: CHAIR, phases: RUNNING, does: 'command' },
  'floor:check': { roles: DESK, phases: RUNNING, does: 'command' },
  'floor:give': { roles: CHAIR, phases: RUNNING, does: 'command' },
  'floor:limit': { roles: CHAIR, phases: RUNNING, does: 'command' },
  'floor:end': { roles: CHAIR, phases: RUNNING, does: 'command' },
  'floor:skip': { roles: CHAIR, phases: RUNNING, does: 'command' },
  'floor:return': { roles: CHAIR, phases: RUNNING, does: 'command' },
  'media:watch': { roles: DESK, phases: ALL, does: 'query' },
  'media:mute': { roles: DESK, phases: BEFORE_END, does: 'command' },
  'media:restart': { roles: DESK, phases: BEFORE_END, does: 'command' },
  'media:ingress': { roles: ADMIN, phases: BEFORE_END, does: 'query' },
  'incident:acknowledge': { roles: DESK, phases: ALL, does: 'command' },
  'incident:resolve': { roles: DESK, phases: ALL, does: 'command' },
  'incident:open': { roles: DESK, phases: BEFORE_END, does: 'command' },
  'incident:closed': { roles: DESK, phases: ALL, does: 'query' },
  'incident:note': { roles: DESK, phases: ALL, does: 'command' },
  'point:mute': { roles: DESK, phases: ALL, does: 'command' },
  'phase:enter': { roles: CHAIR, phases: ALL, does: 'command' },
  'session:edit': { roles: ADMIN, phases: ALL, does: 'command' },
  'session:renew': { roles: ADMIN, phases: ['ended'], does: 'command' },
  'point:add': { roles: ADMIN, phases: BEFORE_END, does: 'command' },
  'point:edit': { roles: ADMIN, phases: BEFORE_END, does: 'command' },
  'point:retire': { roles: ADMIN, phases: BEFORE_END, does: 'command' },
  'grant:mint': { roles: ADMIN, phases: ALL, does: 'command' },
  'grant:revoke': { roles: ADMIN, phases: ALL, does: 'command' },
  'access:list': { roles: ADMIN, phases: ALL, does: 'query' },
  'cards:list': { roles: ADMIN, phases: ALL, does: 'query' },
  'cards:revoke': { roles: ADMIN, phases: ALL, does: 'command' },
  'nodes:list': { roles: ADMIN, phases: ALL, does: 'query' },
  'nodes:forget': { roles: ADMIN, phases: ALL, does: 'command' },
};

/** `public`: no credential. `metrics`: the metrics token, or direct loopback (A7). `signed`: a body that LiveKit signed. */
export type RouteAccess = 'public' | 'metrics' | 'signed' | readonly Role[];

export const ROUTES = {
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'GET /metrics': 'metrics',
  'GET /api/hello': 'public',
  'POST /api/claim': 'public',
  'POST /api/cards': ADMIN,
  'POST /api/roster/check': ADMIN,
  'POST /api/roster/import': ADMIN,
  'GET /api/roster/export': ADMIN,
  'GET /api/roster/template': ADMIN,
  'GET /api/audit': DESK,
  'GET /api/audit/export': DESK,
  'GET /api/rounds/export': DESK,
  'GET /api/replay': DESK,
  'GET /api/replay/point': DESK,
  'GET /api/replay/strip': DESK,
  'GET /api/map/areas': DESK,
  'POST /api/map/areas': ADMIN,
  'GET /api/map/base': DESK,
  'POST /api/map/base': ADMIN,
  'POST /api/session/erase': ADMIN,
  'POST /api/backup': ADMIN,
  'POST /livekit/webhook': 'signed',
} as const satisfies Record<string, RouteAccess>;
export type Route = keyof typeof ROUTES;

/** Where a role lands after claiming. */
export const PAGE_OF: Record<Role, string> = {
  operator: '/point',
  technician: '/technician',
  controller: '/control',
  wall: '/wall',
  administrator: '/admin',
};

/** The operator's page under its shortest name: what a card's QR code holds, so that its squares are large. */
export const CARD_PATH = '/p';

/** Socket.IO paths: one server for points, one for staff, because each has one ping interval and one payload limit. */
export const POINT_PATH = '/rt/point';
export const CONTROL_PATH = '/rt/control';
