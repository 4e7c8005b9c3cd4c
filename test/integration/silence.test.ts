import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PointId } from '@hub/shared/model/ids.ts';
import { POINT_PATH } from '@hub/shared/protocol/registry.ts';
import { openRaw } from '../support/raw-socket.ts';
import { openControl } from '../support/sockets.ts';
import type { TestSocket } from '../support/sockets.ts';
import { startHub } from '../support/start-hub.ts';

const DC02 = 'DC02' as PointId;

function untilLink(desk: TestSocket, state: string, reason?: string): Promise<unknown> {
  return desk.until('view:patch', ({ rows }) =>
    Boolean(
      rows?.some(
        ({ id, link }) =>
          id === DC02 && link?.state === state && (reason === undefined || link.reasons.includes(reason as never)),
      ),
    ),
  );
}

test('[L5][L11] a socket that falls silent loses its lease, and one word brings it back', async () => {
  const hub = await startHub({ memory: true, leaseMs: 700 });
  try {
    const desk = await openControl(hub.url, (await hub.signIn('wall')).credential);
    assert.ok((await desk.ask('view:subscribe', {})).ok);
    await desk.until('view:snapshot');
    const { credential } = await hub.signIn('operator', DC02);
    const phone = await openRaw(hub.url, POINT_PATH, '/point', credential, true);
    await untilLink(desk, 'up');
    await untilLink(desk, 'impaired', 'reconnecting');
    assert.is(hub.running.hub.projection.point(DC02)?.evidence.gone?.how, 'silent');
    assert.is(phone.socket.readyState, phone.socket.OPEN, 'nobody closed it');

    const [before] = desk.received('view:patch').slice(-1);
    // A pong is a word, too.
    phone.send('3');
    await desk.until('view:patch', ({ at, rows }) => at > (before?.at ?? 0) && rows?.[0]?.link?.state === 'up');
    phone.socket.terminate();
  } finally {
    await hub.end();
  }
});

test('[L13] a page that said it is being hidden and then falls silent is asleep, not lost', async () => {
  const hub = await startHub({ memory: true, leaseMs: 700 });
  try {
    const desk = await openControl(hub.url, (await hub.signIn('wall')).credential);
    assert.ok((await desk.ask('view:subscribe', {})).ok);
    await desk.until('view:snapshot');
    const { credential } = await hub.signIn('operator', DC02);
    const phone = await openRaw(hub.url, POINT_PATH, '/point', credential, true);
    phone.send('42/point,["point:hidden",{"hidden":true}]');
    await untilLink(desk, 'impaired', 'asleep');
    phone.socket.terminate();
  } finally {
    await hub.end();
  }
});

test.run();
