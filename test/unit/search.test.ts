import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { areaName, incidentCode, listName } from '@hub/shared/view/names.ts';
import { fold, matches, searchText } from '@hub/shared/view/search.ts';

test('search without diacritics finds names with them', () => {
  assert.ok(matches(fold('Hội trường Thị ủy'), 'thi uy'));
  assert.ok(matches(fold('Xã Đồng Xuân'), 'dong'));
  assert.ok(matches(fold('Nhà văn hóa thôn 1 Tân Lập'), 'tan lap thon'));
  assert.ok(matches(fold('Thị ủy'), 'Thị Ủy'));
  assert.not.ok(matches(fold('Thị ủy'), 'tin uy'));
  assert.ok(matches(fold('Thị ủy'), '  '));
});

test('composed and decomposed letters fold to the same', () => {
  assert.is(fold('Đường Ưu Ế ơ'.normalize('NFC')), fold('Đường Ưu Ế ơ'.normalize('NFD')));
  assert.is(fold('Đường Ưu Ế ơ'), 'duong uu e o');
});

test('a point is found by its code, carrier and area', () => {
  const text = searchText({
    id: 'DC38',
    name: 'Nhà văn hóa thôn 1 Tân Lập',
    shortName: 'Thôn 1',
    unit: 'Chi bộ thôn 1',
    area: 'Xã Tân Lập',
    carrier: 'Mạng B',
  });
  assert.ok(matches(text, 'dc38'));
  assert.ok(matches(text, 'mang b tan lap'));
});

test('names in lists leave out the words everyone knows', () => {
  assert.is(listName('Nhà văn hóa khu phố 3 Phố Mới'), 'KP 3 Phố Mới');
  assert.is(listName('Nhà văn hóa thôn 1 Tân Lập'), 'Thôn 1 Tân Lập');
  assert.is(listName('Hội trường UBND xã Yên Phú'), 'UBND Yên Phú');
  assert.is(listName('Hội trường Thị ủy'), 'Thị ủy');
  assert.is(listName('Phòng họp Kho bạc Nhà nước'), 'Kho bạc Nhà nước');
  assert.is(listName('Trường Tiểu học Tân Lập'), 'Tiểu học Tân Lập');
  assert.is(listName('Điện lực An Bình'), 'Điện lực An Bình');
  assert.is(areaName('Phường Phố Mới'), 'Phố Mới');
  assert.is(incidentCode(7), 'SC-07');
});

test.run();
