import type { Hub } from '@hub/server/hub/hub.ts';
import type { Outcome } from '@hub/server/hub/receipt.ts';
import { createMint } from '@hub/server/ingest/mint.ts';
import { createMetrics } from '@hub/server/platform/metrics.ts';
import { hashSecret } from '@hub/server/access/secrets.ts';
import type { CommandId, DeviceId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HubRig } from '../support/hub-rig.ts';

const ADMINISTRATOR = { kind: 'staff', deviceId: 'admin' as DeviceId, role: 'administrator' } as const;

test('[D4] a link that several hubs were undecided about is minted with the secret that was saved first', async () => {
  const rig = await HubRig.live();
  const first: Promise<Outcome>[] = [];
  const hub: Hub = Object.create(rig.hub, {
    handle: {
      value: (...args: Parameters<Hub['handle']>): Promise<Outcome> => {
        // What is asked again under its id hears what became of the first.
        if (first[0]) return first[0];
        first.push(rig.hub.handle(...args));
        return Promise.resolve({ ok: false, kind: 'undecided' });
      },
    },
  }) as Hub;
  let id = 0;
  const mint = createMint({
    ...{ hub, clock: rig.clock, metrics: createMetrics(), publicUrl: () => 'http://hub' },
    makeId: () => `id-${String(++id)}`,
  });
  const wanted = { commandId: 'mint-1' as CommandId, kind: 'link', role: 'wall', label: 'Màn' } as const;
  const undecided = await mint.answer(ADMINISTRATOR, wanted);
  assert.is(undecided.ok ? 'ok' : undecided.error.kind, 'undecided');
  const minted = await mint.answer(ADMINISTRATOR, wanted);
  assert.ok(minted.ok, JSON.stringify(minted));
  assert.ok(rig.hub.projection.grantByHash(hashSecret(minted.ok ? minted.secret : '')));
  assert.equal(await mint.answer(ADMINISTRATOR, wanted), minted);
});

test.run();
