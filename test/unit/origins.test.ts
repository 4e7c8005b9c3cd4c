import { hostname, networkInterfaces } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addressGroup, clientAddress, isDirectLoopback, isSameMachine } from '@hub/server/access/client-address.ts';
import { isOriginAllowed, ownHosts, ownPlace } from '@hub/server/access/origins.ts';
import type { OriginRule } from '@hub/server/access/origins.ts';

const RULE: OriginRule = {
  allowed: ['https://screens.example'],
  trustProxy: false,
  isOwnHost: (host) => ['hub.example', '127.0.0.1', '[::1]'].includes(host),
  port: () => 8089,
};
const own = { host: 'hub.example:8089' };

test('[A5] an absent Origin is accepted: it is not a browser', () => {
  assert.ok(isOriginAllowed(own, false, RULE));
});

test('[A5] the hub’s own Origin and named ones are accepted, exactly', () => {
  assert.ok(isOriginAllowed({ ...own, origin: 'http://hub.example:8089' }, false, RULE));
  assert.ok(isOriginAllowed({ host: 'hub.example', origin: 'https://hub.example' }, true, RULE));
  assert.ok(isOriginAllowed({ ...own, origin: 'https://screens.example' }, false, RULE));
});

test('[A5] everything else is foreign', () => {
  const foreign = [
    'null',
    '',
    'https://hub.example:8089',
    'http://hub.example',
    'http://hub.example:80',
    'http://hub.example:8089.evil.example',
    'http://evil.example',
    'https://screens.example.evil.example',
    'https://screens.example:444',
    'HTTP://hub.example:8089',
    'http://hub.example:8089/',
  ];
  for (const origin of foreign) assert.not.ok(isOriginAllowed({ ...own, origin }, false, RULE), origin);
});

test('[A5] [D6] pages of the session’s other hubs may speak with this one; their names are not its own', () => {
  const rule: OriginRule = { ...RULE, otherHubs: () => ['http://hub2.example:8089'] };
  assert.ok(isOriginAllowed({ ...own, origin: 'http://hub2.example:8089' }, false, rule));
  assert.not.ok(isOriginAllowed({ ...own, origin: 'http://hub2.example' }, false, rule));
  assert.not.ok(isOriginAllowed({ ...own, origin: 'http://hub2.example:8089' }, false, RULE));
  assert.is(ownPlace({ host: 'hub2.example:8089' }, false, rule), null);
});

test('[A5] a foreign name that was made to point here is foreign, also as Host', () => {
  const rebound = { host: 'evil.example:8089', origin: 'http://evil.example:8089' };
  assert.not.ok(isOriginAllowed(rebound, false, RULE));
  assert.is(ownPlace(rebound, false, RULE), null);
  assert.not.ok(isOriginAllowed({ ...own, origin: 'http://evil.example:8089' }, false, RULE));
  assert.not.ok(isOriginAllowed({ host: 'evil.example', origin: 'http://evil.example' }, false, RULE));
});

test('[A5] another address of the hub is its own with the port it listens on, another port only where it was asked', () => {
  assert.ok(isOriginAllowed({ ...own, origin: 'http://127.0.0.1:8089' }, false, RULE));
  assert.ok(isOriginAllowed({ host: 'evil.example', origin: 'http://[::1]:8089' }, false, RULE));
  assert.not.ok(isOriginAllowed({ ...own, origin: 'http://127.0.0.1:8090' }, false, RULE));
  assert.ok(isOriginAllowed({ host: '127.0.0.1:9000', origin: 'http://127.0.0.1:9000' }, false, RULE));
  assert.not.ok(isOriginAllowed({ ...own, origin: 'http://127.0.0.1:8089' }, false, { ...RULE, port: () => null }));
  assert.ok(isOriginAllowed({ host: 'x', origin: 'http://hub.example' }, false, { ...RULE, port: () => 80 }));
});

test('[A5] this machine’s names and addresses are its own, exactly', () => {
  const isOwn = ownHosts('0.0.0.0');
  for (const host of [
    'localhost',
    '127.0.0.1',
    '[::1]',
    hostname().toLowerCase(),
    `${hostname().toLowerCase()}.local`,
  ]) {
    assert.ok(isOwn(host), host);
  }
  for (const { address, family } of Object.values(networkInterfaces()).flatMap((each) => each ?? [])) {
    if (family === 'IPv4') assert.ok(isOwn(address), address);
  }
  for (const host of ['', 'evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '192.0.2.1']) {
    assert.not.ok(isOwn(host), host);
  }
  assert.ok(ownHosts('Hub.Town.example')('hub.town.example'), 'HUB_HOST');
});

test('[A5] behind a proxy its public name must be named; the scheme it forwards counts only where it is trusted', () => {
  const headers = {
    host: '127.0.0.1:8089',
    'x-forwarded-host': 'hub.town.example',
    'x-forwarded-proto': 'https',
  };
  const trusting = { ...RULE, trustProxy: true };
  const origin = 'https://hub.town.example';
  assert.not.ok(isOriginAllowed({ ...headers, origin }, false, trusting));
  assert.ok(isOriginAllowed({ ...headers, origin }, false, { ...trusting, allowed: [origin] }));
  assert.not.ok(isOriginAllowed({ ...headers, origin: 'https://127.0.0.1:8089' }, false, RULE));
  assert.ok(isOriginAllowed({ ...headers, origin: 'https://127.0.0.1:8089' }, false, trusting));
});

test('[A7] loopback is direct only without forwarding headers', () => {
  const from = (remoteAddress: string, headers = {}) => ({ headers, socket: { remoteAddress } });
  assert.ok(isDirectLoopback(from('127.0.0.1')));
  assert.ok(isDirectLoopback(from('::ffff:127.0.0.1')));
  assert.ok(isDirectLoopback(from('::1')));
  assert.not.ok(isDirectLoopback(from('10.0.0.7')));
  assert.not.ok(isDirectLoopback(from('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' })));
  assert.not.ok(isDirectLoopback(from('127.0.0.1', { forwarded: 'for=127.0.0.1' })));
});

test('[A20] an address of IPv6 counts with its whole /64', () => {
  for (const [address, group] of [
    ['10.0.0.1', '10.0.0.1'],
    ['2001:db8:0:7:aaaa::1', '2001:db8:0:7::/64'],
    ['2001:0DB8:0000:0007::9', '2001:db8:0:7::/64'],
    ['2001:db8::7:0:0:1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::10.0.0.1', '64:ff9b:0:0::/64'],
    ['unknown', 'unknown'],
  ] as const) {
    assert.is(addressGroup(address), group);
  }
});

test('[A24] a port that a proxy writes beside the address is not part of it', () => {
  const from = (header: string): string =>
    clientAddress({ headers: { 'x-forwarded-for': header }, socket: { remoteAddress: '10.0.0.1' } }, true);
  assert.is(from('1.1.1.1:4711'), '1.1.1.1');
  assert.is(from('[2001:db8::1]:4711'), '2001:db8::1');
  assert.is(from('[2001:db8::1]'), '2001:db8::1');
  assert.is(from('::FFFF:1.1.1.1'), '1.1.1.1');
});

test('[A24] limits count the peer, or what a trusted proxy itself wrote last', () => {
  const request = { headers: { 'x-forwarded-for': '1.1.1.1, 2.2.2.2' }, socket: { remoteAddress: '::ffff:10.0.0.1' } };
  assert.is(clientAddress(request, false), '10.0.0.1');
  assert.is(clientAddress(request, true), '2.2.2.2');
});

test('[A7] the scripts of this machine reach a hub on its own LAN address, nobody else does', () => {
  const over = (remoteAddress: string, localAddress: string, headers = {}) => ({
    headers,
    socket: { remoteAddress, localAddress },
  });
  assert.ok(isSameMachine(over('192.168.1.10', '192.168.1.10')));
  assert.ok(isSameMachine(over('127.0.0.1', '127.0.0.1')));
  assert.not.ok(isSameMachine(over('192.168.1.11', '192.168.1.10')));
  assert.not.ok(isSameMachine(over('192.168.1.10', '192.168.1.10', { 'x-forwarded-for': '10.0.0.7' })));
});

test.run();
