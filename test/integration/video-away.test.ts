import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createMemoryStore } from '@hub/server/log/memory-log.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import { flowing } from '../support/builders.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { openControl, openPoint } from '../support/sockets.ts';
import { startHub } from '../support/start-hub.ts';

const command = (): string => `c-${Math.random().toString(36).slice(2, 12)}`;

test('[L9] with LiveKit unreachable headcount, instructions and incidents go on, and screens say what is missing', async () => {
  const url = `ws://127.0.0.1:${String(await freePort())}`;
  const livekit = {
    url,
    apiUrl: url.replace('ws', 'http'),
    apiKey: 'devkey',
    apiSecret: 'a secret of at least 32 characters',
  };
  const hub = await startHub({ memory: true, config: { livekit } });
  try {
    const desk = await openControl(hub.url, (await hub.signIn('controller')).credential);
    assert.ok((await desk.ask('view:subscribe', {})).ok);
    const snapshot = await desk.until('view:snapshot');
    assert.ok(snapshot.session.mediaConfigured);
    const isSaid = ({
      media,
    }: {
      readonly media: { readonly status: string; readonly trouble?: string | null };
    }): boolean => media.status === 'stale' && media.trouble === 'unreachable';
    if (!isSaid(snapshot.hub)) await desk.until('view:patch', (patch) => patch.hub !== undefined && isSaid(patch.hub));

    assert.ok((await desk.ask('phase:enter', { commandId: command(), phase: 'live' })).ok);
    const opened = await desk.ask('round:open', { commandId: command(), kind: 'opening' });
    assert.ok(opened.ok);
    const phone = await openPoint(hub.url, (await hub.signIn('operator', 'DC02')).credential);
    const view: PointView = await phone.until(
      'point:view',
      ({ round, link }) => round !== null && link.state !== 'absent',
    );
    assert.equal(
      [view.link.state, view.link.reasons],
      ['unknown', ['feed-stale']],
      'with presence beside it, not lost',
    );
    assert.equal([view.video?.feed, view.video?.publishes], ['stale', true]);
    // The page may try: whether it reaches LiveKit is not the hub's to say.
    assert.ok((await phone.ask('media:join', {})).ok);

    const figures = { present: view.point.summoned, excused: 0, unexcused: 0, guests: 0 };
    const report = {
      commandId: command(),
      roundId: view.round?.id,
      ...figures,
      fence: view.fence,
      seq: view.lastSeq + 1,
    };
    assert.ok((await phone.ask('point:headcount', report)).ok);
    assert.ok(
      (
        await desk.ask('instruction:send', {
          commandId: command(),
          text: 'Ổn định chỗ ngồi',
          urgent: false,
          to: { kind: 'all' },
        })
      ).ok,
    );
    await phone.until('point:view', ({ instructions }) => instructions.length === 1);
    assert.ok((await phone.ask('point:fault', { commandId: command(), fault: 'power', present: true })).ok);
    await desk.until('view:patch', ({ incidents }) => incidents?.some(({ pointId }) => pointId === 'DC02') === true);
    assert.not.ok((await desk.ask('media:mute', { commandId: command(), pointId: 'DC02', source: 'camera' })).ok);
    phone.close();
    desk.close();
  } finally {
    await hub.end();
  }
});

test('[L9] the hub says at its start, in one line of its log, that LiveKit cannot be reached', async () => {
  const url = `http://127.0.0.1:${String(await freePort())}`;
  const env = { LIVEKIT_URL: url, LIVEKIT_API_KEY: 'devkey', LIVEKIT_API_SECRET: 'a-secret-of-at-least-32-characters' };
  const hub = await HubProcess.prepare({ env });
  try {
    await hub.start();
    const limit = performance.now() + 60_000;
    const lines = (): string[] => hub.output.split('\n').filter((line) => line.includes('LiveKit cannot be reached'));
    while (lines().length === 0) {
      assert.ok(performance.now() < limit, hub.output);
      await delay(50);
    }
    assert.match(lines()[0] ?? '', 'LIVEKIT_URL');
    assert.is(lines().length, 1);
    assert.not.match(hub.output, 'a-secret-of');
  } finally {
    await hub.dispose();
  }
});

test('[L14] a hub that was joined to LiveKit once and is not any more shows nothing of what it saw', async () => {
  const store = createMemoryStore();
  const before = await startHub({ memory: store });
  const pointId = 'DC02' as PointId;
  const media = flowing(before.running.hub.clock.now());
  assert.ok((await before.running.hub.handleOwn({ type: 'ObserveMedia', pointId, media })).ok);
  await before.end();
  const hub = await startHub({ memory: store });
  try {
    const desk = await openControl(hub.url, (await hub.signIn('controller')).credential);
    assert.ok((await desk.ask('view:subscribe', {})).ok);
    const { rows, hub: said } = await desk.until('view:snapshot');
    assert.equal([rows.find(({ id }) => id === pointId)?.media, said.media], [null, { status: 'off' }]);
    const phone = await openPoint(hub.url, (await hub.signIn('operator', 'DC02')).credential);
    const view = await phone.until('point:view', ({ link }) => link.state !== 'absent');
    assert.equal([view.link.state, view.video], ['up', null]);
    const refused = await phone.ask('media:join', {});
    assert.is(refused.ok ? 'ok' : refused.error.kind, 'not-found');
    phone.close();
    desk.close();
  } finally {
    await hub.end();
  }
});

test.run();
