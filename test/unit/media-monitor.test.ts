import { setTimeout as delay } from 'node:timers/promises';
import { Monitor } from '@hub/server/media/monitor.ts';
import type { MonitorWord } from '@hub/server/media/monitor-messages.ts';
import { createLogger } from '@hub/server/platform/logger.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualClock } from '../support/manual-clock.ts';

const PATIENCE_MS = 30_000;

/** The hub's side of a listener whose process is a stub. */
class Listened {
  readonly clock = new ManualClock();
  readonly heard: MonitorWord[] = [];
  readonly logged: string[] = [];
  minted = 0;
  changes = 0;
  readonly monitor = new Monitor({
    clock: this.clock,
    logger: createLogger('info', { write: (line) => this.logged.push(line) }),
    url: 'ws://127.0.0.1:1',
    mint: (room) => {
      this.minted += 1;
      return Promise.resolve(`token of ${room}`);
    },
    heard: (word) => this.heard.push(word),
    changed: () => {
      this.changes += 1;
    },
    script: new URL('../support/monitor-stub.ts', import.meta.url),
  });

  async until(met: () => boolean): Promise<void> {
    const limit = performance.now() + PATIENCE_MS;
    while (!met()) {
      if (performance.now() > limit) throw new Error(`not met: ${this.logged.join('')}`);
      await delay(10);
    }
  }
}

test('[X9] the listener enters where somebody sends, and is told missing only after 20 s', async () => {
  const listened = new Listened();
  const { monitor, clock } = listened;
  assert.not.ok(monitor.isMissing(clock.now()));
  monitor.want(new Set(['room']));
  monitor.want(new Set(['room']));
  assert.not.ok(monitor.isMissing(clock.now() + 19_999));
  assert.ok(monitor.isMissing(clock.now() + 20_000));
  await listened.until(() => listened.heard.length === 1);
  assert.not.ok(monitor.isMissing(clock.now() + 20_000));
  assert.is(listened.minted, 1);
  monitor.want(new Set());
  assert.not.ok(monitor.isMissing(clock.now() + 60_000), 'there is nothing to hear');
  monitor.stop();
});

test('[X9] a listener whose process ends is begun again, with another token for each room', async () => {
  const listened = new Listened();
  const { monitor, clock } = listened;
  monitor.want(new Set(['dies']));
  await listened.until(() => listened.changes === 1);
  clock.advance(1_000);
  await listened.until(() => listened.changes === 2);
  assert.is(listened.minted, 2);
  monitor.want(new Set(['room']));
  await listened.until(() => listened.heard.length === 1);
  monitor.stop();
  clock.advance(120_000);
  assert.is(listened.minted, 3);
});

test('[X9] a machine without the library: said once, missing for good, and not tried again', async () => {
  const listened = new Listened();
  const { monitor, clock } = listened;
  monitor.want(new Set(['no-library']));
  await listened.until(() => listened.changes === 1);
  assert.ok(monitor.isMissing(clock.now()));
  clock.advance(120_000);
  monitor.want(new Set(['no-library', 'room']));
  assert.is(listened.minted, 1);
  assert.is(listened.logged.filter((line) => line.includes('@livekit/rtc-node')).length, 1);
  monitor.stop();
});

test.run();
