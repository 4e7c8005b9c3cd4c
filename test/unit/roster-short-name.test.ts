import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SHORT_NAME_MAX } from '@hub/shared/model/point.ts';
import { proposeShortName, ShortNames } from '@hub/server/roster/short-name.ts';
import { checkFile, checkRows, guesses } from '../support/roster-fixture.ts';

/** What the wall of the design shows for the sample town, apart from halls, quarters and villages. */
const ON_THE_WALL: Record<string, string> = {
  DC01: 'Thị ủy',
  DC67: 'Khối Đảng',
  DC68: 'Khối UBND',
  DC69: 'Công an',
  DC70: 'Quân sự',
  DC71: 'Tòa án',
  DC72: 'Viện KS',
  DC73: 'Thuế',
  DC74: 'Kho bạc',
  DC75: 'BHXH',
  DC76: 'Y tế',
  DC77: 'THPT 1',
  DC78: 'THPT 2',
  DC79: 'THCS',
  DC80: 'THCS',
  DC81: 'THCS',
  DC82: 'Tiểu học',
  DC83: 'Tiểu học',
  DC84: 'GDTX',
  DC85: 'Cty May',
  DC86: 'Cấp nước',
  DC87: 'Điện lực',
  DC88: 'Vật liệu',
  DC89: 'HTX NN',
};

test('[R8] the sample town gets the short names of the wall', async () => {
  const check = await checkFile(await readFile(new URL('../../sample/an-binh/points.csv', import.meta.url)));
  for (const point of check.points) {
    const [, rank, number] = /(khu phố|thôn) (\d)/.exec(point.name) ?? [];
    const expected =
      ON_THE_WALL[point.id] ?? (rank === undefined ? 'UBND' : `${rank === 'thôn' ? 'Thôn' : 'KP'} ${number}`);
    assert.is(point.shortName, expected, point.name);
  }
});

test('[R8] the sample town’s short names differ within each area and fit a tile', async () => {
  const check = await checkFile(await readFile(new URL('../../sample/an-binh/points.csv', import.meta.url)));
  assert.is(new Set(check.points.map((point) => `${point.area} ${point.shortName}`)).size, 89);
  assert.ok(check.points.every((point) => point.shortName.length <= SHORT_NAME_MAX));
});

test('[R8] other names of offices and places', () => {
  const cases: [string, string, string][] = [
    ['HỘI TRƯỜNG UBND XÃ YÊN PHÚ', 'Xã Yên Phú', 'UBND'],
    ['Nhà văn hóa tổ dân phố số 5', 'Phường Cầu Đông', 'TDP 5'],
    ['Trường Mầm non Hoa Sen', 'Phường Hồ Sen', 'Mầm non'],
    ['Công ty TNHH MTV Môi trường đô thị', '', 'MTĐT'],
    ['Ủy ban Mặt trận Tổ quốc Việt Nam', '', 'MTTQ'],
    ['Phòng Giáo dục và Đào tạo', '', 'GDĐT'],
    ['Nhà văn hóa Hòa Bình', 'Xã Hòa Bình', 'Hòa Bình'],
    ['Supercalifragilistic', '', 'Supercali'],
  ];
  for (const [name, area, expected] of cases) assert.is(proposeShortName(name, area), expected, name);
});

test('[R8] alike names in one area are numbered, in two areas they may repeat', () => {
  const names = new ShortNames();
  const propose = (area: string) => names.propose('Trường Tiểu học', area, 0);
  assert.equal(
    [propose('A'), propose('A'), propose('A'), propose('B')],
    ['Tiểu học', 'Tiểu họ 2', 'Tiểu họ 3', 'Tiểu học'],
  );
});

test('[R8] a short name in the file is kept, and a repeated one is worth a look', async () => {
  const rows = [
    ['Mã', 'Tên', 'Tên ngắn', 'Triệu tập'],
    ['A', 'Hội trường lớn', 'HT', 1],
    ['B', 'Hội trường nhỏ', 'HT', 1],
    ['C', 'HT', null, 1],
  ];
  const check = await checkRows(rows);
  assert.equal(
    check.points.map((point) => point.shortName),
    ['HT', 'HT', 'HT 2'],
  );
  assert.ok(guesses(check).includes('3 shortNameRepeated'));
});

test.run();
