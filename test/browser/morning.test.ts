import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '@hub/scripts/lib/paths.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DESK, LAPTOP, linkFor, openBrowser, openPage, PHONE, shoot, type TestPage } from '../support/browser.ts';
import { House } from '../support/house.ts';
import { MorningBook, type BookPoint } from '../support/oracle/morning-book.ts';
import { readCsv } from '../support/read-csv.ts';
import { command, openPoint, type TestSocket } from '../support/sockets.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

/** Operators in real browsers; the others are simulated sockets. */
const PHONES = ['DC20', 'DC21'];
const OUTAGE_POINTS = 12;
const FLOOR_CALLS = 4;

const test = suite('morning');
let hub: TestHub;
let house: House;
let browser: Browser;
const open: TestPage[] = [];

test.before(async () => {
  browser = await openBrowser();
  hub = await startHub({ memory: true });
  house = await House.open(hub);
});
test.after(async () => {
  for (const page of open) await page.close();
  house.close();
  await hub.end();
  await browser.close();
});

/** The office's list, read by a reader of its own. */
async function officeList(): Promise<(BookPoint & { readonly mayAsk: boolean })[]> {
  const text = (await readFile(join(ROOT, 'sample/an-binh/points.csv'), 'utf8')).replace(/^\uFEFF/, '');
  const [head = [], ...lines] = readCsv(text.replace(/\r?\n/g, '\r\n'));
  const column = (name: string) => head.indexOf(name);
  return lines.map((line) => {
    const cell = (name: string): string => line[column(name)] ?? '';
    return {
      id: cell('Mã điểm cầu'),
      name: cell('Tên điểm cầu'),
      area: cell('Địa bàn'),
      carrier: cell('Nhà mạng'),
      mayAsk: cell('Loại điểm') === 'Tương tác',
      summoned: Number(cell('Triệu tập')),
    };
  });
}

/** What is done at a point with the instruction of this number. */
type Obeys = (number: number) => 'nothing' | 'delivered' | 'seen' | 'confirmed';

/** An operator without a screen, who does at each instruction what the script says. */
class Operator {
  readonly point: BookPoint;
  readonly socket: TestSocket;
  readonly #obeys: Obeys;
  #seq = 0;
  #told = new Set<string>();

  constructor(point: BookPoint, socket: TestSocket, obeys: Obeys) {
    this.point = point;
    this.socket = socket;
    this.#obeys = obeys;
    const look = (view: PointView): void => void this.#look(view);
    socket.socket.on('point:view', look);
    for (const view of socket.received('point:view')) look(view);
  }

  get view(): PointView {
    const view = this.socket.received('point:view').at(-1);
    if (!view) throw new Error(`${this.point.id} has no view`);
    return view;
  }

  async ask(event: string, payload: object): Promise<void> {
    const answer = await this.socket.ask(event, { commandId: command(), ...payload });
    if (!answer.ok) throw new Error(`${this.point.id} ${event}: ${answer.error.kind}`);
  }

  report(roundId: string, figures: object): Promise<void> {
    this.#seq = Math.max(this.#seq, this.view.lastSeq) + 1;
    return this.ask('point:headcount', { roundId, ...figures, fence: this.view.fence, seq: this.#seq });
  }

  async #look({ instructions }: PointView): Promise<void> {
    for (const { id, number } of instructions) {
      const does = this.#obeys(number);
      if (does === 'nothing' || this.#told.has(id)) continue;
      this.#told.add(id);
      const seen = does === 'delivered' ? [] : [id];
      this.socket.socket.emit('point:reading', { delivered: [id], seen, readUpTo: 0 });
      if (does === 'confirmed') await this.ask('instruction:confirm', { instructionId: id });
    }
  }
}

async function openAs(role: 'controller' | 'wall' | 'operator', size = DESK, pointId?: string): Promise<Page> {
  const opened = await openPage(browser, await linkFor(hub, role, pointId), size);
  open.push(opened);
  return opened.page;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const figure = (page: Page, place: number) => page.locator('.figs .fig').nth(place);
const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();

test('[H2] [F1] [F2] [I4] a whole morning: three rounds, 5 instructions, 4 turns to speak, an outage of 12 points; every figure on three screens is the secretary’s', async () => {
  const points = await officeList();
  assert.is(points.length, 89);
  const book = new MorningBook(points);
  const placeOf = ({ id }: BookPoint): number => points.findIndex((point) => point.id === id);
  const [first, second, wall] = [await openAs('controller'), await openAs('controller', LAPTOP), await openAs('wall')];
  await house.enter('live');

  // Who does what at an instruction follows from the point's place in the list and the instruction's number.
  const obeys = (place: number) => (number: number) =>
    (['confirmed', 'confirmed', 'confirmed', 'seen', 'confirmed', 'delivered', 'confirmed', 'nothing'] as const)[
      (place + number) % 8
    ] ?? 'nothing';
  const operators = new Map<string, Operator>();
  const join = async (point: BookPoint): Promise<void> => {
    const { credential } = await hub.signIn('operator', point.id);
    const socket = await openPoint(hub.url, credential);
    await socket.until('point:view');
    const operator = new Operator(point, socket, obeys(placeOf(point)));
    operators.set(point.id, operator);
    if (operator.view.word.asked) await operator.ask('point:word', { seesAndHears: true });
  };
  const simulated = points.filter(({ id }) => !PHONES.includes(id));
  for (let at = 0; at < simulated.length; at += 12) await Promise.all(simulated.slice(at, at + 12).map(join));
  const phones = new Map<string, Page>();
  for (const id of PHONES) phones.set(id, await openAs('operator', PHONE, id));
  await figure(first, 0).getByText('89', { exact: true }).waitFor();

  /** Each figure as a controller reads it, beside the book's. */
  const compare = async (page: Page, name: string): Promise<void> => {
    const texts = await page.locator('.figs .fig').allTextContents();
    const all = plain(texts.join(' | '));
    for (const expected of [book.linksUp(), book.present(), book.share(), book.coverage()]) {
      const [number = '', ...rest] = expected.split(' ');
      assert.ok(
        plain(all).replaceAll(' ', '').includes(expected.replaceAll(' ', '')),
        `${name}: ${number} ${rest.join(' ')} in ${all}`,
      );
    }
  };
  const compareWall = async (): Promise<void> => {
    const shown = plain(await wall.locator('.wall').textContent()).replaceAll(' ', '');
    for (const expected of [book.present().split(' ')[0] ?? '', book.coverage().split(' ')[0] ?? '', book.share()]) {
      assert.ok(shown.includes(expected), `wall: ${expected}`);
    }
  };
  const settle = async (): Promise<void> => {
    const coverage = book.coverage().split(' ')[0] ?? '';
    for (const page of [first, second]) await figure(page, 1).getByText(coverage).waitFor();
    await wall.getByText(coverage).first().waitFor();
    for (const page of [first, second]) {
      await figure(page, 1)
        .getByText(book.present().split(' ')[0] ?? '', { exact: true })
        .waitFor();
    }
  };
  const roundNow = (): string => {
    const round = hub.running.hub.projection.session()?.rounds.at(-1);
    if (!round) throw new Error('no round');
    return round.id;
  };
  const figuresOf = (point: BookPoint, round: number) => {
    const excused = (placeOf(point) + round) % 4;
    return { present: point.summoned - excused, excused, unexcused: 0, guests: (placeOf(point) + round) % 3 };
  };
  const reportOf = async (point: BookPoint, round: number): Promise<void> => {
    const figures = figuresOf(point, round);
    const phone = phones.get(point.id);
    if (phone) {
      await phone.getByRole('textbox', { name: 'Có mặt' }).fill(String(figures.present));
      await phone
        .getByRole('textbox', { name: /Vắng có lý do|có lý do/ })
        .first()
        .fill(String(figures.excused));
      await phone.getByRole('textbox', { name: /không lý do/ }).fill('0');
      await phone.getByRole('textbox', { name: /Khách/ }).fill(String(figures.guests));
      await button(phone, 'Gửi số người dự').click();
      await phone
        .getByText(/Đã nhận \d\d:\d\d/)
        .first()
        .waitFor();
    } else await operators.get(point.id)?.report(roundNow(), figures);
    book.report(point.id, { ...figures, summoned: point.summoned });
  };
  const openByPage = async (page: Page, kind: string): Promise<void> => {
    const before = hub.running.hub.projection.session()?.rounds.length ?? 0;
    await button(page, /^(?:Mở lượt báo|Mở lượt mới)$/)
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').selectOption(kind);
    await dialog.getByRole('button', { name: /^Mở lượt/ }).click();
    await dialog.waitFor({ state: 'detached' });
    while ((hub.running.hub.projection.session()?.rounds.length ?? 0) === before) await page.waitForTimeout(10);
    book.openRound();
    for (const phone of phones.values()) await button(phone, 'Gửi số người dự').waitFor();
  };
  const freezeByPage = async (page: Page): Promise<void> => {
    await button(page, 'Chốt số').first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Chốt số' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    for (const screen of [first, second]) await figure(screen, 2).getByText('Đã chốt', { exact: true }).waitFor();
    book.freeze();
  };
  const instruct = async (text: string, urgent: boolean, to: object, addressed: readonly string[]): Promise<void> => {
    await house.order('instruction:send', { text, urgent, to });
    toldOf(book.instruct(addressed), addressed);
  };
  const toldOf = (number: number, addressed: readonly string[]): void => {
    for (const id of addressed) {
      // On the phones it came and stands on the screen; nobody there has said that it was understood.
      const does = phones.has(id) ? 'seen' : obeys(points.findIndex((point) => point.id === id))(number);
      if (does !== 'nothing') book.told(number, id, does);
    }
  };

  // First round, opened and frozen on a page. Three are silent, and for one of them the control room reports.
  await openByPage(first, 'opening');
  const silent = new Set(['DC30', 'DC31', 'DC32']);
  for (const point of points) if (!silent.has(point.id)) await reportOf(point, 1);
  const onBehalf = points.find(({ id }) => id === 'DC30');
  if (onBehalf) {
    const figures = figuresOf(onBehalf, 1);
    await house.order('headcount:report', { pointId: 'DC30', roundId: roundNow(), ...figures });
    book.report('DC30', { ...figures, summoned: onBehalf.summoned });
  }
  await settle();
  assert.is(book.silent(), 2);
  await figure(first, 2)
    .getByText(/2 điểm chưa báo|2 điểm/)
    .first()
    .waitFor();
  for (const [page, name] of [
    [first, 'first'],
    [second, 'second'],
  ] as const)
    await compare(page, name);
  await freezeByPage(second);
  // Too late: an amendment, which moves no figure.
  const lateOne = points.find(({ id }) => id === 'DC31');
  if (lateOne) await reportOf(lateOne, 1);
  await figure(first, 2).getByText('1 bổ sung sau chốt').waitFor();
  assert.is(book.late(), 1);
  await settle();
  await compare(first, 'after the freeze');

  // Five instructions: the first from a page, to all; the others to an area, to a selection, to one, and urgent to all.
  await first.getByRole('tab', { name: /Chỉ đạo/ }).click();
  await button(first, 'Gửi chỉ đạo').click();
  await first.getByRole('textbox', { name: /Nội dung/ }).fill('Ổn định chỗ ngồi');
  await button(first, 'Gửi đến 89 điểm cầu').click();
  const everyone = points.map(({ id }) => id);
  toldOf(book.instruct(everyone), everyone);
  await phones.get('DC20')?.getByText('Ổn định chỗ ngồi').waitFor();
  const area = points[0]?.area ?? '';
  const inArea = points.filter((point) => point.area === area).map(({ id }) => id);
  await instruct('Tắt micrô', false, { kind: 'area', area }, inArea);
  const chosen = ['DC05', 'DC06', 'DC07', 'DC08'];
  await instruct('Kiểm tra camera', false, { kind: 'selection', pointIds: chosen }, chosen);
  await instruct('Gọi lại phòng điều hành', true, { kind: 'selection', pointIds: ['DC09'] }, ['DC09']);
  await instruct('Chuẩn bị chào cờ', true, { kind: 'all' }, everyone);

  // Four turns to speak, asked for by the points, in the hub's order.
  const speakers = points
    .filter(({ id, mayAsk }) => mayAsk && !phones.has(id))
    .map(({ id }) => id)
    .slice(30, 30 + FLOOR_CALLS);
  for (const id of speakers) {
    await operators.get(id)?.ask('floor:request', {});
    book.ask(id);
  }
  const turnOf = (id: string): string => {
    const floor = hub.running.hub.projection.session()?.floor;
    const turn = [floor?.onAir, ...(floor?.queue ?? [])].find((one) => one?.pointId === id);
    if (!turn) throw new Error(`${id} has no turn`);
    return turn.id;
  };
  for (const id of speakers) {
    const turnId = turnOf(id);
    await house.order('floor:standby', { turnId });
    await house.order('floor:give', { turnId, despite: [] });
    book.giveFloor(id);
    await house.order('floor:end', { turnId });
    book.endFloor();
  }

  // Second round: all, and one whose number summoned has changed.
  await openByPage(second, 'mid-session');
  const changed = points.find(({ id }) => id === 'DC50');
  for (const point of points) if (point !== changed) await reportOf(point, 2);
  if (changed) {
    const summoned = changed.summoned + 3;
    const figures = { present: summoned, excused: 0, unexcused: 0, guests: 0 };
    await operators.get('DC50')?.report(roundNow(), { ...figures, summoned, reason: 'summoned-changed' });
    book.report('DC50', { ...figures, summoned });
  }
  await settle();
  for (const [page, name] of [
    [first, 'first'],
    [second, 'second'],
  ] as const)
    await compare(page, name);
  await compareWall();
  await freezeByPage(first);

  // A carrier goes down: 12 points at once, without a goodbye.
  const carrier = points.find(({ id }) => id === 'DC60')?.carrier ?? '';
  const gone = points.filter((point) => point.carrier === carrier && !phones.has(point.id)).slice(-OUTAGE_POINTS);
  assert.is(gone.length, OUTAGE_POINTS);
  for (const { id } of gone) {
    operators.get(id)?.socket.socket.io.engine.close();
    book.lose(id);
  }
  await first.getByRole('tab', { name: /Chú ý/ }).click();
  for (const page of [first, second]) {
    await page.locator('.incidents').getByText(`Mất kết nối chung: ${carrier} (${OUTAGE_POINTS} điểm)`).waitFor();
  }

  // Third round: whoever has a line.
  await openByPage(first, 'closing');
  const lost = new Set(gone.map(({ id }) => id));
  for (const point of points) if (!lost.has(point.id)) await reportOf(point, 3);
  await settle();

  // The end: every figure of every screen, and of each panel.
  for (const [page, name] of [
    [first, 'first'],
    [second, 'second'],
  ] as const) {
    await compare(page, name);
    assert.is(await page.locator('.incidents li').count(), 1, name);
    assert.is(plain(await figure(page, 3).locator('.v').textContent()), '1', name);
    await page.getByRole('tab', { name: /Chỉ đạo/ }).click();
    for (const { number, confirmed, reach } of book.instructions()) {
      const line = page.locator('.instructions li', { hasText: `CĐ-0${number}` });
      await line.getByText(confirmed, { exact: true }).waitFor();
      await line.getByText(reach).waitFor();
    }
    assert.is(await page.locator('.instructions li').count(), 5);
    await page.getByRole('tab', { name: /Phát biểu/ }).click();
    const floor = plain(await page.getByRole('tabpanel').textContent());
    for (const id of book.spoke()) {
      const shortName = hub.running.hub.projection.point(id as never)?.point.shortName ?? id;
      assert.ok(floor.includes(shortName), `${name}: ${id} spoke, in ${floor}`);
    }
    assert.equal(book.waitsToSpeak(), []);
    await shoot(page, `morning-${name}`);
  }
  await compareWall();
  await first.getByRole('tab', { name: /Chú ý/ }).click();
  await first.keyboard.press('g');
  const table = first.getByRole('dialog');
  for (const { area: where, reported, present } of book.areaFigures()) {
    const row = plain(await table.getByRole('row', { name: new RegExp(`^${where}`) }).textContent()).replaceAll(
      ' ',
      '',
    );
    assert.ok(row.includes(reported) && row.includes(present), `${where}: ${reported} ${present} in ${row}`);
  }
  await shoot(first, 'morning-areas');
});

test.run();
