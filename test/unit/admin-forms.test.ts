import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type { RosterCheck } from '@hub/shared/model/roster-check.ts';
import { adminVi } from '@hub/shared/text/admin-vi.ts';
import { fromLocalInput, toLocalInput } from '@hub/client/admin/local-time.ts';
import { dropRow, editCount, mend, NO_EDITS, takeRowBack, unmend } from '@hub/client/admin/import-edits.ts';
import {
  lineKey,
  nextLine,
  previewLines,
  previewTabs,
  remedies,
  shortColumn,
} from '@hub/client/admin/preview-lines.ts';
import { BLANK_DRAFT, draftOfLine, lineOfDraft } from '@hub/client/admin/roster-draft.ts';

const line: RosterLine = {
  id: 'DC20' as PointId,
  name: 'Nhà văn hóa khu phố 3 Phố Mới',
  shortName: 'KP 3',
  unit: 'Chi bộ khu phố 3',
  block: 'Xã, phường',
  area: 'Phường Phố Mới',
  summoned: 44,
  kind: 'interactive',
  linkKind: 'livekit',
  carrier: 'Mạng A',
  backupLine: '',
  technician: 'KTV 5',
  longitude: 105.97368,
  latitude: null,
  contact: { name: 'Cán bộ văn phòng cấp ủy', phone: '0900000020', backupPhone: '' },
};
const words = adminVi.roster;

test('a roster line goes through the form unchanged', () => {
  assert.equal(lineOfDraft(draftOfLine(line), new Set(), words), { ok: true, line });
});

test('what a form holds is mended where that is safe, and refused field by field where it is not', () => {
  const mended = lineOfDraft(
    { ...draftOfLine(line), id: ' dc21 ', summoned: '1.044', latitude: '20,94' },
    new Set(['DC20']),
    words,
  );
  assert.ok(mended.ok);
  if (mended.ok) {
    assert.is(mended.line.id, 'DC21');
    assert.is(mended.line.summoned, 1044);
    assert.is(mended.line.latitude, 20.94);
  }
  assert.equal(lineOfDraft({ ...BLANK_DRAFT, summoned: 'bốn', longitude: '200' }, new Set(), words), {
    ok: false,
    faults: {
      id: words.required,
      name: words.required,
      shortName: words.required,
      summoned: words.badNumber,
      longitude: words.badCoordinate,
    },
  });
  const taken = lineOfDraft({ ...draftOfLine(line), shortName: 'Khu phố số 3' }, new Set(['DC20']), words);
  assert.equal(taken, { ok: false, faults: { id: words.codeTaken, shortName: words.tooLong(9) } });
});

test("[S5] a planned time is typed in the session's zone", () => {
  const at = Date.UTC(2022, 8, 11, 1, 0);
  assert.is(toLocalInput(at, 'Asia/Ho_Chi_Minh'), '2022-09-11T08:00');
  assert.is(fromLocalInput('2022-09-11T08:00', 'Asia/Ho_Chi_Minh'), at);
  assert.is(fromLocalInput('2022-10-30T12:00', 'Europe/Paris'), Date.UTC(2022, 9, 30, 11, 0));
  assert.is(fromLocalInput('', 'Asia/Ho_Chi_Minh'), null);
  assert.is(toLocalInput(null, 'Asia/Ho_Chi_Minh'), '');
});

const check: RosterCheck = {
  ok: false,
  points: [line],
  warnings: [{ row: 5, column: 'G (Triệu tập)', field: 'summoned', kind: 'w', reason: 'r', from: '45 đ/c', to: '45' }],
  errors: [
    { row: 6, column: 'K', field: 'phone', kind: 'e', reason: 'r' },
    { row: 0, column: '', field: null, kind: 'f', reason: 'r' },
  ],
  sheet: { name: 'S', headerRow: 3, skippedRows: [], rowsRead: 3 },
  columns: [],
  rows: [
    { row: 4, level: 'ok', point: 0, values: {} },
    { row: 5, level: 'look', point: 1, values: {} },
    { row: 6, level: 'fix', point: null, values: {} },
  ],
};

const withDropped: RosterCheck = {
  ...check,
  sheet: {
    ...check.sheet,
    skippedRows: [
      { row: 1, kind: 'title', text: 'T' },
      { row: 9, kind: 'dropped', text: 'D' },
    ],
  },
};

test('the counts of a preview sum to the file, and every issue stands below its row', () => {
  assert.equal(previewTabs(check), { fix: 1, look: 1, ok: 1, dropped: 0, all: 3 });
  assert.equal(previewTabs(withDropped), { fix: 1, look: 1, ok: 1, dropped: 1, all: 4 });
  const keys = (tab: Parameters<typeof previewLines>[1]): string[] =>
    previewLines(withDropped, tab, NO_EDITS).map(lineKey);
  const said = ['issue 0  null f', 'row 4', 'row 5', 'issue 5 G (Triệu tập) summoned w', 'row 6', 'issue 6 K phone e'];
  assert.equal(keys('all'), [...said, 'dropped 9']);
  assert.equal(keys('fix'), ['issue 0  null f', 'row 6', 'issue 6 K phone e']);
  assert.equal(keys('ok'), ['row 4']);
  assert.equal(keys('dropped'), ['dropped 9']);
  assert.is(new Set(keys('all')).size, 7);
});

test('what was mended stands below its row, except a short name, which is edited in its place', () => {
  const edits = mend(mend(NO_EDITS, { row: 4, field: 'summoned', value: '90', was: 'khoảng 90' }), {
    row: 4,
    field: 'shortName',
    value: 'KP 1',
    was: '',
  });
  const lines = previewLines(check, 'ok', edits);
  assert.equal(lines.map(lineKey), ['row 4', 'mended 4 summoned']);
  assert.equal(lines[0]?.kind === 'row' && [...lines[0].mended], ['summoned', 'shortName']);
});

test('a cell mended twice remembers the file, and one that says what the file says is not mended', () => {
  const once = mend(NO_EDITS, { row: 4, field: 'summoned', value: 'chín', was: 'khoảng 90' });
  const twice = mend(once, { row: 4, field: 'summoned', value: '90', was: 'chín' });
  assert.equal(twice.mended, [{ row: 4, field: 'summoned', value: '90', was: 'khoảng 90' }]);
  assert.equal(mend(twice, { row: 4, field: 'summoned', value: 'khoảng 90', was: '90' }), NO_EDITS);
  assert.equal(unmend(twice, 4, 'summoned'), NO_EDITS);
  const dropped = dropRow(dropRow(twice, 6), 6);
  assert.is(editCount(dropped), 2);
  assert.equal(takeRowBack(dropped, 6), twice);
});

test('an error offers its suggestion, a new value, and emptiness only where a point can be without', () => {
  const error = { row: 6, column: 'K', kind: 'e', reason: 'r' };
  assert.equal(remedies({ ...error, field: 'phone' }, 'fix'), { suggestion: null, field: 'phone', canEmpty: true });
  assert.equal(remedies({ ...error, field: 'summoned', suggestion: '90' }, 'fix'), {
    suggestion: '90',
    field: 'summoned',
    canEmpty: false,
  });
  assert.not.ok(remedies({ ...error, field: 'name' }, 'fix').canEmpty);
  assert.not.ok(remedies({ ...error, field: 'phone' }, 'look').canEmpty);
});

test('after a row was dealt with the keyboard goes to the next line that asks, then to the last', () => {
  const lines = previewLines(withDropped, 'all', NO_EDITS);
  const next = (row: number): string => {
    const line = nextLine(lines, row);
    return line === null ? '' : lineKey(line);
  };
  assert.is(next(4), 'issue 5 G (Triệu tập) summoned w');
  assert.is(next(6), 'issue 6 K phone e');
  assert.is(next(20), 'dropped 9');
  assert.is(nextLine(previewLines(check, 'ok', NO_EDITS), 4), null);
});

test('the letter of a column stands alone in the head', () => {
  assert.is(shortColumn('G (Triệu tập)'), 'G');
});

test.run();
