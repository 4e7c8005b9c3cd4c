import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type { RosterCheck } from '@hub/shared/model/roster-check.ts';
import { adminVi } from '@hub/shared/text/admin-vi.ts';
import { fromLocalInput, toLocalInput } from '@hub/client/admin/local-time.ts';
import { previewLines, previewTabs, shortColumn } from '@hub/client/admin/preview-lines.ts';
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

test('the three counts of a preview sum to the file, and every issue stands below its row', () => {
  const tabs = previewTabs(check);
  assert.equal(tabs, { fix: 1, look: 1, ok: 1, all: 3 });
  const shown = previewLines(check, 'all').map((one) => (one.kind === 'row' ? one.row.row : `!${one.issue.row}`));
  assert.equal(shown, ['!0', 4, 5, '!5', 6, '!6']);
  assert.equal(
    previewLines(check, 'fix').map((one) => one.kind),
    ['issue', 'row', 'issue'],
  );
  assert.is(previewLines(check, 'ok').length, 1);
  assert.is(shortColumn('G (Triệu tập)'), 'G');
});

test.run();
