import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { claim } from '@hub/scripts/simulate/access.ts';
import { LivekitApi } from '@hub/server/media/livekit-api.ts';
import { CHECK_PROBLEMS } from '@hub/shared/model/floor.ts';
import { SimulatedStaff } from '@hub/scripts/simulate/staff.ts';
import type { MediaJoin } from '@hub/shared/protocol/down.ts';
import type { HubHealth, PointRow } from '@hub/shared/view/row.ts';
import { openControl, openPoint } from '../support/sockets.ts';
import { startHub } from '../support/start-hub.ts';
import { VideoRig } from '../support/video-rig.ts';
import { WebhookProxy } from '../support/webhook-proxy.ts';

/** Rule deadlines, ms: what is announced, what the list must find, and a silent death. */
const [ANNOUNCED, LISTED, OFF_UP, FULLY_RIGHT] = [2_000, 4_000, 10_000, 25_000];
/** No rule binds how long a publisher needs to come in on a loaded machine. */
const PATIENCE = 40_000;

const isUp = ({ link }: PointRow): boolean => link.state === 'up';
const isImpaired =
  (reason: PointRow['link']['reasons'][number]) =>
  ({ link }: PointRow): boolean =>
    link.state === 'impaired' && link.reasons.includes(reason);

const webhooks = await WebhookProxy.open();
const rig = await VideoRig.raise({ livekit: { webhookUrl: webhooks.url, autoCreate: false } });
webhooks.aim(rig.hub.url);
const { screen } = rig;

test.after(async () => {
  await rig.dispose();
  await webhooks.close();
});

test('[L9] a hub that starts beside LiveKit sees it, and has checked that its webhooks arrive', async () => {
  const { hub } = await rig.untilView('live', ({ hub: { media } }) => media.status === 'live', PATIENCE);
  assert.equal(hub.media.status === 'live' && hub.media.trouble, null);
  await rig.untilView('probed', () => webhooks.handed > 0, PATIENCE);
  const unsigned = await fetch(`${rig.hub.url}/livekit/webhook`, { method: 'POST', body: '{}' });
  assert.is(unsigned.status, 401);
});

test('[X1] [X2] published is up, a mute from here is seen, and a goodbye is left: each within 2 s', async () => {
  await screen.command('phase:enter', { phase: 'rehearsal' });
  const process = await rig.publish(['DC01', 'DC02', 'DC03']);
  for (const id of ['DC01', 'DC02', 'DC03']) await rig.until(id, 'up', isUp, PATIENCE);
  await rig.until('DC02', 'by UDP, as its page says', (row) => row.media?.path === 'udp', PATIENCE);
  await rig.until('DC02', 'muted by its page', (row) => row.media?.microphone === 'muted', PATIENCE);
  await screen.command('media:mute', { pointId: 'DC02', source: 'camera' });
  await rig.until('DC02', 'camera off', isImpaired('camera-off'), ANNOUNCED);
  await screen.command('media:restart', { pointId: 'DC02' });
  await rig.until('DC02', 'up again', isUp, PATIENCE);
  process.stdin?.write('leave DC03\n');
  await rig.until('DC03', 'left', ({ link }) => link.state === 'left', PATIENCE);
});

test('[L9] a hub with another secret says that LiveKit refuses its key', async () => {
  const { url, apiKey } = rig.livekit;
  const apiSecret = 'another secret of at least 32 characters';
  const other = await startHub({
    memory: true,
    config: { livekit: { url, apiUrl: url.replace(/^ws/, 'http'), apiKey, apiSecret } },
  });
  const desk = await openControl(other.url, (await other.signIn('technician')).credential);
  assert.ok((await desk.ask('view:subscribe', {})).ok);
  const isSaid = (hub: HubHealth | undefined): boolean =>
    hub?.media.status === 'stale' && hub.media.trouble === 'wrong-key';
  const { hub } = await desk.until('view:snapshot');
  if (!isSaid(hub)) await desk.until('view:patch', (patch) => isSaid(patch.hub));
  desk.close();
  await other.end();
});

test('[L14] without the ingress service a meeting device is refused in words, and its point needs the operator’s word', async () => {
  const admin = await openControl(rig.hub.url, rig.hub.adminKey());
  const device = screen.replica?.rows.find(({ linkKind }) => linkKind === 'ingress')?.id ?? '';
  const refused = await admin.ask('media:ingress', { pointId: device });
  assert.equal(refused.ok ? null : [refused.error.kind, refused.error.field], ['conflict', 'ingress']);
  const invitation = await screen.mint('operator', device, device);
  const operator = await openPoint(rig.hub.url, (await claim(rig.hub.url, invitation, device)).key);
  const { word, video } = await operator.until('point:view');
  assert.equal([word.asked, video?.publishes], [true, false]);
  assert.ok((await operator.ask('point:word', { commandId: 'word-00000001', seesAndHears: true })).ok);
  await rig.until(device, 'up by its word', isUp, PATIENCE);
  operator.close();
  admin.close();
});

const talks = (pointId: string, { hub: { media } }: { readonly hub: HubHealth }): boolean =>
  media.status === 'live' && media.talkers.includes(pointId);

test('[F2] [F4] [X9] called to speak: checked by its picture and microphone, heard within 2 s, marked, and muted again after', async () => {
  await screen.command('floor:add', { pointId: 'DC02' });
  const { floor } = await rig.untilView('queued', (view) => view.floor.queue.length === 1, PATIENCE);
  const turnId = floor.queue[0]?.id ?? '';
  await screen.command('floor:standby', { turnId });
  const { floor: standing } = await rig.untilView(
    'checked',
    (view) => view.floor.queue[0]?.status === 'standby',
    PATIENCE,
  );
  const [turn] = standing.queue;
  const check = turn?.status === 'standby' ? turn.check : null;
  assert.equal([check?.camera, check?.microphone], ['flowing', 'muted']);
  // A busy machine may make its line slow, not its devices.
  assert.not.ok(check?.problems.some((problem) => problem === 'camera' || problem === 'microphone'));
  await screen.command('floor:give', { turnId, despite: [...CHECK_PROBLEMS] });
  await rig.until('DC02', 'heard', (row) => row.media?.microphone === 'present', ANNOUNCED);
  await rig.untilView('marked as speaking', (view) => talks('DC02', view), PATIENCE);
  await screen.command('floor:end', { turnId });
  await rig.until('DC02', 'muted', (row) => row.media?.microphone === 'muted', ANNOUNCED);
  await rig.untilView('no longer speaking', (view) => !talks('DC02', view), PATIENCE);
});

test('[X9] the listener’s process is killed: every point stays as it is, and the next one who speaks is marked again', async () => {
  const speak = async (pointId: string): Promise<void> => {
    await screen.command('floor:add', { pointId });
    const { floor } = await rig.untilView('queued', (view) => view.floor.queue.length === 1, PATIENCE);
    const turnId = floor.queue[0]?.id ?? '';
    await screen.command('floor:standby', { turnId });
    await rig.untilView('checked', (view) => view.floor.queue[0]?.status === 'standby', PATIENCE);
    await screen.command('floor:give', { turnId, despite: [...CHECK_PROBLEMS] });
  };
  const end = async (): Promise<void> => {
    await screen.command('floor:end', { turnId: screen.replica?.floor.onAir?.id ?? '' });
    await rig.untilView('nobody on air', (view) => view.floor.onAir === null, PATIENCE);
  };
  await speak('DC02');
  await rig.untilView('marked', (view) => talks('DC02', view), PATIENCE);
  const before = await listeners();
  for (const pid of childrenOf(rig.hub.pid)) process.kill(pid, 'SIGKILL');
  await end();
  await rig.untilView('not marked', (view) => !talks('DC02', view), PATIENCE);
  assert.ok(isUp(rig.row('DC02')) && isUp(rig.row('DC01')));
  const limit = performance.now() + PATIENCE;
  // LiveKit keeps the one before for 20 s.
  while ((await listeners()).every((identity) => before.includes(identity))) {
    assert.ok(performance.now() < limit, 'the listener did not come back');
    await delay(100);
  }
  await speak('DC02');
  await rig.untilView('marked again', (view) => talks('DC02', view), PATIENCE);
  await end();
});

test('[C2] a device that was put out is out of the room within 2 s, and its token lets it in no more', async () => {
  const invitation = await screen.mint('operator', 'DC04', 'DC04');
  const { key, deviceId } = await claim(rig.hub.url, invitation, 'DC04');
  const operator = await openPoint(rig.hub.url, key);
  const answer = await operator.ask('media:join', {});
  assert.ok(answer.ok);
  const { url, contribution } = answer as unknown as MediaJoin;
  // The signal socket alone makes a participant, though none whose media stands.
  const first = await signal(url, contribution.token);
  await screen.command('device:revoke', { deviceId });
  await gone(first, ANNOUNCED);
  const again = await signal(url, contribution.token);
  await gone(again, PATIENCE);
  operator.close();
});

test('[X3] every webhook lost: up and left within 4 s all the same', async () => {
  webhooks.fate = 'lose';
  const process = await rig.publish(['DC05']);
  await rig.until('DC05', 'up', isUp, PATIENCE);
  process.stdin?.write('leave DC05\n');
  await rig.until('DC05', 'left', ({ link }) => link.state === 'left', LISTED);
  await rig.untilView(
    'said to staff',
    ({ hub: { media } }) => media.status === 'live' && media.trouble === 'no-webhook',
    PATIENCE,
  );
});

test('[X3] every webhook twice and none in its place: the picture is right, and stays so', async () => {
  webhooks.fate = 'mess';
  const process = await rig.publish(['DC06', 'DC07']);
  for (const id of ['DC06', 'DC07']) await rig.until(id, 'up', isUp, PATIENCE);
  process.stdin?.write('leave DC06\n');
  await rig.until('DC06', 'left', ({ link }) => link.state === 'left', PATIENCE);
  assert.ok(isUp(rig.row('DC07')));
});

test('[L11] [X5] a killed publisher, every webhook lost: off up within 10 s, lost with its incident within 25 s', async () => {
  webhooks.fate = 'lose';
  const process = await rig.publish(['DC08']);
  await rig.until('DC08', 'up', isUp, PATIENCE);
  process.kill('SIGKILL');
  const killedAt = performance.now();
  await rig.until('DC08', 'off up', ({ link }) => link.state !== 'up', OFF_UP);
  await rig.until('DC08', 'lost', ({ link }) => link.state === 'lost', FULLY_RIGHT - (performance.now() - killedAt));
  await rig.untilView(
    'its incident',
    (view) => view.incidents.some(({ pointId, cause }) => pointId === 'DC08' && cause === 'link-lost'),
    PATIENCE,
  );
});

test('[L5] [L9] a hub that is killed and started again looks first, and every point that goes on is up by itself', async () => {
  webhooks.fate = 'pass';
  await rig.hub.kill();
  await rig.hub.start();
  // The administrator of this machine gets another key with each start.
  const again = new SimulatedStaff(rig.hub.url, rig.hub.adminKey());
  again.open();
  await again.until(({ hub: { media }, rows }) => {
    const all = ['DC01', 'DC02', 'DC07'].map((id) => rows.find((row) => row.id === id));
    return media.status === 'live' && all.every((row) => row !== undefined && isUp(row));
  });
  again.stop();
});

function childrenOf(pid: number): number[] {
  const listed = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
  return listed.split(' ').filter(Boolean).map(Number);
}

/** The hub's own participants in the room whose media stands. */
async function listeners(): Promise<string[]> {
  const { url, apiKey, secret } = rig.livekit;
  const api = new LivekitApi({ apiUrl: url.replace(/^ws/, 'http'), apiKey, apiSecret: secret });
  const there = await api.participants(screen.replica?.session.id ?? '');
  if (!there.ok) throw new Error(there.message);
  return there.value
    .filter(({ identity, isActive }) => identity.startsWith('m-') && isActive)
    .map(({ identity }) => identity);
}

async function signal(url: string, token: string): Promise<WebSocket> {
  const query = new URLSearchParams({
    access_token: token,
    protocol: '15',
    auto_subscribe: '0',
    sdk: 'js',
    version: '2.0.0',
  });
  const socket = new WebSocket(`${url}/rtc?${query.toString()}`);
  await once(socket, 'message');
  return socket;
}

async function gone(socket: WebSocket, withinMs: number): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
  await once(socket, 'close', { signal: AbortSignal.timeout(withinMs) });
}

test.run();
