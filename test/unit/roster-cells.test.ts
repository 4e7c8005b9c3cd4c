import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkFile, checkRows, faults, guesses, HEADER, line } from '../support/roster-fixture.ts';
import type { FixtureCell } from '../support/xlsx-fixture.ts';

/** The check of a sheet whose second line is changed so. */
function changed(change: Record<string, FixtureCell>, options = {}) {
  return checkRows([HEADER, line(1), line(2, change)], options);
}

async function summoned(cell: FixtureCell) {
  const check = await changed({ 'Triệu tập': cell });
  return { faults: faults(check), guesses: guesses(check), value: check.points[1]?.summoned };
}

async function phone(cell: FixtureCell) {
  const check = await changed({ 'Điện thoại': cell });
  return { faults: faults(check), guesses: guesses(check), value: check.points[1]?.contact.phone };
}

test('[R7] "45 đ/c", "45 người" and "45 đảng viên" are read as 45 and listed', async () => {
  for (const text of ['45 đ/c', '45đ/c', '45 người', '45 đảng viên', '45 Đồng chí', '45 đc']) {
    assert.equal(await summoned(text), { faults: [], guesses: [`3 countGuessed: ${text} → 45`], value: 45 });
  }
});

test('[R7] thousands separators are read and listed', async () => {
  for (const text of ['1.250', '1,250', '1 250', '1.250 người']) {
    assert.equal(await summoned(text), { faults: [], guesses: [`3 countGuessed: ${text} → 1250`], value: 1_250 });
  }
});

test('[R7] digits alone are no guess, typed as a number or as text', async () => {
  for (const cell of [45, '45', ' 45 ', '045']) {
    assert.equal(await summoned(cell), { faults: [], guesses: [], value: 45 });
  }
});

test('[R6] "khoảng 90" is an error that offers 90', async () => {
  const check = await changed({ 'Triệu tập': 'khoảng 90' });
  assert.equal(check.errors, [
    {
      row: 3,
      column: 'E (Triệu tập)',
      field: 'summoned',
      kind: 'notNumber',
      reason: 'Triệu tập phải là một số. Trong tệp là “khoảng 90”.',
      value: 'khoảng 90',
      suggestion: '90',
    },
  ]);
  assert.is(check.ok, false);
  assert.equal(
    check.points.map((point) => point.id),
    ['DC01'],
  );
  assert.equal(
    check.rows.map(({ row, level, point }) => [row, level, point]),
    [
      [2, 'ok', 0],
      [3, 'fix', null],
    ],
  );
});

test('[R6] negative, decimal, empty, huge and several numbers are errors', async () => {
  assert.equal((await summoned(-5)).faults, ['3 E (Triệu tập) negative']);
  assert.equal((await summoned('-5')).faults, ['3 E (Triệu tập) negative']);
  assert.equal((await summoned(45.5)).faults, ['3 E (Triệu tập) notWhole']);
  assert.equal((await summoned('45,5')).faults, ['3 E (Triệu tập) notWhole']);
  assert.equal((await summoned(1.25)).faults, ['3 E (Triệu tập) notWhole → 1250']);
  assert.equal((await summoned(null)).faults, ['3 E (Triệu tập) empty']);
  assert.equal((await summoned(200_000)).faults, ['3 E (Triệu tập) tooBig']);
  assert.equal((await summoned('40-45')).faults, ['3 E (Triệu tập) notNumber']);
  assert.equal((await summoned('#REF!')).faults, ['3 E (Triệu tập) cellError']);
  assert.equal((await summoned('1e3')).faults, ['3 E (Triệu tập) notNumber']);
});

test('[R7] nobody summoned is possible and worth a look', async () => {
  assert.equal(await summoned(0), { faults: [], guesses: ['3 countZero'], value: 0 });
});

test('[R7] a lost leading zero is put back and listed', async () => {
  assert.equal(await phone(912345678), {
    faults: [],
    guesses: ['3 phoneZeroBack: 912345678 → 0912345678'],
    value: '0912345678',
  });
  assert.equal((await phone('912345678')).value, '0912345678');
  assert.equal((await phone(2223825555)).value, '02223825555');
});

test('[R6] dots, spaces and +84 in a telephone number are no guess', async () => {
  for (const text of [
    '0912345678',
    '0912.345.678',
    '0912 345 678',
    '(0912) 345-678',
    '+84912345678',
    '+84 912 345 678',
    "'0912345678",
  ]) {
    assert.equal(await phone(text), { faults: [], guesses: [], value: '0912345678' });
  }
  assert.equal(await phone('84912345678'), {
    faults: [],
    guesses: ['3 phoneGuessed: 84912345678 → 0912345678'],
    value: '0912345678',
  });
  assert.equal(await phone(null), { faults: [], guesses: [], value: '' });
  assert.equal((await phone('-')).value, '');
});

test('[R6] a telephone number of the wrong length is an error', async () => {
  const check = await changed({ 'Điện thoại': '090000007' });
  assert.equal(faults(check), ['3 H (Điện thoại) phoneLength']);
  assert.is(check.errors[0]?.reason, 'Điện thoại “090000007” có 9 chữ số, cần 10.');
  assert.equal((await phone('12345678901234')).faults, ['3 H (Điện thoại) phoneLength']);
  assert.equal((await phone('gọi anh Nam')).faults, ['3 H (Điện thoại) phoneBad']);
  assert.equal((await phone('9,12E+08')).faults, ['3 H (Điện thoại) phoneBad']);
});

test('[R7] two numbers in one cell become the telephone and its backup', async () => {
  const check = await changed({ 'Điện thoại': '0912345678 / 0987.654.321' });
  assert.equal(check.points[1]?.contact, { name: '', phone: '0912345678', backupPhone: '0987654321' });
  assert.equal(guesses(check), ['3 phoneTwo: 0912345678 / 0987.654.321 → 0912345678']);
});

test('[R6] a repeated code names the other row and offers a free code', async () => {
  const rows = [HEADER, ...[1, 2, 3, 4].map((number) => line(number)), line(5, { 'Mã điểm cầu': 'dc02' })];
  const check = await checkRows(rows);
  assert.equal(faults(check), ['6 B (Mã điểm cầu) codeRepeated → DC05']);
  assert.is(check.errors[0]?.reason, 'Mã điểm cầu DC02 đã có ở dòng 3 (Nhà văn hóa thôn 2 Yên Phú).');
});

test('[R7] codes are proposed where the column or a cell is missing', async () => {
  const whole = await checkFile('Tên điểm cầu,Triệu tập\nHội trường A,45\nHội trường B,46\n');
  assert.equal(
    whole.points.map((point) => point.id),
    ['DC01', 'DC02'],
  );
  assert.ok(guesses(whole).includes('1 codesProposed:  → DC01…DC02'));
  const cell = await changed({ 'Mã điểm cầu': null });
  assert.equal(guesses(cell), ['3 codeProposed:  → DC02']);
  const taken = await checkRows([
    HEADER,
    line(2, { 'Loại điểm': 'Trung tâm' }),
    line(3, { 'Mã điểm cầu': null, 'Loại điểm': 'Tương tác' }),
  ]);
  assert.equal(
    taken.points.map((point) => point.id),
    ['DC02', 'DC03'],
  );
});

test('[R6] a code of strange letters is guessed when safe and refused otherwise', async () => {
  assert.equal(guesses(await changed({ 'Mã điểm cầu': 'ĐC 02' })), ['3 codeGuessed: ĐC 02 → DC02']);
  assert.equal(faults(await changed({ 'Mã điểm cầu': 'DC#2/3' })), ['3 B (Mã điểm cầu) codeBad → DC23']);
  assert.equal(faults(await changed({ 'Mã điểm cầu': 'X'.repeat(17) })), [
    `3 B (Mã điểm cầu) codeBad → ${'X'.repeat(16)}`,
  ]);
});

test('[R6] an unknown point kind or link kind lists the allowed words', async () => {
  const check = await changed({ 'Loại điểm': 'đặc biệt', 'Đường truyền hình': 'Truyền hìn' });
  assert.equal(faults(check), ['3 F (Loại điểm) wordUnknown', '3 G (Đường truyền hình) wordUnknown → Truyền hình']);
  assert.is(
    check.errors[0]?.reason,
    'Loại điểm “đặc biệt” không hiểu được. Dùng một trong: Trung tâm, Tương tác, Chỉ nghe nhìn.',
  );
});

test('[R7] a missing link kind is livekit, and said', async () => {
  const check = await changed({ 'Đường truyền hình': null });
  assert.is(check.points[1]?.linkKind, 'livekit');
  assert.equal(guesses(check), ['3 wordDefault:  → LiveKit']);
});

test('[R6] one host: none is worth a look, two are an error', async () => {
  const none = await checkRows([HEADER, line(2)]);
  assert.equal(guesses(none), ['1 noHost']);
  assert.is(none.ok, true);
  const two = await changed({ 'Loại điểm': 'Trung tâm' });
  assert.equal(faults(two), ['3 F (Loại điểm) twoHosts → Tương tác']);
});

test('[R7] coordinates with comma decimals or swapped are read and listed', async () => {
  const comma = await changed({ 'Kinh độ': '106,021', 'Vĩ độ': '20,9305' });
  assert.equal(guesses(comma), ['3 coordinateComma: 106,021 → 106.021', '3 coordinateComma: 20,9305 → 20.9305']);
  assert.is(comma.points[1]?.longitude, 106.021);
  const swapped = await changed({ 'Kinh độ': 20.93, 'Vĩ độ': 106.02 });
  assert.equal(guesses(swapped), ['3 coordinateSwapped: 20.93; 106.02 → 106.02; 20.93']);
  assert.is(swapped.points[1]?.longitude, 106.02);
  const half = await changed({ 'Vĩ độ': null });
  assert.equal(guesses(half), ['3 coordinateHalf: 106.02 → ']);
  assert.is(half.points[1]?.longitude, null);
  assert.equal(guesses(await changed({ 'Kinh độ': 2.35, 'Vĩ độ': 48.85 })), ['3 coordinateAbroad']);
});

test('[R6] coordinates out of range are errors', async () => {
  assert.equal(faults(await changed({ 'Kinh độ': 10602301 })), ['3 I (Kinh độ) coordinateRange']);
  assert.equal(faults(await changed({ 'Vĩ độ': 209305 })), ['3 J (Vĩ độ) coordinateRange']);
  assert.equal(faults(await changed({ 'Vĩ độ': '20°56′N' })), ['3 J (Vĩ độ) notNumber']);
});

test('[R6] an area nearly on the map is an error that offers the right name; a strange one is worth a look', async () => {
  const knownAreas = ['Xã Yên Phú', 'Xã Bình Sơn', 'Xã Hòa Bình', 'Phường 1', 'Phường 2'];
  const near = await changed({ 'Địa bàn': 'Xã Bình Sớn' }, { knownAreas });
  assert.equal(faults(near), ['3 D (Địa bàn) areaUnknown → Xã Bình Sơn']);
  assert.is(near.errors[0]?.reason, 'Địa bàn “Xã Bình Sớn” không có trong bản đồ.');
  assert.equal(faults(await changed({ 'Địa bàn': 'Bình Sơn' }, { knownAreas })), [
    '3 D (Địa bàn) areaUnknown → Xã Bình Sơn',
  ]);
  assert.equal(guesses(await changed({ 'Địa bàn': 'xã Hoà Bình' }, { knownAreas })), [
    '3 areaGuessed: xã Hoà Bình → Xã Hòa Bình',
  ]);
  const strange = await changed({ 'Địa bàn': 'Phường 3' }, { knownAreas });
  assert.equal(faults(strange), []);
  assert.equal(guesses(strange), ['3 areaUnknown: Phường 3 → Phường 3']);
  assert.is(strange.points[1]?.area, 'Phường 3');
});

test('[R7] without a map two spellings of one area are worth a look', async () => {
  const rows = [HEADER, line(1), line(2), line(3, { 'Địa bàn': 'Xã Yên Phù' })];
  assert.equal(guesses(await checkRows(rows)), ['4 areaTwoSpellings: Xã Yên Phù → Xã Yên Phù']);
});

test('[R6] text is kept as NFC on one line, without invisible characters', async () => {
  const check = await changed({ 'Tên điểm cầu': '\u200b Nha\u0300  văn\u00a0hóa\n\tthôn\u202e 2 '.normalize('NFD') });
  assert.is(check.points[1]?.name, 'Nhà văn hóa thôn 2');
  assert.equal(faults(await changed({ 'Tên điểm cầu': 'x'.repeat(201) })), ['3 C (Tên điểm cầu) tooLong']);
  assert.equal(faults(await changed({ 'Tên điểm cầu': null })), ['3 C (Tên điểm cầu) empty']);
});

test('[R6] a short name of more than nine letters is an error that offers a shorter one', async () => {
  const rows = [
    ['Tên điểm cầu', 'Tên ngắn', 'Triệu tập'],
    ['Hội trường A', 'Hội trường lớn', 45],
  ];
  assert.equal(faults(await checkRows(rows)), ['2 B (Tên ngắn) tooLong → Hội trườn']);
});

test('[R6] a correction typed on the page stands in for the file’s cell, and a dropped row is left out', async () => {
  const rows = [HEADER, line(1), line(2, { 'Triệu tập': 'khoảng 90' }), line(3, { 'Điện thoại': '12' })];
  const check = await checkRows(rows, { corrections: [{ row: 3, field: 'summoned', value: '90' }], dropRows: [4] });
  assert.is(check.ok, true);
  assert.equal(
    check.points.map(({ id, summoned: count }) => [id, count]),
    [
      ['DC01', 31],
      ['DC02', 90],
    ],
  );
  assert.equal(
    check.sheet.skippedRows.map(({ row, kind }) => [row, kind]),
    [[4, 'dropped']],
  );
});

test('[R6] the same reasons come in English when asked', async () => {
  const check = await changed({ 'Triệu tập': 'khoảng 90' }, { lang: 'en' });
  assert.is(check.errors[0]?.reason, 'Summoned must be a number. The file has “khoảng 90”.');
});

test.run();
