import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CardList, CardSheet, Hello } from '@hub/shared/protocol/down.ts';
import { aPoint, HEAD } from '../support/builders.ts';
import { command, openControl, openPoint } from '../support/sockets.ts';
import { claimSecret, startHub } from '../support/start-hub.ts';
import type { SignedIn, TestHub } from '../support/start-hub.ts';

interface Scene {
  hub: TestHub;
  admin: SignedIn;
}

const cards = suite<Scene>('cards');
cards.before(async (scene) => {
  const hub = await startHub({ memory: true, config: { publicUrl: 'https://diemcau.example' } });
  Object.assign(scene, { hub, admin: await hub.signIn('administrator') });
});
cards.after(({ hub }) => hub.end());

const inADay = (): number => Date.now() + 24 * 3_600_000;

function post({ hub, admin }: Scene, body: object, query = ''): Promise<Response> {
  return fetch(`${hub.url}/api/cards${query}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${admin.credential}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ commandId: command(), points: ['DC01'], expiresAt: inADay(), lang: 'vi', ...body }),
  });
}

async function print(scene: Scene, body: object = {}): Promise<CardSheet> {
  const response = await post(scene, body);
  assert.is(response.status, 200);
  return (await response.json()) as CardSheet;
}

const secretOf = (url: string | undefined): string => url?.split('#')[1] ?? '';
const kindOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { kind: string } }).error.kind;

async function claimKind(hub: TestHub, secret: string): Promise<string> {
  try {
    await claimSecret(hub.url, secret);
    return 'ok';
  } catch (error) {
    return String(error).split(': ').at(-1) ?? '';
  }
}

async function cardsOf({ hub, admin }: Scene): Promise<CardList['cards']> {
  const desk = await openControl(hub.url, admin.credential);
  const answer = await desk.ask('cards:list', {});
  desk.close();
  assert.ok(answer.ok);
  return (answer as unknown as CardList).cards;
}

cards('[A14] a card brings its point in by scan and by code; the code once', async (scene) => {
  const { hub } = scene;
  const sheet = await print(scene, { points: ['DC05', 'DC06'] });
  assert.equal(
    sheet.cards.map(({ pointId }) => pointId),
    ['DC05', 'DC06'],
  );
  const [first, second] = sheet.cards;
  assert.match(first?.url ?? '', /^https:\/\/diemcau\.example\/p#[A-Za-z0-9_-]{22}$/);
  assert.match(first?.code ?? '', /^[BCDFGHJKLMNPQRSTVWXZ246789]{10}$/);
  assert.is(sheet.address, 'diemcau.example');
  const scanned = await claimSecret(hub.url, secretOf(first?.url));
  assert.equal([scanned.role, scanned.pointId], ['operator', 'DC05']);
  const typed = `${second?.code.slice(0, 5)} ${second?.code.slice(5)}`.toLowerCase();
  assert.is((await claimSecret(hub.url, typed)).pointId, 'DC06');
  assert.is(await claimKind(hub, second?.code ?? ''), 'already-used');
});

cards('[A12] [A2] a reprint ends the old card, its code, and the device that came in by it', async (scene) => {
  const { hub } = scene;
  const old = (await print(scene, { points: ['DC07'] })).cards[0];
  const device = await claimSecret(hub.url, secretOf(old?.url));
  const phone = await openPoint(hub.url, device.credential);
  await phone.until('point:view');
  const fresh = (await print(scene, { points: ['DC07'] })).cards[0];
  await phone.untilClosed();
  assert.is(phone.notices[0]?.kind, 'revoked');
  assert.is(await claimKind(hub, secretOf(old?.url)), 'revoked');
  assert.is(await claimKind(hub, old?.code ?? ''), 'revoked');

  const next = await claimSecret(hub.url, secretOf(fresh?.url));
  const again = await openPoint(hub.url, next.credential);
  assert.is((await again.until('point:view')).standing, 'pen', '[A13]');
  again.close();
});

cards('[A12] all cards at once; the same request again is a conflict and closes nothing', async (scene) => {
  const { hub } = scene;
  const commandId = command();
  const sheet = await print(scene, { commandId, points: 'all' });
  assert.is(sheet.cards.length, 89);
  const head = hub.running.hub.projection.head;
  const repeat = await post(scene, { commandId, points: 'all' });
  assert.equal([repeat.status, await kindOf(repeat)], [409, 'conflict']);
  assert.is(hub.running.hub.projection.head, head);
  assert.is(await claimKind(hub, secretOf(sheet.cards[0]?.url)), 'ok');

  const both = command();
  const answers = await Promise.all([post(scene, { commandId: both }), post(scene, { commandId: both })]);
  assert.equal(answers.map(({ status }) => status).sort(), [200, 409]);
});

cards('[A16] the list shows who has never opened a card; revoking all closes every one', async (scene) => {
  const { hub, admin } = scene;
  const sheet = await print(scene, { points: 'all' });
  await claimSecret(hub.url, sheet.cards[2]?.code ?? '');
  const opened = (await cardsOf(scene)).filter(({ openedAt }) => openedAt !== null);
  assert.equal(
    opened.map(({ pointId, devices }) => [pointId, devices]),
    [['DC03', 1]],
  );
  const desk = await openControl(hub.url, admin.credential);
  assert.ok((await desk.ask('cards:revoke', { commandId: command(), points: 'all' })).ok);
  desk.close();
  assert.ok((await cardsOf(scene)).every(({ revokedAt }) => revokedAt !== null));
  assert.is(await claimKind(hub, secretOf(sheet.cards[8]?.url)), 'revoked');
});

cards('what cannot be printed is refused and changes nothing', async (scene) => {
  const { hub } = scene;
  const head = hub.running.hub.projection.head;
  for (const [body, kind] of [
    [{ points: [] }, 'invalid'],
    [{ points: ['DC01', 'ZZ99'] }, 'not-found'],
    [{ points: ['DC01', 'DC01'] }, 'invalid'],
    [{ points: ['<script>'] }, 'invalid'],
    [{ expiresAt: Date.now() - 1 }, 'invalid'],
    [{ expiresAt: Date.now() + 400 * 24 * 3_600_000 }, 'invalid'],
    [{ lang: 'fr' }, 'invalid'],
    [{ secret: 'mine' }, 'invalid'],
  ] as const) {
    for (const query of ['', '?format=pdf']) {
      assert.is(await kindOf(await post(scene, body, query)), kind, JSON.stringify(body));
    }
  }
  assert.is(hub.running.hub.projection.head, head);
});

cards('[A4] no secret of a card is in the log or the access list', async (scene) => {
  const { hub, admin } = scene;
  const sheet = await print(scene, { points: 'all' });
  const kept: string[] = [];
  for await (const page of hub.running.log.read(0)) kept.push(JSON.stringify(page));
  const desk = await openControl(hub.url, admin.credential);
  kept.push(JSON.stringify(await desk.ask('access:list', {})), JSON.stringify(await desk.ask('cards:list', {})));
  desk.close();
  const all = kept.join('\n');
  for (const { url, code } of sheet.cards) {
    assert.not.ok(all.includes(secretOf(url)));
    assert.not.ok(all.includes(code));
  }
});

cards('[A17] a stranger is told the session and its telephone, and nothing else', async ({ hub }) => {
  const response = await fetch(`${hub.url}/api/hello`);
  const hello = (await response.json()) as Hello;
  assert.equal(hello, { ok: true, title: 'Hội nghị trực tuyến Thị ủy An Bình', hotline: '0900 000 001' });
});

cards('[A15] while 2,000 cards are drawn as a PDF the hub goes on answering', async () => {
  const hub = await startHub({ memory: true, seed: false });
  try {
    const { hub: inner } = hub.running;
    const points = Array.from({ length: 2_000 }, (_, at) => aPoint(`P${at + 1}`));
    assert.ok((await inner.handleOwn({ type: 'CreateSession', head: HEAD })).ok);
    assert.ok((await inner.handleOwn({ type: 'ImportRoster', points, retireMissing: false })).ok);
    const scene: Scene = { hub, admin: await hub.signIn('administrator') };
    let done = false;
    const drawing = post(scene, { points: 'all' }, '?format=pdf').finally(() => (done = true));
    let answered = 0;
    while (!done) {
      assert.is((await fetch(`${hub.url}/healthz`)).status, 200);
      answered += 1;
    }
    const response = await drawing;
    assert.is(response.headers.get('content-type'), 'application/pdf');
    const pdf = Buffer.from(await response.arrayBuffer());
    assert.is(pdf.subarray(0, 5).toString('latin1'), '%PDF-');
    assert.is(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length, 250);
    // Were it drawn in the hub's own thread, at most a request or two would come in between.
    assert.ok(answered >= 50, `answered ${answered} times`);
    assert.ok([...inner.projection.points()].every(({ cardId, cardCodeId }) => cardId !== null && cardCodeId !== null));
  } finally {
    await hub.end();
  }
});

cards.run();
