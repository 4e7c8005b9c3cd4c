import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkFile, checkRows, faults, guesses, HEADER, line } from '../support/roster-fixture.ts';
import { makeXlsx } from '../support/xlsx-fixture.ts';

test('[R1] the sample town reads without a fault: 89 points, 4,863 summoned, one host', async () => {
  const check = await checkFile(await readFile(new URL('../../sample/an-binh/points.csv', import.meta.url)));
  assert.is(check.ok, true);
  assert.equal(check.errors, []);
  assert.equal(check.warnings, []);
  assert.is(check.points.length, 89);
  assert.is(
    check.points.reduce((sum, point) => sum + point.summoned, 0),
    4_863,
  );
  assert.is(check.points.filter((point) => point.kind === 'host').length, 1);
  assert.equal(check.points[15]?.linkKind, 'broadcast');
  assert.equal(check.points[66]?.name, 'Phòng họp Khối Đảng, đoàn thể');
  assert.equal(check.points[0]?.contact, {
    name: 'Chánh Văn phòng Thị ủy',
    phone: '0900000001',
    backupPhone: '0910000001',
  });
});

test('[R1] columns stand in any order under Vietnamese headers without diacritics', async () => {
  const check = await checkFile(
    'Trieu tap,SDT,Dia ban,TEN DIEM CAU,Ma diem cau\n45,0912345678,Xã A,Hội trường A,DC01\n',
  );
  assert.equal(faults(check), []);
  const [point] = check.points;
  assert.is(point?.summoned, 45);
  assert.is(point?.name, 'Hội trường A');
  assert.is(point?.contact.phone, '0912345678');
  assert.equal(check.columns.map(({ field, column }) => `${column} ${field}`).sort(), [
    'A summoned',
    'B phone',
    'C area',
    'D name',
    'E id',
  ]);
});

test('[R1] English headers and words are understood', async () => {
  const check = await checkFile(
    'Code,Point name,Summoned,Point kind,Link kind,Phone\nDC01,Town hall,45,host,Meeting device,0912345678\n',
  );
  assert.equal(faults(check), []);
  assert.is(check.points[0]?.kind, 'host');
  assert.is(check.points[0]?.linkKind, 'ingress');
});

test('[R1] title rows above the header are skipped and the rows keep the numbers a person sees', async () => {
  const rows = [
    ['ĐẢNG BỘ THỊ XÃ AN BÌNH'],
    ['DANH SÁCH ĐIỂM CẦU HỘI NGHỊ THÁNG 9'],
    [null],
    HEADER,
    line(1),
    line(2, { 'Triệu tập': 'nhiều' }),
  ];
  const check = await checkRows(rows, {}, ['A1:J1', 'A2:J2']);
  assert.is(check.sheet.headerRow, 4);
  assert.is(check.sheet.name, 'Tổng hợp');
  assert.equal(
    check.sheet.skippedRows.map(({ row, kind }) => [row, kind]),
    [
      [1, 'title'],
      [2, 'title'],
    ],
  );
  assert.equal(faults(check), ['6 E (Triệu tập) notNumber']);
  assert.is(check.errors[0]?.reason, 'Triệu tập phải là một số. Trong tệp là “nhiều”.');
});

test('[R1] titles right above the header, one or two side by side, are no groups of columns', async () => {
  const one = await checkFile(
    'ĐẢNG BỘ AN BÌNH;;;\nTT;Tên điểm cầu, địa điểm;Số lượng (người);Người phụ trách (Họ tên, SĐT)\n1;Hội trường A;45;Ông X\n',
  );
  assert.equal(
    one.columns.map(({ field, header }) => [field, header]),
    [
      ['name', 'Tên điểm cầu, địa điểm'],
      ['summoned', 'Số lượng (người)'],
      ['contactName', 'Người phụ trách (Họ tên, SĐT)'],
    ],
  );
  const titles = ['TỈNH ỦY', null, null, null, null, 'ĐẢNG CỘNG SẢN VIỆT NAM'];
  const two = await checkRows([titles, HEADER, line(1)], {}, ['A1:E1', 'F1:J1']);
  assert.is(two.sheet.headerRow, 2);
  assert.is(two.columns.find(({ field }) => field === 'phone')?.header, 'Điện thoại');
});

test('[R1] a header of two rows with merged groups is read as one', async () => {
  const rows = [
    ['STT', 'Điểm cầu', 'Số lượng', null, 'Liên hệ', null, 'Tọa độ', null],
    [null, null, 'Triệu tập', 'Ghi chú', 'Họ và tên', 'Điện thoại', 'Kinh độ', 'Vĩ độ'],
    [1, 'Hội trường A', 45, 'x', 'Nguyễn Văn A', '0912345678', 106.1, 20.9],
  ];
  const check = await checkRows(rows, {}, ['A1:A2', 'B1:B2', 'C1:D1', 'E1:F1', 'G1:H1']);
  assert.equal(faults(check), []);
  assert.is(check.points[0]?.summoned, 45);
  assert.is(check.points[0]?.contact.name, 'Nguyễn Văn A');
  assert.is(check.points[0]?.longitude, 106.1);
  assert.is(check.columns.find(({ field }) => field === 'phone')?.header, 'Liên hệ Điện thoại');
});

test('[R1] a two-row header is recognised also where a CSV lost the merged cells', async () => {
  const check = await checkFile(
    'STT;Tên điểm cầu;Triệu tập;Người phụ trách;\n;;;Họ tên;Số điện thoại\n1;Hội trường A;45;Bà B;0912345678\n',
  );
  assert.equal(faults(check), []);
  assert.equal(check.points[0]?.contact, { name: 'Bà B', phone: '0912345678', backupPhone: '' });
});

test('[R1] a row of column numbers under the header is no point', async () => {
  const check = await checkRows([HEADER, HEADER.map((_, index) => `(${index + 1})`), line(1), line(2)]);
  assert.is(check.points.length, 2);
  assert.equal(
    check.sheet.skippedRows.map(({ kind }) => kind),
    ['numbering'],
  );
});

test('[R1] of several sheets the one whose header fits best is taken and named', async () => {
  const check = await checkFile(
    makeXlsx(
      { name: 'Bìa', rows: [['Kế hoạch'], ['Tên', 'Số lượng']] },
      { name: 'Tổng hợp & in', rows: [HEADER, line(1)] },
      {
        name: 'Nháp',
        rows: [
          ['Mã', 'Tên', 'Triệu tập'],
          ['X1', 'Cũ', 3],
        ],
      },
    ),
  );
  assert.is(check.sheet.name, 'Tổng hợp & in');
  assert.is(check.points.length, 1);
  assert.equal(guesses(check), ['1 otherSheets']);
});

test('[R1] a header named __proto__ or constructor is only an unknown column', async () => {
  const check = await checkFile('__proto__,constructor,Tên điểm cầu,Triệu tập,toString\nx,y,Hội trường A,45,z\n');
  assert.equal(faults(check), []);
  assert.is(check.points.length, 1);
  assert.equal(guesses(check).filter((guess) => guess.includes('columnUnused')).length, 3);
  assert.is(Object.getPrototypeOf(check.points[0]), Object.prototype);
});

test('[R2] group rows become the block when there is no block column', async () => {
  const rows = [HEADER, ['I. KHỐI XÃ PHƯỜNG'], line(1), line(2), ['II', null, 'KHỐI CƠ QUAN', null, 120], line(3)];
  const check = await checkRows(rows, {}, ['A2:J2']);
  assert.equal(
    check.points.map((point) => point.block),
    ['KHỐI XÃ PHƯỜNG', 'KHỐI XÃ PHƯỜNG', 'KHỐI CƠ QUAN'],
  );
  assert.equal(
    check.sheet.skippedRows.map(({ row, kind }) => [row, kind]),
    [
      [2, 'group'],
      [5, 'group'],
    ],
  );
});

test('[R2] group rows are skipped when a block column says it', async () => {
  const header = [...HEADER, 'Khối'];
  const check = await checkRows([header, [null, null, 'I. KHỐI XÃ PHƯỜNG'], [...line(1), 'Xã, phường']]);
  assert.equal(
    check.points.map((point) => point.block),
    ['Xã, phường'],
  );
});

test('[R2] an area over its points becomes their area when there is no area column', async () => {
  const check = await checkFile(
    'STT,Tên điểm cầu,Triệu tập\n,Xã Tân Lập,\n1,Thôn 1,20\n,"XÃ, PHƯỜNG KHÁC",\n2,Thôn 2,20\n',
  );
  assert.equal(
    check.points.map(({ area, block }) => [area, block]),
    [
      ['Xã Tân Lập', ''],
      ['', 'XÃ, PHƯỜNG KHÁC'],
    ],
  );
});

test('[R2] the total row is left out, and told when it differs from the sum', async () => {
  const good = await checkRows([HEADER, line(1), line(2), ['Tổng cộng', null, null, null, 63]]);
  assert.is(good.points.length, 2);
  assert.equal(guesses(good), []);
  const wrong = await checkRows([HEADER, line(1), line(2), [null, null, 'TỔNG SỐ: 2 điểm cầu', null, '1.063']]);
  assert.equal(guesses(wrong), ['4 totalDiffers: 1063 → 63']);
  assert.is(wrong.warnings[0]?.reason, 'Dòng tổng ghi 1.063, cộng các dòng được 63.');
});

test('[R2] a point whose name starts like a total is a point', async () => {
  const check = await checkRows([HEADER, line(1), line(2, { 'Tên điểm cầu': 'Tổng công ty May' })]);
  assert.is(check.points.length, 2);
});

test('[R2] signatures and dates at the end are left out', async () => {
  const rows = [
    HEADER,
    line(1),
    line(2),
    ['Tổng cộng', null, null, null, 63],
    [null],
    [null, null, null, null, 'An Bình, ngày 05 tháng 9 năm 2022'],
    [null, 'NGƯỜI LẬP BIỂU', null, null, 'TM. BAN THƯỜNG VỤ'],
    [null, null, null, null, 'PHÓ BÍ THƯ'],
    [null, 'Nguyễn Văn A', null, null, 'Trần Văn B'],
  ];
  const check = await checkRows(rows);
  assert.equal(faults(check), []);
  assert.is(check.points.length, 2);
  assert.equal(
    check.sheet.skippedRows.map(({ kind }) => kind),
    ['total', 'footer', 'footer', 'footer', 'footer'],
  );
});

test('[R2] signatures are left out also without a total row', async () => {
  const check = await checkRows([HEADER, line(1), [null, null, 'NGƯỜI LẬP BIỂU'], [null, null, 'Nguyễn Văn A']]);
  assert.equal(faults(check), []);
  assert.is(check.points.length, 1);
});

test('[R2] a title such as "Bí thư" in a line, or a missing figure, does not make it a signature or a group', async () => {
  const check = await checkFile(
    'Tên điểm cầu,Triệu tập,Người phụ trách\nHội trường A,45 đ/c,Bí thư chi bộ\nHội trường B,,Chủ tịch\nHội trường C,,\nHội trường D,5,\n',
  );
  assert.equal(faults(check), ['3 B (Triệu tập) empty', '4 B (Triệu tập) empty']);
  assert.is(check.sheet.rowsRead, 4);
});

test('[R2] a total row at the top ends nothing', async () => {
  const rows = [HEADER, ['Tổng cộng', null, null, null, 63], ['A', null, 'KHỐI XÃ'], line(1), line(2)];
  const check = await checkRows(rows);
  assert.equal(
    check.points.map((point) => point.block),
    ['KHỐI XÃ', 'KHỐI XÃ'],
  );
});

test('[R2] thousands of empty rows, between and after, cost nothing', async () => {
  const empty = Array.from({ length: 5_000 }, () => [null]);
  const check = await checkRows([HEADER, line(1), ...empty, line(2), ...empty]);
  assert.equal(
    check.points.map((point) => point.id),
    ['DC01', 'DC02'],
  );
  assert.is(check.rows[1]?.row, 5_003);
  const formatted = '<row r="1048576"><c r="A1048576" s="0"/></row>';
  const far = await checkFile(makeXlsx({ name: 'S', rows: [HEADER, line(1)], rawRows: formatted }));
  assert.is(far.points.length, 1);
});

test('[R2] a header repeated on every printed page is no point', async () => {
  const check = await checkRows([HEADER, line(1), HEADER, line(2)]);
  assert.is(check.points.length, 2);
  assert.equal(
    check.sheet.skippedRows.map(({ kind }) => kind),
    ['header'],
  );
});

test('[R2] an area merged downwards stands for every line it covers', async () => {
  const rows = [HEADER, line(1), line(2, { 'Địa bàn': null }), line(3, { 'Địa bàn': null })];
  const check = await checkRows(rows, {}, ['D2:D3']);
  assert.equal(
    check.points.map((point) => point.area),
    ['Xã Yên Phú', 'Xã Yên Phú', ''],
  );
});

test('[R6] a file without the needed columns says which', async () => {
  const check = await checkFile('Tên điểm cầu,Địa bàn\nHội trường A,Xã A\n');
  assert.equal(faults(check), ['1 Triệu tập columnMissing']);
  assert.is(check.ok, false);
  assert.equal(check.points, []);
});

test('[R6] a header with nothing below it is told', async () => {
  const check = await checkRows([HEADER]);
  assert.equal(faults(check), ['1  noLines']);
});

test.run();
