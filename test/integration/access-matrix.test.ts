import { suite, test } from 'uvu';
import * as assert from 'uvu/assert';
import { ROLES } from '@hub/shared/model/access.ts';
import type { Role } from '@hub/shared/model/access.ts';
import { PHASES } from '@hub/shared/model/session.ts';
import type { Phase } from '@hub/shared/model/session.ts';
import { CARD_PATH, CONTROL_PERMISSIONS, PAGE_OF, POINT_PERMISSIONS, ROUTES } from '@hub/shared/protocol/registry.ts';
import type { Permission, Route, RouteAccess } from '@hub/shared/protocol/registry.ts';
import { controlUp, httpUp, pointUp } from '@hub/shared/protocol/up.ts';
import type { PointEvent } from '@hub/shared/protocol/up.ts';
import { createHttpApp } from '@hub/server/ingest/http.ts';
import type { HttpPorts } from '@hub/server/ingest/http.ts';
import { CONTROL_SAMPLES, POINT_SAMPLES } from '../support/message-samples.ts';
import { command, openControl, openPoint, refusedAt } from '../support/sockets.ts';
import type { Answer, TestSocket } from '../support/sockets.ts';
import { newDeviceKey, startHub } from '../support/start-hub.ts';
import type { SignedIn, TestHub } from '../support/start-hub.ts';

test('[A3] every event has a schema and a permission, and nothing else has', () => {
  assert.equal(Object.keys(POINT_PERMISSIONS).sort(), Object.keys(pointUp).sort());
  assert.equal(Object.keys(CONTROL_PERMISSIONS).sort(), Object.keys(controlUp).sort());
  assert.equal(Object.keys(POINT_SAMPLES).sort(), Object.keys(pointUp).sort());
  assert.equal(Object.keys(CONTROL_SAMPLES).sort(), Object.keys(controlUp).sort());
  for (const route of Object.keys(httpUp)) assert.ok(Object.hasOwn(ROUTES, route), route);
});

test('[A3] the hub answers no route and no page that is not listed', () => {
  const { router } = createHttpApp({
    origins: { allowed: [], trustProxy: false },
    pagesDir: '/nowhere',
    videoUrl: null,
  } as unknown as HttpPorts) as unknown as { router: { stack: readonly Layer[] } };
  const served = router.stack.flatMap(({ route }) =>
    route ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`) : [],
  );
  const pages = ['/', CARD_PATH, ...Object.values(PAGE_OF)].map((path) => `GET ${path}`);
  const listed = new Set([...Object.keys(ROUTES), ...pages]);
  assert.equal(
    served.filter((route) => !listed.has(route)),
    [],
  );
  for (const route of Object.keys(ROUTES)) assert.ok(served.includes(route), route);
});

/** As Express keeps what it serves. */
interface Layer {
  readonly route?: { readonly path: string; readonly methods: Record<string, boolean> };
}

interface Cast {
  readonly hub: TestHub;
  readonly people: Record<Role, SignedIn>;
  /** A second device of a point, not let in. */
  readonly waiting: SignedIn;
  /** Ids of the commands that made a fact. Connections come and go meanwhile, and make facts of their own. */
  readonly effective: Set<string>;
}

const matrix = suite<Cast>('matrix');

matrix.before(async (cast) => {
  const hub = await startHub({ memory: true });
  const people = {} as Record<Role, SignedIn>;
  for (const role of ROLES) people[role] = await hub.signIn(role, role === 'operator' ? 'DC02' : undefined);
  await hub.signIn('operator', 'DC03');
  const effective = new Set<string>();
  hub.running.hub.onAdopted((facts) => {
    for (const { commandId } of facts) if (commandId !== null) effective.add(commandId);
  });
  Object.assign(cast, { hub, people, waiting: await hub.signIn('operator', 'DC03'), effective });
});
matrix.after(({ hub }) => hub.end());

matrix('[A3] a role lives in its own namespace only', async ({ hub, people }) => {
  for (const role of ROLES) {
    const open = role === 'operator' ? openControl : openPoint;
    assert.is((await refusedAt(open(hub.url, people[role].credential))).kind, 'forbidden', role);
  }
});

for (const phase of PHASES) {
  matrix(
    `[A3] [A7] [L8] every event and route by every role, and by a waiting device, in phase ${phase}`,
    async (cast) => {
      const { hub, people } = cast;
      await enter(cast, phase);
      let asked = 0;
      for (const role of ROLES) {
        const isOperator = role === 'operator';
        const open = isOperator ? openPoint : openControl;
        const permissions: Record<string, Permission> = isOperator ? POINT_PERMISSIONS : CONTROL_PERMISSIONS;
        const samples: Record<string, (commandId: string) => unknown> = isOperator ? POINT_SAMPLES : CONTROL_SAMPLES;
        let socket = await open(hub.url, people[role].credential);
        for (const [event, permission] of Object.entries(permissions)) {
          // A burst of 60 or 100 messages is what one socket may send; the matrix is larger.
          if (asked % 15 === 14) {
            socket.close();
            socket = await open(hub.url, people[role].credential);
            if (isOperator) await socket.until('point:view');
          }
          asked += 1;
          const commandId = command();
          const isEnding = event === 'phase:enter' && phase === 'live';
          const message = isEnding ? { commandId, phase: 'planned' } : samples[event]?.(commandId);
          if (permission.does === 'signal') {
            socket.socket.emit(event, message);
            continue;
          }
          judge(await socket.ask(event, message), { event, role, phase, permission });
          const refused = !permission.roles.includes(role) || !permission.phases.includes(phase);
          if (refused) assert.not.ok(cast.effective.has(commandId), `${event} by ${role} changed something`);
        }
        socket.close();
        await foreignEvents(() => open(hub.url, people[role].credential), isOperator);
      }
      assert.ok(cast.effective.size > 0, 'what is permitted leaves facts to be seen');
      await whileWaiting(cast, phase);
      await everyRoute(cast);
      assert.ok(asked >= Object.keys(CONTROL_PERMISSIONS).length * 4 + Object.keys(POINT_PERMISSIONS).length);
    },
  );
}

function judge(
  answer: Answer,
  { event, role, phase, permission }: { event: string; role: Role; phase: Phase; permission: Permission },
): void {
  const what = `${event} by ${role} in ${phase}: ${JSON.stringify(answer)}`;
  const kind = answer.ok ? 'ok' : answer.error.kind;
  if (!permission.roles.includes(role)) assert.is(kind, 'forbidden', what);
  else if (!permission.phases.includes(phase)) assert.is(kind, 'wrong-phase', what);
  else {
    // Whether a phase may follow another is the session's own rule (S1), not this table's.
    const refusals = [
      'forbidden',
      'unauthorized',
      'unknown-event',
      'invalid',
      ...(event === 'phase:enter' ? [] : ['wrong-phase']),
    ];
    assert.not.ok(refusals.includes(kind), what);
  }
}

async function whileWaiting({ hub, waiting, effective }: Cast, phase: Phase): Promise<void> {
  const socket = await openPoint(hub.url, waiting.credential);
  assert.is((await socket.until('point:view')).standing, 'waiting');
  for (const [event, permission] of Object.entries(POINT_PERMISSIONS)) {
    const commandId = command();
    const message = POINT_SAMPLES[event as PointEvent](commandId);
    const answer = await Promise.race([
      socket.ask(event, message),
      // A signal is not answered where it is let through; the next question's answer comes after it.
      socket.ask('no:event', {}).then(() => null),
    ]);
    const kind = answer === null || answer.ok ? 'ok' : answer.error.kind;
    if (permission.whileWaiting === true) assert.is.not(kind, 'waiting', `${event} in ${phase}`);
    else {
      assert.is(kind, 'waiting', `${event} in ${phase}`);
      assert.not.ok(effective.has(commandId), `${event} of a waiting device changed something`);
    }
  }
  socket.close();
}

/** What belongs to the other namespace is unknown in this one. */
async function foreignEvents(open: () => Promise<TestSocket>, isOperator: boolean): Promise<void> {
  const own = Object.keys(isOperator ? POINT_PERMISSIONS : CONTROL_PERMISSIONS);
  const foreign = isOperator ? CONTROL_SAMPLES : POINT_SAMPLES;
  let socket = await open();
  let asked = 0;
  for (const [event, sample] of Object.entries(foreign)) {
    if (own.includes(event)) continue;
    // A point's socket may send 60 at once.
    if (++asked % 50 === 0) {
      socket.close();
      socket = await open();
    }
    const answer = await socket.ask(event, sample(command()));
    assert.is(answer.ok ? 'ok' : answer.error.kind, 'unknown-event', event);
  }
  socket.close();
}

/** Who may ask a route does not hang on the phase; what it then does may. */
async function everyRoute({ hub, people }: Cast): Promise<void> {
  const remote = { 'X-Forwarded-For': '10.1.2.3' };
  for (const [route, access] of Object.entries(ROUTES) as [Route, RouteAccess][]) {
    const [method, path] = route.split(' ') as [string, string];
    const ask = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${hub.url}${path}`, {
        method,
        headers: { ...remote, ...headers },
        ...(method === 'POST' ? { body: '{}' } : {}),
      });
    const bodies: Response[] = [];
    const status = async (headers: Record<string, string> = {}): Promise<number> => {
      const response = await ask({ 'Content-Type': 'application/json', ...headers });
      bodies.push(response);
      return response.status;
    };
    const closed = [401, 403];
    const nobody = await status();
    const stranger = await status({ Authorization: `Bearer ${newDeviceKey()}` });
    // This hub has no video system, and says so to everybody; a signature is asked for where there is one.
    const isOpen = access === 'public' || access === 'signed';
    assert.is(closed.includes(nobody), !isOpen, `${route} without a credential: ${nobody}`);
    assert.is(closed.includes(stranger), !isOpen, `${route} with an unknown credential: ${stranger}`);
    for (const role of ROLES) {
      const given = await status({ Authorization: `Bearer ${people[role].credential}` });
      const permitted = isOpen || (typeof access !== 'string' && access.includes(role));
      assert.is(closed.includes(given), !permitted, `${route} by ${role}: ${given}`);
      assert.ok(given < 500, `${route} by ${role}: ${given}`);
    }
    await Promise.all(bodies.map((body) => body.arrayBuffer()));
  }
}

async function enter({ hub, people }: Cast, phase: Phase): Promise<void> {
  if (hub.running.hub.projection.session()?.phase === phase) return;
  const desk = await openControl(hub.url, people.administrator.credential);
  const answer = await desk.ask('phase:enter', { commandId: command(), phase });
  assert.ok(answer.ok, JSON.stringify(answer));
  desk.close();
}

matrix('an unlisted route is not there', async ({ hub, people }) => {
  const headers = { Authorization: `Bearer ${people.administrator.credential}` };
  for (const [method, path] of [
    ['GET', '/api/claim'],
    ['POST', '/api/anything'],
    ['GET', '/api/../server/main.ts'],
    ['GET', '/.git/config'],
    ['GET', '/assets/../index.html/..%2f..%2fpackage.json'],
    ['DELETE', '/api/roster/import'],
  ] as const) {
    const response = await fetch(`${hub.url}${path}`, { method, headers });
    assert.is(response.status, 404, `${method} ${path}`);
    await response.arrayBuffer();
  }
});

test.run();
matrix.run();
