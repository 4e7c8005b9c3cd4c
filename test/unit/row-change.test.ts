import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isNews } from '@hub/client/ui/row-change.ts';
import { counted, pointRow } from '../support/point-row.ts';

const quiet = pointRow(0, { headcount: counted(40, 44) });
const late = { present: 41, excused: 3, unexcused: 0, guests: 0, at: 9 };

test('a row is news when its link state or its figures become others', () => {
  assert.ok(isNews(quiet, { ...quiet, link: { state: 'lost', reasons: ['silent'], since: 5 } }));
  assert.ok(isNews(quiet, { ...quiet, headcount: counted(39, 44) }));
  assert.ok(isNews(pointRow(0), quiet), 'a first report');
  assert.ok(isNews(quiet, { ...quiet, amended: late }), '[H7] a report after the freeze');
  assert.ok(isNews({ ...quiet, amended: late }, { ...quiet, amended: { ...late, present: 42 } }));
});

test('a row is no news when nothing of that changed', () => {
  assert.not.ok(isNews(quiet, structuredClone(quiet)), '[V1] a snapshot that brings what was there');
  assert.not.ok(isNews(quiet, { ...quiet, devices: 2, waiting: 1, name: 'Other' }));
  const again = { ...counted(40, 44), at: 7, revisions: 2 };
  assert.not.ok(isNews(quiet, { ...quiet, headcount: again }), 'the same figures sent again');
  const poor = pointRow(0, { link: { state: 'impaired', reasons: ['no-video'], since: 1 } });
  assert.not.ok(isNews(poor, { ...poor, link: { ...poor.link, reasons: ['no-video', 'poor-network'] } }));
});

test('a round that begins empties every figure, and is no news of any point', () => {
  assert.not.ok(isNews({ ...quiet, amended: late }, { ...quiet, headcount: null, amended: null }));
});

test.run();
