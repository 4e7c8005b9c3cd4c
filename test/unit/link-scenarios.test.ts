import { SYSTEM } from '@hub/server/domain/events.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ADMINISTRATOR,
  aPoint,
  CONTROLLER,
  deviceId,
  flowing,
  operator,
  pointId,
  START,
  Town,
} from '../support/builders.ts';
import type { Media } from '@hub/shared/model/media.ts';
import type { Line } from '../support/builders.ts';

const DC01 = pointId('DC01');

/** A hub with LiveKit and one point that is well. */
function wellWithMedia(): { town: Town; line: Line } {
  const town = new Town([aPoint('DC01')], { mediaConfigured: true });
  const line = town.connect();
  town.observe(flowing(town.now));
  town.pass(60_000);
  assert.is(town.link(), 'up');
  return { town, line };
}

/** A hub without LiveKit and one point that is well: presence is all it needs (L14). */
function wellByPresence(): { town: Town; line: Line } {
  const town = new Town();
  const line = town.connect();
  town.pass(60_000);
  assert.is(town.link(), 'up');
  return { town, line };
}

function lostIncident(town: Town): string {
  const incident = [...town.state.incidents()].find(({ cause }) => cause === 'link-lost');
  return incident ? incident.status : 'none';
}

test('[L1] a morning on which nobody comes leaves a point absent, never lost', () => {
  const town = new Town([aPoint('DC01')], { mediaConfigured: true });
  town.pass(6 * 3_600_000);
  assert.is(town.link(), 'absent');
  assert.is(lostIncident(town), 'none');
});

test('[L4] joining: presence first, then media, then up; 20 s without media are hub-only', () => {
  const town = new Town([aPoint('DC01')], { mediaConfigured: true });
  town.connect();
  assert.is(town.link(), 'joining(connecting)');
  town.pass(19_999);
  assert.is(town.link(), 'joining(connecting)');
  town.pass(1);
  assert.is(town.link(), 'impaired(hub-only)');
  assert.is(town.point().link.since, START + 20_000, 'since is the moment it became so, not the moment it was noticed');
  town.observe(flowing(town.now));
  assert.is(town.link(), 'up');
});

test('[L4] media first is joining for 20 s, then media-only', () => {
  const town = new Town([aPoint('DC01')], { mediaConfigured: true });
  town.observe(flowing(town.now));
  assert.is(town.link(), 'joining(connecting)');
  town.pass(20_000);
  assert.is(town.link(), 'impaired(media-only)');
  town.connect();
  assert.is(town.link(), 'up');
});

test('[L4] a point that comes back an hour after its media ended is joining again', () => {
  const { town, line } = wellWithMedia();
  line.leave();
  town.observe({ status: 'gone', at: town.now });
  town.pass(3_600_000);
  assert.is(town.link(), 'left');
  town.connect();
  assert.is(town.link(), 'joining(connecting)');
});

test('[L5] [L11] power cut: the lease runs out, 8 s of waiting, then lost with an incident', () => {
  const { town, line } = wellByPresence();
  line.close('silent');
  assert.is(town.link(), 'impaired(reconnecting)');
  town.pass(7_999);
  assert.is(lostIncident(town), 'none');
  town.pass(1);
  assert.is(town.link(), 'lost(silent)');
  assert.is(lostIncident(town), 'open');
});

test('[L4] [L12] cable pulled, media stops first: hub-only, then waiting from the last sign of life, then lost', () => {
  const { town, line } = wellWithMedia();
  town.observe({ status: 'gone', at: town.now });
  assert.is(town.link(), 'impaired(hub-only)');
  town.pass(3_000);
  line.close('silent');
  assert.is(town.link(), 'impaired(reconnecting)');
  town.pass(8_000);
  assert.is(town.link(), 'lost(silent)');
});

test('[L12] reload within 8 s is one flap: no loss, no incident', () => {
  const { town, line } = wellByPresence();
  const before = town.facts.length;
  line.close();
  town.pass(3_000);
  town.connect();
  assert.is(town.link(), 'up');
  assert.is(town.count('LinkChanged', before), 2);
  town.pass(60_000);
  assert.is(lostIncident(town), 'none');
});

test('[L12] [L19] a closed tab says hidden as it goes, and is lost after 8 s all the same', () => {
  const { town, line } = wellByPresence();
  line.hide();
  town.pass(40);
  line.close();
  assert.is(town.link(), 'impaired(reconnecting)');
  town.pass(8_000);
  assert.is(town.link(), 'lost(closed)');
  assert.is(lostIncident(town), 'open');
});

test('[L12] presence closed while media flows is media-only, and lost only after the media went too', () => {
  const { town, line } = wellWithMedia();
  line.close();
  assert.is(town.link(), 'impaired(media-only)');
  town.pass(3_600_000);
  assert.is(town.link(), 'impaired(media-only)');
  town.observe({ status: 'gone', at: town.now });
  assert.is(town.link(), 'impaired(reconnecting)');
  town.pass(8_000);
  assert.is(town.link(), 'lost(silent)');
});

test('[L13] [L14] a locked phone without LiveKit sleeps 15 minutes, is then unknown, and wakes up', () => {
  const { town, line } = wellByPresence();
  line.hide();
  town.pass(30_000);
  line.close('silent');
  assert.is(town.link(), 'impaired(asleep)');
  town.pass(15 * 60_000 - 1);
  assert.is(town.link(), 'impaired(asleep)');
  town.pass(1);
  assert.is(town.link(), 'unknown(asleep)');
  town.pass(3_600_000);
  assert.is(town.link(), 'unknown(asleep)');
  assert.is(lostIncident(town), 'none');
  town.connect();
  assert.is(town.link(), 'up');
});

test('[L13] [L19] a socket that the telephone drops long after it was locked is sleep too', () => {
  const { town, line } = wellByPresence();
  line.hide();
  town.pass(120_000);
  line.close('closed');
  assert.is(town.link(), 'impaired(asleep)');
});

test('[L13] a page that came back before it fell silent does not sleep', () => {
  const { town, line } = wellByPresence();
  line.hide();
  town.pass(30_000);
  line.hide(false);
  town.pass(30_000);
  line.close('silent');
  assert.is(town.link(), 'impaired(reconnecting)');
});

test('[L13] with LiveKit the page has to send the media: locked and silent is lost after 8 s', () => {
  const { town, line } = wellWithMedia();
  line.hide();
  town.pass(30_000);
  town.observe({ status: 'gone', at: town.now });
  line.close('silent');
  town.pass(8_000);
  assert.is(town.link(), 'lost(silent)');
});

test('[L2] [L13] a meeting device sends on while the operator’s page sleeps: up, and lost with its own media', () => {
  const town = new Town([aPoint('DC01', { linkKind: 'ingress' })], { mediaConfigured: true });
  town.do({ type: 'ChangeMediaFeed', feed: 'live', ingress: true }, SYSTEM);
  const line = town.connect();
  town.observe(flowing(town.now));
  town.pass(60_000);
  line.hide();
  town.pass(30_000);
  line.close('silent');
  assert.is(town.link(), 'up');
  town.pass(60_000);
  town.observe({ status: 'gone', at: town.now });
  assert.is(town.link(), 'impaired(reconnecting)');
  town.pass(8_000);
  assert.is(town.link(), 'lost(silent)');
});

test('[L2] [L18] the word is asked again in each run, 20 s after it starts', () => {
  const town = new Town([aPoint('DC01', { linkKind: 'external' })], { phase: 'rehearsal' });
  const line = town.connect();
  town.pass(20_000);
  assert.is(town.link(), 'impaired(not-confirmed)');
  line.word(true);
  assert.is(town.link(), 'up');
  town.pass(600_000);
  town.do({ type: 'EnterPhase', phase: 'live' });
  assert.is(town.link(), 'joining(connecting)');
  town.pass(20_000);
  assert.is(town.link(), 'impaired(not-confirmed)');
  line.word(true);
  assert.is(town.link(), 'up');
});

test('[L2] [L18] the word "no" is a complaint at once, and a later yes lifts it', () => {
  const town = new Town([aPoint('DC01', { linkKind: 'broadcast' })]);
  const line = town.connect();
  line.word(false);
  assert.is(town.link(), 'impaired(operator-reported)');
  line.word(true);
  assert.is(town.link(), 'up');
});

test('[L3] a fault reported and taken back: impaired with its reason, an incident of the same word, and up again', () => {
  const { town, line } = wellByPresence();
  line.fault('audio');
  assert.is(town.link(), 'impaired(operator-reported,no-audio)');
  assert.is([...town.state.openIncidents()].map(({ cause }) => cause).join(), 'audio');
  line.fault('audio', false);
  assert.is(town.link(), 'up');
  town.pass(30_000);
  assert.is([...town.state.openIncidents()].length, 0);
});

test('[L5] hub restart: unknown at once, back with the device, and lost 60 s later for whoever stays away', () => {
  const town = new Town([aPoint('DC01'), aPoint('DC02'), aPoint('DC03')]);
  town.connect('DC01');
  town.connect('DC02');
  town.pass(60_000);
  town.do({ type: 'RestartHub' }, SYSTEM);
  assert.equal(
    ['DC01', 'DC02', 'DC03'].map((code) => town.link(code)),
    ['unknown(hub-restarted)', 'unknown(hub-restarted)', 'absent'],
  );
  town.pass(5_000);
  town.connect('DC01');
  assert.is(town.link('DC01'), 'up');
  town.pass(54_999);
  assert.is(town.link('DC02'), 'unknown(hub-restarted)');
  assert.is(lostIncident(town), 'none');
  town.pass(1);
  assert.is(town.link('DC02'), 'lost(silent)');
  assert.is(lostIncident(town), 'open');
});

test('[L10] a dead node: its points are unknown at once, back with their devices, and lost 60 s later; others are not touched', () => {
  const town = new Town([aPoint('DC01'), aPoint('DC02'), aPoint('DC03')]);
  town.connect('DC01', 'first', 'n1');
  town.connect('DC01', 'second', 'n2');
  town.connect('DC02', 'lonely', 'n1');
  town.connect('DC03', 'elsewhere', 'n2');
  town.do({ type: 'AdmitDevice', deviceId: deviceId('second'), as: 'assistant' }, operator('DC01', 'first'));
  town.pass(60_000);
  town.do({ type: 'LoseNode', node: 'n1' }, SYSTEM);
  assert.equal(
    ['DC01', 'DC02', 'DC03'].map((code) => town.link(code)),
    ['up', 'unknown(node-lost)', 'up'],
  );
  town.pass(59_999);
  assert.is(town.link('DC02'), 'unknown(node-lost)');
  assert.is(lostIncident(town), 'none');
  town.pass(1);
  assert.is(town.link('DC02'), 'lost(silent)');
  town.connect('DC02', 'lonely', 'n2');
  assert.is(town.link('DC02'), 'up');
});

test('[L5] [L9] a restart in the middle of reconnecting gives the whole 60 s, and so does a second restart', () => {
  const { town, line } = wellByPresence();
  line.close();
  town.pass(5_000);
  town.do({ type: 'RestartHub' }, SYSTEM);
  town.pass(59_999);
  assert.is(town.link(), 'unknown(hub-restarted)');
  town.do({ type: 'RestartHub' }, SYSTEM);
  town.pass(59_999);
  assert.is(town.link(), 'unknown(hub-restarted)');
  town.pass(1);
  assert.is(town.link(), 'lost(silent)');
});

test('[L5] [L13] a page that slept through two restarts is still asleep, not lost', () => {
  const { town, line } = wellByPresence();
  line.hide();
  town.pass(10_000);
  town.do({ type: 'RestartHub' }, SYSTEM);
  town.pass(10_000);
  town.do({ type: 'RestartHub' }, SYSTEM);
  town.pass(60_000);
  assert.is(town.link(), 'impaired(asleep)');
});

test('[L5] media remembered from before the restart does not stand in for the device', () => {
  const { town } = wellWithMedia();
  town.do({ type: 'RestartHub' }, SYSTEM);
  assert.is(town.link(), 'unknown(hub-restarted)');
  town.pass(2_000);
  town.observe({ status: 'gone', at: town.now });
  town.pass(57_999);
  assert.is(town.link(), 'unknown(hub-restarted)');
  town.pass(1);
  assert.is(town.link(), 'lost(silent)');
});

test('[L5] a device that was waiting when the hub went down is no presence when it is admitted later', () => {
  const town = new Town();
  const first = town.connect('DC01', 'first');
  town.connect('DC01', 'second');
  town.do({ type: 'RestartHub' }, SYSTEM);
  town.do({ type: 'AdmitDevice', deviceId: deviceId('second'), as: 'take-over' }, first.by);
  assert.is(town.link(), 'unknown(hub-restarted)');
});

test('[L5] [G2] a device was last seen when a connection of it opened, ended, or went down with the hub, also one that waits', () => {
  const town = new Town();
  const seen = (device: string): number | null | undefined => town.state.device(deviceId(device))?.lastSeenAt;
  const line = town.connect('DC01', 'first');
  const opened = town.now;
  town.pass(5_000);
  town.connect('DC01', 'second');
  assert.equal([seen('first'), seen('second')], [opened, opened + 5_000]);
  town.pass(5_000);
  line.close('silent');
  assert.equal([seen('first'), seen('second')], [opened + 10_000, opened + 5_000]);
  town.pass(5_000);
  town.do({ type: 'RestartHub' }, SYSTEM);
  assert.equal([seen('first'), seen('second')], [opened + 10_000, opened + 15_000]);
});

test('[L6] a connection that was replaced closes late and changes nothing', () => {
  const { town, line } = wellByPresence();
  const next = town.connect();
  assert.is(line.close('silent').length, 1, 'only its own end is noted');
  assert.is(town.link(), 'up');
  assert.equal(line.close('closed'), [], 'and only once');
  assert.equal(line.leave(), [], 'its goodbye is nobody’s');
  assert.is(town.link(), 'up');
  next.close();
  assert.is(town.link(), 'impaired(reconnecting)');
});

test('[L7] poor quality counts after 10 s and clears after 15 s of clean', () => {
  const { town } = wellWithMedia();
  const since = START;
  const poor = (): Media => flowing(since, { quality: { level: 'poor', since: town.now } });
  const good = (): Media => flowing(since, { quality: { level: 'good', since: town.now } });
  town.observe(poor());
  town.pass(9_999);
  assert.is(town.link(), 'up');
  town.observe(good());
  town.pass(1_000);
  town.observe(poor());
  town.pass(10_000);
  assert.is(town.link(), 'impaired(poor-network)');
  town.observe(good());
  town.pass(14_999);
  assert.is(town.link(), 'impaired(poor-network)');
  town.pass(1);
  assert.is(town.link(), 'up');
});

test('[L8] a second device that waits makes no presence, and evicts nobody', () => {
  const { town, line } = wellByPresence();
  town.connect('DC01', 'second');
  assert.is(town.point().penDeviceId, line.by.deviceId);
  line.close();
  assert.is(town.link(), 'impaired(reconnecting)');
  town.do({ type: 'AdmitDevice', deviceId: deviceId('second'), as: 'take-over' }, CONTROLLER);
  assert.is(town.link(), 'up');
});

test('[L9] a stale feed makes unknown whoever depends on it, and loses nobody', () => {
  const town = new Town([aPoint('DC01'), aPoint('DC02', { linkKind: 'external' }), aPoint('DC03')], {
    mediaConfigured: true,
  });
  town.connect('DC01');
  town.observe(flowing(town.now));
  town.connect('DC02').word(true);
  town.do({ type: 'ChangeMediaFeed', feed: 'stale', ingress: true }, SYSTEM);
  const all = (): string[] => ['DC01', 'DC02', 'DC03'].map((code) => town.link(code));
  assert.equal(all(), ['unknown(feed-stale)', 'up', 'absent']);
  town.pass(3_600_000);
  assert.is(town.link('DC01'), 'unknown(feed-stale)');
  assert.is(lostIncident(town), 'none');
  town.do({ type: 'ChangeMediaFeed', feed: 'live', ingress: true }, SYSTEM);
  assert.equal(all(), ['up', 'up', 'absent']);
});

test('[L12] goodbye is left, at once and for good', () => {
  const { town, line } = wellByPresence();
  line.leave();
  assert.is(town.link(), 'left');
  town.pass(3_600_000);
  assert.is(town.link(), 'left');
  assert.is(lostIncident(town), 'none');
});

test('[L12] [L16] a release lets a lost point go, and clears its incident; a connected one is not released', () => {
  const { town, line } = wellByPresence();
  assert.equal(town.refusal({ type: 'ReleasePoint', pointId: DC01 }), { kind: 'conflict', field: 'pointId' });
  line.fault('power');
  line.close('silent');
  town.pass(60_000);
  assert.is(town.link(), 'lost(silent)');
  town.do({ type: 'ReleasePoint', pointId: DC01 });
  assert.is(town.link(), 'left');
  assert.equal(town.do({ type: 'ReleasePoint', pointId: DC01 }), []);
  town.pass(30_000);
  assert.is([...town.state.openIncidents()].length, 0);
  town.connect();
  assert.is(town.link(), 'up', 'a released point may come back');
});

test('[L17] a retired point that is brought back has left: it is not there, and was not lost', () => {
  const { town, line } = wellByPresence();
  line.close();
  town.do({ type: 'RetirePoint', pointId: DC01 }, ADMINISTRATOR);
  town.do({ type: 'RestartHub' }, SYSTEM);
  town.pass(60_000);
  town.do({ type: 'AddPoint', point: aPoint('DC01') }, ADMINISTRATOR);
  assert.is(town.link(), 'left');
  assert.is(lostIncident(town), 'none');
});

test('[L15] a deadline that passed while facts were being written is asked at once', () => {
  const town = new Town([aPoint('DC01')], { mediaConfigured: true });
  town.connect();
  town.now += 25_000;
  assert.is(town.link(), 'joining(connecting)');
  town.pass(0);
  assert.is(town.link(), 'impaired(hub-only)');
});

test.run();
