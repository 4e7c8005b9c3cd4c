import type { Socket as NetSocket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { applyPatch, applySnapshot } from '@hub/shared/view/replica.ts';
import type { Replica } from '@hub/shared/view/replica.ts';
import type { ViewPatch } from '@hub/shared/view/row.ts';
import { SYSTEM } from '@hub/server/domain/events.ts';
import { openControl } from '../support/sockets.ts';
import type { TestSocket } from '../support/sockets.ts';
import { startHub } from '../support/start-hub.ts';

/** Far more than the kernel takes for a reader that does not read, at about 20 KB for each change. */
const MOST_CHANGES = 1_500;

/** The TCP socket under a Socket.IO client. */
function wireOf({ socket }: TestSocket): NetSocket {
  const transport = socket.io.engine.transport as unknown as { readonly ws: { readonly _socket: NetSocket } };
  return transport.ws._socket;
}

test('[V7] a screen that does not read costs nobody anything, and one merged patch heals it', async () => {
  const hub = await startHub({ memory: true });
  try {
    const core = hub.running.hub;
    const credential = (await hub.signIn('wall')).credential;
    const reader = await openControl(hub.url, credential);
    const sleeper = await openControl(hub.url, credential);
    for (const socket of [reader, sleeper]) {
      assert.ok((await socket.ask('view:subscribe', {})).ok);
      await socket.until('view:snapshot');
    }
    wireOf(sleeper).pause();

    const points = [...core.projection.points()].map(({ point }) => point);
    const renameAll = async (unit: string): Promise<void> => {
      const renamed = points.map((point) => ({ ...point, unit }));
      const command = { type: 'ImportRoster', points: renamed, retireMissing: false } as const;
      assert.ok((await core.handle({ commandId: null, actor: SYSTEM, command })).ok);
      // The one that reads is not held up by the one that does not.
      await reader.until('view:patch', ({ rows }) => rows?.[0]?.unit === unit);
    };
    for (let changes = 0; (await behind()) === 0; changes++) {
      assert.ok(changes < MOST_CHANGES, 'the kernel took everything');
      await renameAll(`${changes} ${'đơn vị '.repeat(25)}`);
    }
    for (const unit of ['một', 'hai', 'cuối']) await renameAll(unit);

    wireOf(sleeper).resume();
    await sleeper.until('view:patch', ({ rows }) => rows?.[0]?.unit === 'cuối');
    assert.ok(sleeper.received('view:patch').length < reader.received('view:patch').length - 1, 'merged, not queued');
    assert.is(sleeper.received('view:snapshot').length, 1);
    assert.equal(replicaOf(sleeper).rows, replicaOf(reader).rows);

    async function behind(): Promise<number> {
      const response = await fetch(`${hub.url}/metrics`);
      const text = await response.text();
      return Number(/^hub_views\{state="behind"\} (\d+)$/m.exec(text)?.[1] ?? 0);
    }
  } finally {
    await hub.end();
  }
});

/** Applies what a screen was sent as the pure reference does; a patch that does not continue is a failure here. */
function replicaOf(screen: TestSocket): Replica {
  const [snapshot] = screen.received('view:snapshot');
  if (!snapshot) throw new Error('no snapshot');
  return screen.received('view:patch').reduce((replica: Replica, patch: ViewPatch) => {
    const applied = applyPatch(replica, patch);
    if (applied.kind === 'gap') throw new Error('a gap: the patch does not continue from where the screen stands');
    return applied.replica;
  }, applySnapshot(snapshot));
}

test.run();
