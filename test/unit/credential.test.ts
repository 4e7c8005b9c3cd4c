import { claim, credentialFor, hasClaim, secretOf, takeSecret, type Keep } from '@hub/client/link/credential.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

class MemoryKeep implements Keep {
  readonly values = new Map<string, string>();
  get = (key: string): string | null => this.values.get(key) ?? null;
  set = (key: string, value: string): void => void this.values.set(key, value);
  remove = (key: string): void => void this.values.delete(key);
}

const SECRET = 'a'.repeat(43);
const CLAIMED = { role: 'operator', deviceId: 'd1', pointId: 'DC01', page: '/point' };

function opened(hash: string) {
  const tab = new MemoryKeep();
  const device = new MemoryKeep();
  const urls: unknown[] = [];
  const history = { replaceState: (_: unknown, __: string, url: string) => void urls.push(url) } as unknown as History;
  takeSecret({ hash, pathname: '/point', search: '' }, history, tab);
  return { tab, device, urls };
}

function answering(answers: (object | Error)[], bodies: Record<string, string>[], waits: number[]) {
  return {
    post: async (body: object): Promise<unknown> => {
      bodies.push(body as Record<string, string>);
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer prepared');
      return answer;
    },
    wait: async (ms: number): Promise<void> => void waits.push(ms),
    delayed: () => undefined,
  };
}

test('[A4] the secret leaves the address bar at once', () => {
  const { tab, urls } = opened(`#${SECRET}`);
  assert.equal(urls, ['/point']);
  assert.ok(hasClaim(tab));
});

test('a page without a secret touches nothing', () => {
  const { tab, urls } = opened('');
  assert.equal(urls, []);
  assert.not.ok(hasClaim(tab));
  assert.is(secretOf('#'), null);
  assert.is(secretOf('#<script>'), null);
  assert.is(secretOf(`#k=${SECRET}`), SECRET);
});

test('[A4] what a chat app hangs on to a pasted link does not keep the secret in the address bar', () => {
  for (const tail of ['.', ')', '%20', '?fbclid=x', '&utm=zalo', '…']) {
    const { tab, urls } = opened(`#${SECRET}${tail}`);
    assert.ok(hasClaim(tab), tail);
    assert.is(urls.length, 1, tail);
    assert.not.match(String(urls[0]), SECRET, tail);
  }
});

test('[H5] a claim whose answer was lost is repeated with the same key, so the link is not burnt', async () => {
  const { tab, device } = opened(`#${SECRET}`);
  const bodies: Record<string, string>[] = [];
  const waits: number[] = [];
  const result = await claim('Điện thoại', {
    tab,
    device,
    ...answering([new Error('cut'), new Error('cut'), CLAIMED], bodies, waits),
  });
  assert.is(result?.kind, 'claimed');
  assert.is(bodies.length, 3);
  assert.is(new Set(bodies.map(({ deviceKey }) => deviceKey)).size, 1);
  assert.match(bodies[0]?.deviceKey ?? '', /^[A-Za-z0-9_-]{43}$/);
  assert.is(bodies[0]?.secret, SECRET);
  assert.not.ok(hasClaim(tab));
  assert.is(credentialFor(['operator'], device)?.deviceKey, bodies[0]?.deviceKey);
});

test('a limit is waited out; a used link is not asked about again', async () => {
  const { tab, device } = opened(`#${SECRET}`);
  const waits: number[] = [];
  const result = await claim('', {
    tab,
    device,
    ...answering(
      [
        { ok: false, error: { kind: 'rate-limited', message: '', retry: 'after', afterMs: 7_000 } },
        { ok: false, error: { kind: 'already-used', message: '', retry: 'never' } },
      ],
      [],
      waits,
    ),
  });
  assert.equal(waits, [7_000]);
  assert.is(result?.kind === 'refused' && result.error.kind, 'already-used');
  assert.not.ok(hasClaim(tab));
  assert.is(credentialFor(['operator'], device), null);
});

test('a page looks for the credential that fits it best', () => {
  const device = new MemoryKeep();
  device.set('credential.administrator', JSON.stringify({ role: 'administrator', deviceKey: 'k' }));
  assert.is(credentialFor(['controller', 'administrator'], device)?.role, 'administrator');
  assert.is(credentialFor(['operator'], device), null);
  device.set('credential.operator', '{broken');
  assert.is(credentialFor(['operator'], device), null);
});

test.run();
