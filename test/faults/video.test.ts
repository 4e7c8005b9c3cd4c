import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NetworkNamespace, whyNoNamespaces } from '../support/network-namespace.ts';
import { VideoRig } from '../support/video-rig.ts';

/** L11, and the bound for all of it. */
const [OFF_UP_MS, RIGHT_MS] = [10_000, 25_000];
/** No rule bounds how fast everything is well again by itself: only that it is, and no person is needed. */
const BY_ITSELF_MS = 60_000;

const PULLED = 'DC03';
const STRICT = 'DC04';
const NEAR = ['DC02', 'DC05'];
const ALL = [...NEAR, PULLED, STRICT];

const obstacle = whyNoNamespaces();
if (obstacle !== null) console.log(`SKIPPED: no network namespaces here (${obstacle})`);
const real = obstacle === null ? test : test.skip;

let pulled: NetworkNamespace;
let strict: NetworkNamespace;
let rig: VideoRig;

if (obstacle === null) {
  test.before(async () => {
    pulled = new NetworkNamespace();
    strict = new NetworkNamespace();
    strict.routeByHost();
    rig = await VideoRig.raise({ host: pulled.hostAddress });
    await rig.publish(NEAR);
    await rig.publish([PULLED], { wrapper: pulled.wrapper, from: pulled.hostAddress });
    await rig.publish([STRICT], { wrapper: strict.wrapper, from: strict.hostAddress });
    for (const id of ALL) await isWell(id);
  });
  test.after(async () => {
    await rig.dispose();
    pulled.dispose();
    strict.dispose();
  });
}

const isWell = (id: string): Promise<number> =>
  rig.until(
    id,
    'up and flowing',
    ({ link, media }) => link.state === 'up' && media?.camera === 'flowing',
    BY_ITSELF_MS,
  );
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

real(
  '[L11] a point whose network is pulled is off `up` within 10 s and lost within 25 s, with no picture shown of it',
  async () => {
    const startedAt = performance.now();
    pulled.cut();
    // At the same time, as this takes as long: what the office's firewall does when somebody closes UDP in the middle.
    strict.blockUdp();
    const off = await rig.until(PULLED, 'off up', ({ link }) => link.state !== 'up', OFF_UP_MS);
    const first = rig.row(PULLED).link;
    await rig.until(
      PULLED,
      'lost(silent)',
      ({ link, media }) => link.state === 'lost' && link.reasons.join() === 'silent' && media === null,
      RIGHT_MS,
    );
    console.log(
      `network pulled: ${first.state}(${first.reasons.join()}) after ${seconds(off)}, lost after ${seconds(performance.now() - startedAt)}`,
    );
    assert.ok(performance.now() - startedAt <= RIGHT_MS);
  },
);

real('[L2] with UDP blocked media goes by TCP, the screen says so, and the point is up', async () => {
  const took = await rig.until(
    STRICT,
    'up by TCP',
    ({ link, media }) => link.state === 'up' && media?.path === 'tcp' && media.camera === 'flowing',
    BY_ITSELF_MS,
  );
  console.log(`UDP blocked: up by TCP, ${seconds(took)} after the other was lost`);
  for (const id of NEAR) assert.is(rig.row(id).media?.path, 'udp');
});

real('[L12] a pulled network that is plugged in again brings the point back by itself', async () => {
  pulled.heal();
  console.log(`plugged in: up after ${seconds(await isWell(PULLED))}`);
});

real(
  '[L9] livekit-server gone: its points are unknown, nobody is lost, headcounts go on, and all return by themselves',
  async () => {
    const lost = new Set<string>();
    const startedAt = performance.now();
    await rig.livekit.kill();
    const watch = (): boolean => {
      for (const id of ALL) if (rig.row(id).link.state === 'lost') lost.add(id);
      return false;
    };
    const stale = await rig.untilView(
      'unknown(feed-stale) everywhere',
      (view) =>
        watch() ||
        (view.hub.media.status === 'stale' && ALL.every((id) => rig.row(id, view).link.reasons.includes('feed-stale'))),
      RIGHT_MS,
    );
    const saidAfter = performance.now() - startedAt;
    assert.is(stale.hub.media.status === 'stale' && stale.hub.media.trouble, 'unreachable');
    for (const id of ALL) assert.is(rig.row(id).link.state, 'unknown');

    await rig.screen.command('phase:enter', { phase: 'live' });
    const { roundId } = await rig.screen.command('round:open', { kind: 'opening' });
    const { summoned } = rig.row('DC02');
    await rig.screen.command('headcount:report', {
      roundId: String(roundId),
      pointId: 'DC02',
      present: summoned,
      excused: 0,
      unexcused: 0,
      guests: 0,
      confirmed: true,
    });
    await rig.untilView(
      'the headcount on screen',
      (view) => rig.row('DC02', view).headcount?.present === summoned,
      BY_ITSELF_MS,
    );

    await rig.livekit.start();
    const back = performance.now();
    await rig.untilView(
      'everybody up again',
      (view) => watch() || ALL.every((id) => rig.row(id, view).link.state === 'up' && rig.row(id, view).media !== null),
      BY_ITSELF_MS,
    );
    console.log(
      `livekit-server gone: said after ${seconds(saidAfter)}, all up ${seconds(performance.now() - back)} after it is back`,
    );
    assert.equal([...lost], []);
  },
);

test.run();
