import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { createLogger } from '@hub/server/platform/logger.ts';
import { makeCode } from '@hub/server/access/secrets.ts';
import type { CardSheet } from '@hub/shared/protocol/down.ts';
import { PAGE_OF, ROUTES } from '@hub/shared/protocol/registry.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { command, openControl, openPoint, type TestSocket } from '../support/sockets.ts';
import { newDeviceKey, startHub, type TestHub } from '../support/start-hub.ts';

const METRICS_TOKEN = 'canary-metrics-token-0001';

/** What opens a door. It may be in the one answer that tells it, and nowhere else. */
const secrets = new Map<string, string>();
/** What people wrote. Only those who work with it may read it, and it is in no log and no fact. */
const words = {
  contact: 'Canary Nguyễn Văn Liên Hệ',
  phone: '0911 222 333',
  backup: '0944 555 666',
  note: 'canary ghi chú của điểm cầu',
  device: 'canary điện thoại của Bà Tư',
  staff: 'canary KTV số chín',
} as const;

const logged: string[] = [];
/** Answers and messages, by who got them. */
const told: { readonly to: string; readonly what: string; readonly text: string }[] = [];
let hub: TestHub;

test.before(async () => {
  const logger = createLogger('trace', { write: (line) => logged.push(line) });
  hub = await startHub({ logger, config: { metricsToken: METRICS_TOKEN } });
  secrets.set('metrics token', METRICS_TOKEN);
});
test.after(() => hub.end());

interface Sent {
  readonly method?: string;
  readonly body?: string;
  readonly as?: string;
  readonly headers?: Record<string, string>;
}

async function ask(to: string, path: string, { method = 'GET', body, as, headers = {} }: Sent = {}): Promise<string> {
  const response = await fetch(`${hub.url}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(as === undefined ? {} : { Authorization: `Bearer ${as}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = `${JSON.stringify([...response.headers])}\n${readable(bytes)}`;
  told.push({ to, what: `${method} ${path.split('?')[0] ?? ''} ${String(response.status)}`, text });
  return readable(bytes);
}

/** Text, and that of the files in a spreadsheet. */
function readable(bytes: Buffer): string {
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') return unzip(bytes);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes).toString();
  return bytes.toString();
}

function unzip(bytes: Buffer): string {
  let text = '';
  for (let at = bytes.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4, 'latin1')) {
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    text += bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed).toString() : packed.toString();
  }
  return text;
}

function listen(to: string, socket: TestSocket): TestSocket {
  socket.socket.onAny((event: string, payload: unknown) =>
    told.push({ to, what: event, text: JSON.stringify(payload) ?? '' }),
  );
  return socket;
}

async function order(to: string, socket: TestSocket, event: string, payload: object): Promise<Record<string, unknown>> {
  const answer = await socket.ask(event, payload);
  told.push({ to, what: `${event} ${answer.ok ? 'ok' : answer.error.kind}`, text: JSON.stringify(answer) });
  return answer;
}

/** Claims as a page does; both halves become canaries. */
async function come(who: string, secret: string, label: string = words.device): Promise<string> {
  const credential = newDeviceKey();
  secrets.set(`${who}: secret`, secret);
  secrets.set(`${who}: key`, credential);
  await ask(who, '/api/claim', {
    method: 'POST',
    body: JSON.stringify({ secret, deviceKey: credential, deviceLabel: label }),
  });
  return credential;
}

async function mint(role: Parameters<TestHub['signIn']>[0], pointId?: string): Promise<string> {
  const minted = await hub.running.mintLink(role, pointId as never, role === 'operator' ? undefined : words.staff);
  if (!minted.ok) throw new Error(minted.kind);
  return minted.grant.secret;
}

/** A working morning with everything that can go wrong on the way in. */
test.before(async () => {
  const keys: Record<string, string> = {};
  for (const role of ['administrator', 'controller', 'technician', 'wall'] as const) {
    keys[role] = await come(role, await mint(role));
  }
  const link = await mint('operator', 'DC02');
  keys['operator'] = await come('operator', link);
  const localAdmin = JSON.parse(await readFile(join(hub.dataDir, 'local-admin.json'), 'utf8')) as { key: string };
  secrets.set('key of this machine', localAdmin.key);
  assert.match(await ask('local', '/api/roster/export?format=csv', { as: localAdmin.key }), /DC02/);

  const [admin, controller, technician, wall] = await Promise.all(
    ['administrator', 'controller', 'technician', 'wall'].map(async (role) =>
      listen(role, await openControl(hub.url, keys[role] ?? '')),
    ),
  );
  assert.ok(admin && controller && technician && wall);
  for (const [to, socket] of Object.entries({ admin, controller, technician, wall })) {
    await order(to, socket, 'view:subscribe', {});
    await socket.until('view:snapshot');
  }
  const phone = listen('operator', await openPoint(hub.url, keys['operator'] ?? ''));
  const { point, fence } = await phone.until('point:view');

  // Words in every field that is a person's.
  const detail = await order('administrator', admin, 'point:detail', { pointId: 'DC02' });
  assert.ok(detail['contact']);
  const exported = hub.running.hub.projection.point('DC02' as never)?.point;
  const { contactId: _, ...fields } = exported ?? ({} as never);
  const contact = { name: words.contact, phone: words.phone, backupPhone: words.backup };
  await order('administrator', admin, 'point:edit', { commandId: command(), line: { ...fields, contact } });
  await order('controller', controller, 'phase:enter', { commandId: command(), phase: 'live' });
  const { roundId } = await order('controller', controller, 'round:open', { commandId: command(), kind: 'opening' });
  const figures = { present: point.summoned, excused: 0, unexcused: 0, guests: 0, note: words.note };
  await order('operator', phone, 'point:headcount', { commandId: command(), roundId, ...figures, fence, seq: 1 });
  await order('operator', phone, 'point:fault', { commandId: command(), fault: 'audio', present: true });
  const [incident] = hub.running.hub.projection.openIncidents();
  await order('technician', technician, 'incident:acknowledge', { commandId: command(), incidentId: incident?.id });
  for (const [to, socket] of Object.entries({ administrator: admin, controller, technician, wall })) {
    await order(to, socket, 'point:detail', { pointId: 'DC02' });
    await order(to, socket, 'access:list', {});
    await order(to, socket, 'cards:list', {});
  }

  // Cards and codes: the answer that tells them is the only one.
  const cards = JSON.stringify({
    commandId: command(),
    points: ['DC03', 'DC04'],
    expiresAt: Date.now() + 3_600_000,
    lang: 'vi',
  });
  const sheet = JSON.parse(
    await ask('the printer', '/api/cards', { method: 'POST', body: cards, as: keys['administrator'] ?? '' }),
  ) as CardSheet;
  for (const { url, code, pointId } of sheet.cards) {
    secrets.set(`card of ${pointId}`, url.split('#')[1] ?? '');
    secrets.set(`code of ${pointId}`, code);
  }
  const [first, second] = sheet.cards;
  await come('by card', first?.url.split('#')[1] ?? '');
  await come('by card, second', first?.url.split('#')[1] ?? '');
  await come('by code', second?.code ?? '');
  const read = await order('the printer', admin, 'grant:mint', { commandId: command(), kind: 'code', role: 'wall' });
  secrets.set('code read out', String(read['secret']));

  // Everything that fails with a secret in hand.
  await come('late', link);
  const guess = makeCode();
  secrets.set('guess', guess);
  for (let n = 0; n < 10; n++) {
    await ask('guesser', '/api/claim', {
      method: 'POST',
      body: JSON.stringify({ secret: guess, deviceKey: newDeviceKey() }),
    });
  }
  const pasted = newDeviceKey();
  secrets.set('pasted anywhere', pasted);
  for (const path of [
    `/point?secret=${pasted}`,
    `/p/${pasted}`,
    `/${pasted}`,
    `/api/${pasted}`,
    `/assets/${pasted}.js`,
    `/api/roster/export?key=${pasted}`,
    `/rt/point/?EIO=4&transport=polling&sid=${pasted}`,
    `/rt/point/?EIO=4&transport=${pasted}`,
    `/%E0%A4%A${pasted}`,
  ]) {
    await ask('lost person', path);
  }
  await ask('lost person', '/api/claim', { method: 'POST', body: `{"secret":"${pasted}` });
  await ask('lost person', '/api/claim', {
    method: 'POST',
    body: JSON.stringify({ [pasted]: 1, secret: pasted }).repeat(200),
  });
  await ask('lost person', '/api/claim', {
    method: 'POST',
    body: JSON.stringify({ secret: pasted, deviceKey: `${pasted}x` }),
  });
  await ask('lost person', '/control', {
    headers: { Referer: `https://elsewhere.example/${pasted}`, Cookie: `key=${pasted}` },
  });
  await ask('lost person', '/api/claim', {
    method: 'POST',
    body: '{}',
    headers: { Origin: `https://${pasted.toLowerCase().replace(/_/g, '')}.example` },
  });
  for (const route of Object.keys(ROUTES)) {
    const [method = '', path = ''] = route.split(' ');
    await ask('lost person', path, { method, as: pasted, ...(method === 'POST' ? { body: '{}' } : {}) });
    if (route !== 'POST /api/backup') {
      await ask('operator', path, { method, as: keys['operator'] ?? '', ...(method === 'POST' ? { body: '{}' } : {}) });
    }
  }
  for (const auth of [
    { credential: pasted, protocol: 1 },
    { credential: pasted, protocol: 1, [pasted]: 1 },
    { [pasted]: pasted },
  ]) {
    await openPoint(hub.url, '', { auth }).catch((error: Error & { data?: unknown }) =>
      told.push({ to: 'lost person', what: 'connect_error', text: JSON.stringify([error.message, error.data]) }),
    );
  }
  await order('lost person', phone, pasted, { [pasted]: pasted });
  await order('lost person', phone, 'point:word', { commandId: pasted, seesAndHears: pasted });
  await order('lost person', phone, 'headcount:report', { commandId: command(), note: words.note });
  await order('lost person', wall, 'point:edit', { commandId: command(), line: { name: words.contact } });
  phone.socket.emit(pasted, pasted);
  await order('operator', phone, 'point:word', { commandId: command(), seesAndHears: true });

  for (const page of ['/', ...Object.values(PAGE_OF)]) await ask('anybody', page);
  await ask('metrics', '/metrics');
  await ask('metrics', '/metrics', { as: METRICS_TOKEN });
  for (const format of ['csv', 'xlsx']) {
    await ask('export', `/api/roster/export?format=${format}`, { as: keys['administrator'] ?? '' });
  }
  const device = hub.running.hub.projection.device(
    JSON.parse(
      await ask('operator again', '/api/claim', {
        method: 'POST',
        body: JSON.stringify({ secret: link, deviceKey: keys['operator'] }),
      }),
    ).deviceId as never,
  );
  await order('administrator', admin, 'device:revoke', { commandId: command(), deviceId: device?.id });
  await phone.untilClosed();
  for (const socket of [admin, controller, technician, wall]) socket.close();
});

test('[A4] no secret and no word of a person is in the log at its most talkative', () => {
  assert.ok(logged.length > 15, String(logged.length));
  const log = logged.join('\n');
  for (const [what, secret] of secrets)
    assert.not.ok(log.includes(secret), `${what} is in the log: ${lineWith(secret)}`);
  for (const [what, word] of Object.entries(words)) assert.not.ok(log.includes(word), `${what}: ${lineWith(word)}`);
});

const lineWith = (needle: string): string => logged.find((line) => line.includes(needle)) ?? '';

test('[A4] a secret is in the one answer that tells it and in no other, no refusal, page, metric or export', () => {
  const tells = (to: string, what: string): boolean =>
    to === 'the printer' && (what === 'POST /api/cards 200' || what === 'grant:mint ok');
  assert.ok(told.length > 120, String(told.length));
  for (const [name, secret] of secrets) {
    for (const { to, what, text } of told) {
      if (tells(to, what)) continue;
      // Which field did not fit is said to whoever sent it, by its own name.
      const own = name === 'pasted anywhere' && to === 'lost person' && text.includes(`"field":"${secret}`);
      assert.not.ok(text.includes(secret) && !own, `${name} told to ${to} in ${what}`);
    }
  }
});

test('[A4] [G7] on disk there are only hashes of secrets, and words only beside the facts', async () => {
  await hub.stop();
  const names = await readdir(hub.dataDir);
  assert.ok(
    names.some((name) => name.endsWith('.db')),
    names.join(),
  );
  assert.not.ok(names.includes('local-admin.json'), 'gone with the hub');
  for (const name of names) {
    const bytes = await readFile(join(hub.dataDir, name));
    for (const [what, secret] of secrets) assert.not.ok(bytes.includes(secret), `${what} in ${name}`);
    if (!name.endsWith('.db')) continue;
    for (const word of Object.values(words)) assert.ok(bytes.includes(word), `${word} is kept`);
    const db = new DatabaseSync(join(hub.dataDir, name), { readOnly: true });
    const facts = db
      .prepare('SELECT body FROM events')
      .all()
      .map(({ body }) => String(body))
      .join('\n');
    db.close();
    assert.ok(facts.includes('DeviceClaimed'));
    for (const [what, word] of Object.entries(words)) assert.not.ok(facts.includes(word), `${what} is in a fact`);
  }
});

test('[V9] names, telephones and notes are told to those who work with them only', () => {
  const mayRead: Record<keyof typeof words, readonly string[]> = {
    contact: ['administrator', 'controller', 'technician', 'admin', 'local', 'export'],
    phone: ['administrator', 'controller', 'technician', 'admin', 'local', 'export'],
    backup: ['administrator', 'controller', 'technician', 'admin', 'local', 'export'],
    note: ['administrator', 'controller', 'technician', 'admin'],
    device: ['administrator', 'controller', 'technician', 'admin', 'operator'],
    staff: ['administrator', 'controller', 'technician', 'admin', 'operator'],
  };
  for (const [what, word] of Object.entries(words) as [keyof typeof words, string][]) {
    // A screen is told its own label when it subscribes.
    for (const { to, what: message, text } of told.filter((each) => each.what !== 'view:subscribe ok')) {
      if (text.includes(word)) assert.ok(mayRead[what].includes(to), `${what} was told to ${to} in ${message}`);
    }
  }
  assert.ok(
    told.some(({ to, text }) => to === 'wall' && text.includes('DC02')),
    'the wall was told of the point',
  );
});

test('[A4] an error that drags a credential along is printed with its message and without that', () => {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line) => lines.push(line) });
  const canary = newDeviceKey();
  const error = Object.assign(new Error('unreadable'), {
    body: canary,
    headers: { authorization: `Bearer ${canary}` },
  });
  logger.error({ err: error }, 'x');
  logger.error({ error, credential: canary, message: { secret: canary, deviceKey: canary } }, 'x');
  assert.not.ok(lines.join('').includes(canary), lines.join(''));
  for (const line of lines) assert.match(line, /unreadable/);
});

test.run();
