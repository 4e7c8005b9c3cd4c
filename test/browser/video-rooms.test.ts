import { setTimeout as delay } from 'node:timers/promises';
import { CHECK_PROBLEMS } from '@hub/shared/model/floor.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { MediaWatch } from '@hub/shared/protocol/down.ts';
import { freePort } from '@hub/scripts/lib/free-ports.ts';
import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHROMIUM, LAPTOP, openBrowser, PATIENCE_MS, PHONE, type TestPage } from '../support/browser.ts';
import { House } from '../support/house.ts';
import { LivekitServer } from '../support/livekit-server.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';
import { button, MEDIA, moves, opened, seenAndHeard } from '../support/video-pages.ts';

/** A roster that fills two rooms, and a third for the programme. */
const ROOM_POINTS = 50;
const SPEAKER = 'DC20' as PointId;
const LISTENER = 'DC80' as PointId;

const test = suite('video in several rooms');
let server: LivekitServer;
let hub: TestHub;
let house: House;
let browser: Browser;
let speaker: TestPage;
let listener: TestPage;
let desk: TestPage;

test.before(async () => {
  browser = await openBrowser([], MEDIA, CHROMIUM);
  const port = await freePort('127.0.0.1');
  server = await LivekitServer.start({
    autoCreate: false,
    webhookUrl: `http://127.0.0.1:${String(port)}/livekit/webhook`,
  });
  const { url, apiKey, secret: apiSecret } = server;
  const livekit = { url, apiUrl: url.replace(/^ws/, 'http'), apiKey, apiSecret, roomPoints: ROOM_POINTS };
  hub = await startHub({ memory: true, config: { port, livekit } });
  house = await House.open(hub);
  await house.enter('live');
});
test.after(async () => {
  await browser.close();
  house.close();
  await hub.end();
  await server.stop();
});

const microphoneOf = (pointId: PointId): string | null => {
  const media = hub.running.hub.projection.point(pointId)?.evidence.media;
  return media?.status === 'flowing' ? media.microphone : null;
};

test('[C4] [U6] two points in rooms of their own are in, and one screen of staff sees both move', async () => {
  [speaker, listener] = await Promise.all([
    opened(browser, PHONE, hub, 'operator', SPEAKER),
    opened(browser, PHONE, hub, 'operator', LISTENER),
  ]);
  for (const { page } of [speaker, listener]) {
    await button(page, 'Vào họp').click();
    await page.getByText('Đang trong cuộc họp').waitFor();
  }
  const watched = await house.controller.ask('media:watch', { pointIds: [SPEAKER, LISTENER] });
  const { rooms } = watched as unknown as MediaWatch;
  assert.equal(
    rooms.map(({ room, points }) => [room.split('.').at(-1), points.map(({ pointId }) => pointId)]),
    [
      ['0', [SPEAKER]],
      ['1', [LISTENER]],
    ],
  );
  desk = await opened(browser, LAPTOP, hub, 'technician', undefined, 'KTV 1');
  await desk.page.evaluate((wall) => localStorage.setItem('dch.video-wall', wall), JSON.stringify([SPEAKER, LISTENER]));
  await desk.page.reload();
  await desk.page.getByRole('heading', { name: 'Kỹ thuật viên' }).waitFor();
  await desk.page.keyboard.press('4');
  for (const n of [1, 2]) await moves(desk.page, `.wall-tiles > :nth-child(${String(n)}) video`);
});

test('[C4] [C5] [F2] called to speak, it is seen and heard by a point in another room; what the server forgot comes back by itself; and it is muted again after', async () => {
  await house.order('floor:add', { pointId: SPEAKER });
  const turnId = hub.running.hub.projection.session()?.floor.queue[0]?.id;
  await house.order('floor:standby', { turnId });
  const there = seenAndHeard(listener.page);
  await house.order('floor:give', { turnId, minutes: 3, despite: CHECK_PROBLEMS });
  await there;
  await moves(listener.page, '.main-screen video');
  await speaker.page.getByText('Micrô đang mở').waitFor();

  await server.restart();
  // Rooms are made by the hub alone, here: without it nobody could come in again.
  await moves(listener.page, '.main-screen video');
  for (const n of [1, 2]) await moves(desk.page, `.wall-tiles > :nth-child(${String(n)}) video`);

  await house.order('floor:end', { turnId });
  await speaker.page.getByText('Micrô tắt cho tới lượt phát biểu.').waitFor();
  await listener.page.locator('.main-screen video').waitFor({ state: 'detached' });
  const limit = performance.now() + PATIENCE_MS;
  while (microphoneOf(SPEAKER) !== 'muted') {
    assert.ok(performance.now() < limit, 'it is still heard');
    await delay(50);
  }
});

test.run();
