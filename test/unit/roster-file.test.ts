import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseRosterFile } from '@hub/server/roster/parse-apart.ts';
import { checkFile, checkRows, faults, HEADER, line } from '../support/roster-fixture.ts';
import { makeXlsx, makeZip, xlsxParts } from '../support/xlsx-fixture.ts';

const TABLE = 'Mã điểm cầu,Tên điểm cầu,Triệu tập\r\nDC01,"Nhà văn hóa, thôn 1",45\r\nDC02,Đảng ủy xã Đồng Xuân,46\r\n';
const utf8 = (text: string) => new TextEncoder().encode(text);
const bytes = (...parts: readonly (number | string)[]) =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part, 'latin1')))),
  );

async function names(file: Uint8Array | string) {
  const check = await checkFile(file);
  assert.equal(faults(check), []);
  return check.points.map((point) => `${point.id} ${point.name} ${point.summoned}`);
}
const EXPECTED = ['DC01 Nhà văn hóa, thôn 1 45', 'DC02 Đảng ủy xã Đồng Xuân 46'];

/** Kind and words of the one refusal of a whole file. */
async function refusal(file: Uint8Array | string) {
  const check = await checkFile(file);
  assert.is(check.ok, false);
  assert.equal(check.points, []);
  assert.is(check.errors.length, 1);
  assert.is(check.errors[0]?.row, 0);
  return check.errors[0] ?? { kind: '', reason: '' };
}

test('[R3] UTF-8 with and without BOM, with every line ending', async () => {
  assert.equal(await names(TABLE), EXPECTED);
  assert.equal(await names('\ufeff' + TABLE), EXPECTED);
  assert.equal(await names(TABLE.replaceAll('\r\n', '\n')), EXPECTED);
  assert.equal(await names(TABLE.replaceAll('\r\n', '\r')), EXPECTED);
});

test('[R3] decomposed text is kept as NFC', async () => {
  assert.equal(await names(TABLE.normalize('NFD')), EXPECTED);
});

test('[R3] UTF-16 of both orders, with and without a mark', async () => {
  const little = Buffer.from(TABLE, 'utf16le');
  const big = Buffer.from(TABLE, 'utf16le').swap16();
  assert.equal(await names(new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xfe]), little]))), EXPECTED);
  assert.equal(await names(new Uint8Array(Buffer.concat([Buffer.from([0xfe, 0xff]), big]))), EXPECTED);
  assert.equal(await names(new Uint8Array(little)), EXPECTED);
  assert.equal(await names(new Uint8Array(big)), EXPECTED);
});

test('[R3] Windows-1258, where a tone is a mark of its own, becomes NFC', async () => {
  // "Mã,Tên điểm cầu,Triệu tập" / "DC01,Đảng ủy,45" byte by byte from the code page's table.
  const header = bytes(
    'Ma',
    0xde,
    ',T',
    0xea,
    'n ',
    0xf0,
    'i',
    0xea,
    0xd2,
    'm c',
    0xe2,
    0xcc,
    'u,Tri',
    0xea,
    0xf2,
    'u t',
    0xe2,
    0xf2,
    'p\r\n',
  );
  const row = bytes('DC01,', 0xd0, 'a', 0xd2, 'ng u', 0xd2, 'y,45\r\n');
  assert.equal(await names(new Uint8Array([...header, ...row])), ['DC01 Đảng ủy 45']);
});

test('[R3] semicolons, tabs, bars and a stated separator', async () => {
  const plain = TABLE.replace('"Nhà văn hóa, thôn 1"', '"Nhà văn hóa, thôn 1"');
  const swap = (to: string) => plain.replaceAll(/,(?! )/g, to);
  assert.equal(await names(swap(';')), EXPECTED);
  assert.equal(await names(swap('\t')), EXPECTED);
  assert.equal(await names(swap('|')), EXPECTED);
  assert.equal(await names(`sep=;\r\n${swap(';')}`), EXPECTED);
});

test('[R3] rows of a CSV are counted as a spreadsheet shows them, also after empty lines and a stated separator', async () => {
  const check = await checkFile('sep=;\nMã;Tên;Triệu tập\n\nDC01;A;x\n');
  assert.equal(faults(check), ['4 C (Triệu tập) notNumber']);
});

test('[R4] an old .xls and an encrypted .xlsx are told apart and say what to do', async () => {
  const compound = (stream: string) =>
    new Uint8Array(
      Buffer.concat([
        Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
        Buffer.alloc(600),
        Buffer.from(stream, 'utf16le'),
      ]),
    );
  const old = await refusal(compound('Workbook'));
  assert.is(old.kind, 'fileOldXls');
  assert.match(old.reason, 'lưu lại dạng .xlsx');
  const locked = await refusal(compound('EncryptedPackage'));
  assert.is(locked.kind, 'fileEncrypted');
  assert.match(locked.reason, 'mật khẩu');
});

test('[R4] a zip with a password, a cut one and one without a workbook are refused', async () => {
  const parts = xlsxParts([{ name: 'S', rows: [HEADER, line(1)] }]);
  assert.is((await refusal(makeZip(parts.map((part) => ({ ...part, encrypted: true }))))).kind, 'fileEncrypted');
  const whole = makeZip(parts);
  assert.is((await refusal(whole.subarray(0, whole.length - 30))).kind, 'fileBroken');
  const scratched = whole.slice();
  scratched.fill(0x55, 40, 120);
  assert.is((await refusal(scratched)).kind, 'fileBroken');
  assert.is((await refusal(makeZip([{ name: 'a.txt', content: 'x' }]))).kind, 'fileOtherKind');
  assert.is((await refusal(makeZip(parts.filter((part) => !part.name.includes('sheet1'))))).kind, 'fileBroken');
});

test('[R4] .ods, .docx, .pdf, .xlsb, pictures and web pages say what to do', async () => {
  const ods = makeZip([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet' },
    { name: 'content.xml', content: '<x/>' },
  ]);
  assert.match((await refusal(ods)).reason, '.ods');
  assert.is((await refusal(makeZip([{ name: 'word/document.xml', content: '<x/>' }]))).kind, 'fileWord');
  assert.match((await refusal(makeZip([{ name: 'xl/workbook.bin', content: 'x' }]))).reason, '.xlsb');
  assert.is((await refusal('%PDF-1.7\n')).kind, 'filePdf');
  assert.is((await refusal('<html><table><tr><td>Tên điểm cầu</td></tr></table></html>')).kind, 'fileOtherKind');
  assert.is((await refusal(bytes(0x89, 'PNG\r\n\x1a\n'))).kind, 'fileOtherKind');
  assert.is((await refusal(new Uint8Array(600))).kind, 'fileUnknown');
});

test('[R4] an empty file, an empty sheet and a table without a header are refused', async () => {
  assert.is((await refusal('')).kind, 'fileEmpty');
  assert.is((await refusal('\ufeff\r\n')).kind, 'fileEmpty');
  assert.is((await refusal(makeXlsx({ name: 'S', rows: [] }))).kind, 'fileEmpty');
  assert.is((await refusal('một,hai\nba,bốn\n')).kind, 'noHeader');
});

test('[R4] a quote that never closes is named by its row', async () => {
  const check = await checkFile('Tên,Triệu tập\nA,1\n"B,2\nC,3\n');
  assert.is(check.errors[0]?.kind, 'csvQuote');
  assert.ok((check.errors[0]?.row ?? 0) >= 3);
});

test('[R4] TCVN3 and VNI text is known by its letters and refused', async () => {
  const tcvn3 = await refusal(
    makeXlsx({
      name: 'S',
      rows: [
        ['M· ®iÓm cÇu', 'Tªn ®iÓm cÇu', 'TriÖu tËp'],
        ['DC01', 'Héi tr\u00adêng UBND x· §ång Xu©n', 45],
      ],
    }),
  );
  assert.is(tcvn3.kind, 'legacyText');
  assert.match(tcvn3.reason, 'TCVN3');
  const vni = await refusal(
    makeXlsx({
      name: 'S',
      rows: [
        ['Maõ ñieåm caàu', 'Teân ñieåm caàu', 'Trieäu taäp'],
        ['DC01', 'Hoäi tröôøng UBND xaõ Ñoàng Xuaân', 45],
      ],
    }),
  );
  assert.match(vni.reason, 'VNI');
  // The same as the bytes of a CSV from those days.
  const csv = await refusal(
    bytes(
      'M',
      0xb7,
      ' ',
      0xae,
      'i',
      0xd3,
      'm c',
      0xc7,
      'u,T',
      0xaa,
      'n ',
      0xae,
      'i',
      0xd3,
      'm c',
      0xc7,
      'u,Tri',
      0xd6,
      'u t',
      0xcb,
      'p\n1,H',
      0xe9,
      'i tr',
      0xad,
      0xea,
      'ng,45\n',
    ),
  );
  assert.match(csv.reason, 'TCVN3');
});

test('[R4] a modern text with a few odd letters is not taken for an old one', async () => {
  const check = await checkRows([HEADER, line(1, { 'Tên điểm cầu': 'Peñarol · Müller © §1 «Nhà» £aë ñ' }), line(2)]);
  assert.equal(faults(check), []);
});

test('[R5] a bomb is refused whether its directory tells the truth or lies', async () => {
  const zeros = new Uint8Array(200 * 1_048_576);
  const parts = xlsxParts([{ name: 'S', rows: [HEADER, line(1)] }]).filter((part) => !part.name.includes('sheet1'));
  const bomb = (declaredBytes: number) =>
    makeZip([...parts, { name: 'xl/worksheets/sheet1.xml', content: zeros, declaredBytes }]);
  assert.is((await refusal(bomb(zeros.length))).kind, 'fileInflatesTooLarge');
  assert.is((await refusal(bomb(1_000))).kind, 'fileInflatesTooLarge');
});

test('[R5] a file over the bound is refused before it is looked at', async () => {
  const check = await parseRosterFile(utf8(TABLE), 'a.csv', {}, { fileBytesMax: 10 });
  assert.is(check.errors[0]?.kind, 'fileTooLarge');
});

test('[R5] a file that eats memory or time takes only its own thread with it', async () => {
  const rawRows = '<row r="900000000"><c r="A900000000"><v>1</v></c></row>';
  const greedy = makeXlsx({ name: 'S', rows: [HEADER, line(1)], rawRows });
  const heavy = await parseRosterFile(greedy, 'a.xlsx', {}, { heapMegabytes: 48 });
  assert.is(heavy.errors[0]?.kind, 'fileTooHeavy');
  const slow = await parseRosterFile(greedy, 'a.xlsx', { lang: 'en' }, { timeMs: 1 });
  assert.is(slow.errors[0]?.kind, 'fileTooSlow');
  assert.match(slow.errors[0]?.reason ?? '', 'too long');
});

test('[R5] too many rows are refused with the count', async () => {
  const check = await checkRows([HEADER, line(1), line(2), line(3)], { rowsMax: 2 });
  assert.is(check.errors[0]?.reason, 'Danh sách có 3 dòng, nhiều nhất là 2 dòng một lần nhập.');
});

test('[R5] the thread gives the same answer as the check itself', async () => {
  assert.equal(await parseRosterFile(utf8(TABLE), 'danh-sach.csv'), await checkFile(TABLE));
});

test('[R6] whatever bytes come, there is an answer', async () => {
  const whole = makeXlsx({ name: 'S', rows: [HEADER, line(1), line(2)] });
  for (let cut = 0; cut < whole.length; cut += 37) {
    const broken = whole.slice();
    broken[cut] = (broken[cut] ?? 0) ^ 0xff;
    const check = await checkFile(broken);
    assert.is(check.ok, check.errors.length === 0 && check.points.length > 0);
  }
});

test.run();
