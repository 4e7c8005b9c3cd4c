import { StayAwake } from '@hub/client/point/later/stay-awake.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

class FakeLock {
  released = false;
  release(): Promise<void> {
    this.released = true;
    return Promise.resolve();
  }
}

function phone(willing = true) {
  const locks: FakeLock[] = [];
  const page = { visible: true, willing };
  const awake = new StayAwake({
    request: () => {
      if (!page.willing) return Promise.reject(new Error('low battery'));
      const lock = new FakeLock();
      locks.push(lock);
      return Promise.resolve(lock);
    },
    isVisible: () => page.visible,
  });
  return { locks, page, awake };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('[N6] the screen is kept on while it is wanted, once, and let go after', async () => {
  const { locks, awake } = phone();
  awake.look();
  assert.is(locks.length, 0);
  awake.want(true);
  awake.want(true);
  await settle();
  awake.want(true);
  assert.is(locks.length, 1);
  awake.want(false);
  assert.ok(locks[0]?.released);
});

test('[N6] the browser takes the lock away with the page; it is asked for again when the page is back', async () => {
  const { locks, page, awake } = phone();
  awake.want(true);
  await settle();
  page.visible = false;
  void locks[0]?.release();
  awake.look();
  await settle();
  assert.is(locks.length, 1);
  page.visible = true;
  awake.look();
  await settle();
  assert.is(locks.length, 2);
  assert.not.ok(locks[1]?.released);
});

test('[N6] a lock that comes after it was wanted is let go at once', async () => {
  const { locks, awake } = phone();
  awake.want(true);
  awake.want(false);
  await settle();
  assert.ok(locks[0]?.released);
});

test('[N6] a browser that will not is asked again only when the page comes to the front', async () => {
  const { locks, page, awake } = phone(false);
  awake.want(true);
  await settle();
  assert.is(locks.length, 0);
  page.willing = true;
  awake.look();
  await settle();
  assert.is(locks.length, 1);
});

test.run();
