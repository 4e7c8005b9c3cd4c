import type { IncomingMessage } from 'node:http';
import { SHORT_NAME_MAX } from '@hub/shared/model/point.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import { PAGE_OF } from '@hub/shared/protocol/registry.ts';
import { currentLines } from '@hub/server/ingest/roster-routes.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DESK, linkFor, openBrowser, PATIENCE_MS, PHONE } from '../support/browser.ts';
import { House } from '../support/house.ts';
import { PAYLOADS, payload } from '../support/script-payloads.ts';
import { command, openControl, openPoint, type TestSocket } from '../support/sockets.ts';
import { newDeviceKey, startHub, type SignedIn, type TestHub } from '../support/start-hub.ts';

const POINT = 'P0';
const NOTED = 'P1';
const test = suite('script payloads');
let hub: TestHub;
let browser: Browser;
let house: House;
let admin: TestSocket;
let administrator: SignedIn;
const held: TestSocket[] = [];
/** What really reached the hub: addresses and headers, of pages and of sockets. */
const reached: string[] = [];

/** What a page did that no text may make it do. */
interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly done: string[];
}

test.before(async () => {
  browser = await openBrowser();
  hub = await startHub({ memory: true, limits: { codesAtOnce: 1_000 } });
  for (const event of ['request', 'upgrade']) {
    hub.running.httpServer.prependListener(event, ({ method, url, headers }: IncomingMessage) => {
      reached.push(`${method ?? ''} ${url ?? ''} ${JSON.stringify(headers)}`);
    });
  }
  administrator = await hub.signIn('administrator');
  admin = await openControl(hub.url, administrator.credential);
  house = await House.open(hub);
  await plant();
});
test.after(async () => {
  for (const socket of held) socket.close();
  admin.close();
  house.close();
  await browser.close();
  await hub.end();
});

function hostile(template: RosterLine, n: number): RosterLine {
  return {
    ...template,
    id: `P${String(n)}` as RosterLine['id'],
    kind: 'interactive',
    name: payload(n),
    shortName: payload(n, SHORT_NAME_MAX),
    unit: payload(n + 1),
    block: payload(n + 2),
    area: payload(n + 3),
    carrier: payload(n + 4),
    backupLine: payload(n + 5),
    technician: payload(n + 6),
    contact: { name: payload(n + 7), phone: payload(n + 8, 40), backupPhone: payload(n + 9, 40) },
  };
}

/** Every text field there is, each with a hundred payloads: a payload is the text of one field at one point, label or report. */
async function plant(): Promise<void> {
  const [template] = currentLines(hub.running.hub);
  if (!template) throw new Error('the sample town has points');
  const lines = PAYLOADS.map((_, n) => hostile(template, n));
  const response = await fetch(`${hub.url}/api/roster/import`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${administrator.credential}` },
    body: JSON.stringify({ commandId: command(), lines, retireMissing: true }),
  });
  assert.is(response.status, 200, await response.text());
  await house.enter('live');

  for (let n = 0; n < PAYLOADS.length; n++) {
    // A member of staff and a device of the point with this label; what is too much at once is said again.
    const role = n % 2 === 0 ? 'technician' : 'controller';
    const minted = await hub.running.mintLink(role, undefined, payload(n));
    if (!minted.ok) throw new Error(minted.kind);
    await claimAs(minted.grant.secret, payload(n));
    const forPoint = await hub.running.mintLink('operator', POINT as never, payload(n));
    if (!forPoint.ok) throw new Error(forPoint.kind);
    const { credential } = await claimAs(forPoint.grant.secret, payload(n));
    if (n < 12) held.push(await openPoint(hub.url, credential));
  }
  for (let n = 0; n < PAYLOADS.length; n++) {
    const opened = await patiently(house.controller, 'round:open', { kind: 'named', name: payload(n) });
    const { roundId } = opened as { roundId: string };
    const figures = { present: 1, excused: 0, unexcused: 0, guests: 0, summoned: 1, reason: 'other' };
    await patiently(house.controller, 'headcount:report', { roundId, pointId: NOTED, ...figures, note: payload(n) });
    if (n < PAYLOADS.length - 1) await patiently(house.controller, 'round:freeze', { roundId });
  }
}

async function claimAs(secret: string, deviceLabel: string): Promise<SignedIn> {
  const credential = newDeviceKey();
  const response = await fetch(`${hub.url}/api/claim`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ secret, deviceKey: credential, deviceLabel }),
  });
  assert.is(response.status, 200);
  return { ...((await response.json()) as SignedIn), credential };
}

/** Asks again where the hub says that it was too much at once. */
async function patiently(socket: TestSocket, event: string, payloadOf: object): Promise<unknown> {
  for (;;) {
    const answer = await socket.ask(event, { commandId: command(), ...payloadOf });
    if (answer.ok) return answer;
    if (answer.error.kind !== 'rate-limited')
      throw new Error(`${event}: ${answer.error.kind} ${answer.error.field ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, answer.error.afterMs));
  }
}

async function watch(size: typeof DESK): Promise<Watched> {
  const context = await browser.newContext({ viewport: size, locale: 'vi-VN' });
  context.setDefaultTimeout(PATIENCE_MS);
  const done: string[] = [];
  await context.exposeFunction('owned', (n: number) => void done.push(`payload ${String(n)} ran`));
  await context.exposeFunction('violated', (what: string) => void done.push(`refused by the policy: ${what}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      const report = (globalThis as unknown as { violated: (what: string) => void }).violated;
      report(`${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
  context.on('request', (request) => {
    const url = request.url();
    // The fragment a page was opened with is not sent; Chromium names it all the same.
    const sent = url.split('#')[0] ?? '';
    // A file's own name goes with its check, as text.
    if ((/owned/.test(sent) && !sent.includes('/api/roster/check?')) || !sent.startsWith(hub.url))
      done.push(`asked for ${sent}`);
  });
  context.on('dialog', (dialog) => {
    done.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('page', (opened) => {
    opened.on('popup', () => done.push('a window was opened'));
    opened.on('pageerror', (error) => done.push(`an error: ${String(error)}`));
    opened.on('framenavigated', (frame) => {
      if (!frame.url().startsWith(hub.url)) done.push(`went to ${frame.url()}`);
    });
  });
  return { page: await context.newPage(), context, done };
}

async function open(
  size: typeof DESK,
  role: 'controller' | 'wall' | 'technician' | 'administrator' | 'operator',
): Promise<Watched> {
  const watched = await watch(size);
  await watched.page.goto(await linkFor(hub, role, role === 'operator' ? POINT : undefined));
  return watched;
}

/** Nothing ran, and no element is there that only a payload could have made. */
async function still({ page, done }: Watched, where: string): Promise<void> {
  const made = await page.evaluate(() => {
    const foreign =
      'script:not([src^="/"]), iframe, object, embed, video, audio, details[ontoggle], base, math, img[src="x"], a[href^="javascript:" i], form[action], marquee';
    const handlers = [...document.querySelectorAll('*')].filter((element) =>
      element.getAttributeNames().some((name) => name.startsWith('on')),
    );
    return [...document.querySelectorAll(foreign), ...handlers].map((element) => element.outerHTML.slice(0, 120));
  });
  assert.equal([...done, ...made], [], where);
}

const shows = (page: Page, text: string): Promise<unknown> =>
  page.waitForFunction(
    (wanted) => document.body.textContent?.replace(/\s+/g, ' ').includes(wanted),
    text.replace(/\s+/g, ' ').trim(),
  );

test('[A6] the payloads are live where text is taken for markup', async () => {
  const context = await browser.newContext();
  const ran = new Set<number>();
  await context.exposeFunction('owned', (n: number) => void ran.add(n));
  const page = await context.newPage();
  await page.route('http://elsewhere.test/**', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: route.request().url().endsWith('/') ? '<!doctype html><body>' : '',
    }),
  );
  await page.goto('http://elsewhere.test/');
  for (const text of PAYLOADS) {
    await page.evaluate((html) => {
      document.body.innerHTML = html;
      document.querySelector<HTMLElement>('[autofocus]')?.focus();
    }, text);
  }
  await page.waitForTimeout(0);
  for (let tries = 0; ran.size < 50 && tries < 100; tries++)
    await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.ok(ran.size >= 50, `${ran.size} ran`);
  await context.close();
});

test('[A6] a hundred payloads in every field of the roster do nothing in the control room, on the wall and at the technician’s', async () => {
  const control = await open(DESK, 'controller');
  await shows(control.page, payload(0));
  for (const key of ['1', '2', '3', '4']) {
    await control.page.keyboard.press(key);
    await still(control, `control, view ${key}`);
  }
  for (const [role, size] of [
    ['wall', DESK],
    ['technician', DESK],
  ] as const) {
    const watched = await open(size, role);
    await watched.page.locator('#app > *').first().waitFor();
    await shows(watched.page, payload(0, SHORT_NAME_MAX));
    await still(watched, role);
    const search = watched.page.getByRole('searchbox');
    if ((await search.count()) > 0) {
      for (const text of PAYLOADS) await search.first().fill(text);
      await still(watched, `${role}, search`);
    }
    await watched.context.close();
  }
  const search = control.page.getByRole('searchbox').first();
  for (const text of PAYLOADS) await search.fill(text);
  await still(control, 'control, search');
  await control.context.close();
});

test('[A6] labels of a hundred devices, notes of a hundred reports and names of a hundred rounds do nothing in a point’s drawer', async () => {
  const control = await open(DESK, 'controller');
  await shows(control.page, payload(0));
  for (const point of [POINT, NOTED]) {
    const search = control.page.getByRole('searchbox').first();
    await search.fill(point);
    await search.press('Enter');
    await control.page.locator('.drawer, [role=dialog], aside').first().waitFor();
    await still(control, `drawer of ${point}`);
  }
  await shows(control.page, payload(98));
  await still(control, 'drawer with notes');
  await control.context.close();

  const phone = await watch(PHONE);
  const minted = await hub.running.mintLink('operator', NOTED as never);
  await phone.page.goto(`${hub.url}/point#${minted.ok ? minted.grant.secret : ''}`);
  await shows(phone.page, payload(1));
  await still(phone, 'phone');
  await phone.context.close();
});

test('[A6] a hundred session titles, hosts and hotlines do nothing on any page', async () => {
  const roles = ['controller', 'wall', 'technician', 'administrator'] as const;
  const pages = await Promise.all(roles.map((role) => open(DESK, role)));
  const phone = await open(PHONE, 'operator');
  const stranger = await watch(PHONE);
  for (let n = 0; n < PAYLOADS.length; n++) {
    await patiently(admin, 'session:edit', {
      title: payload(n),
      hostName: payload(n + 1),
      hotline: payload(n + 2, 40),
      plannedAt: null,
    });
    for (const { page } of [...pages.slice(0, 1), phone]) await shows(page, payload(n));
    if (n % 10 === 0) await stranger.page.goto(`${hub.url}/point`);
  }
  for (const [i, role] of roles.entries()) await still(pages[i] ?? phone, `titles: ${role}`);
  await still(phone, 'titles: phone');
  await still(stranger, 'titles: stranger');
  for (const { context } of [...pages, phone, stranger]) await context.close();
});

test('[A6] a hundred payloads do nothing at the administrator’s: list, form, devices, import preview, cards on paper', async () => {
  const desk = await open(DESK, 'administrator');
  const { page } = desk;
  const tab = (name: string) => page.getByRole('button', { name, exact: true });
  await tab('Danh sách điểm cầu').click();
  await shows(page, payload(4));
  await still(desk, 'roster');
  for (const text of PAYLOADS) await page.getByRole('searchbox').first().fill(text);
  await page.getByRole('searchbox').first().fill('');
  await still(desk, 'roster, search');
  await page.getByRole('button', { name: /^Sửa / }).first().click();
  await page.getByRole('dialog').waitFor();
  await still(desk, 'point form');
  await page.keyboard.press('Escape');

  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = PAYLOADS.map((_, n) =>
    [
      `Q${String(n)}`,
      payload(n),
      payload(n, 9),
      payload(n + 1),
      payload(n + 2),
      String(n + 10),
      payload(n + 3),
      payload(n + 4),
      // Not a telephone: half of the rows are refused, with what stands there.
      n % 2 === 0 ? '' : payload(n + 5),
      payload(n + 6),
    ]
      .map(quoted)
      .join(','),
  );
  const header =
    'Mã điểm cầu,Tên điểm cầu,Tên ngắn,Đơn vị,Khu vực,Triệu tập,Nhà mạng,Người phụ trách,Điện thoại,Kỹ thuật viên';
  await page.locator('input[type=file]').setInputFiles({
    name: `${payload(0)}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from([header, ...rows].join('\n')),
  });
  await page.getByRole('heading', { name: /dòng phải sửa/ }).waitFor();
  for (const name of [/^Cần xem/, /^Dùng được/, /^Tất cả/, /^Phải sửa/]) {
    const filter = page.getByRole('button', { name });
    if ((await filter.count()) > 0 && (await filter.first().isEnabled())) await filter.first().click();
    await still(desk, `import preview ${String(name)}`);
  }
  await page.reload();

  await tab('Quyền vào').click();
  await shows(page, payload(8));
  await still(desk, 'devices and links');

  await tab('Thẻ').click();
  await page
    .getByRole('button', { name: /^In \d+ thẻ/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'In từ trang này' }).click();
  await page.locator('.card-sheet').nth(12).waitFor();
  await shows(page, payload(20));
  await still(desk, 'cards on paper');
  await desk.context.close();
});

test('[A4] [A6] what stands in an address or is typed as a code does nothing, and no link’s secret is asked for or kept', async () => {
  const stranger = await watch(PHONE);
  for (const [n, text] of PAYLOADS.entries()) {
    const path = n % 4 === 0 ? (Object.values(PAGE_OF)[(n / 4) % 5] ?? '/') : '/';
    await stranger.page.goto('about:blank').catch(() => undefined);
    await stranger.page.goto(`${hub.url}${path}#${encodeURIComponent(text)}`);
    await stranger.page.locator('#app > *').first().waitFor();
  }
  stranger.done.splice(0, stranger.done.length, ...stranger.done.filter((each) => each !== 'went to about:blank'));
  await still(stranger, 'fragment');
  await stranger.context.close();

  const typing = await watch(PHONE);
  await typing.page.goto(hub.url);
  const code = typing.page.getByRole('textbox', { name: 'Mã đăng nhập' });
  for (const text of PAYLOADS) await code.fill(text);
  await code.press('Enter');
  await still(typing, 'code');
  await typing.context.close();

  const phone = await watch(PHONE);
  reached.length = 0;
  const minted = await hub.running.mintLink('operator', 'P50' as never);
  const secret = minted.ok ? minted.grant.secret : '';
  await phone.page.goto(`${hub.url}/point#${secret}`);
  await shows(phone.page, payload(50));
  assert.ok(reached.length > 5 && reached.some((each) => each.includes('/rt/point/')), reached.join('\n'));
  for (const each of reached) {
    assert.not.ok(each.includes(secret), each);
    assert.not.match(each, /"referer"|"cookie"/, each);
  }
  assert.not.ok(phone.page.url().includes(secret));
  const kept = await phone.page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, document.cookie]),
  );
  assert.not.ok(kept.includes(secret), 'kept nowhere');
  await still(phone, 'phone');
  await phone.context.close();
});

test.run();
