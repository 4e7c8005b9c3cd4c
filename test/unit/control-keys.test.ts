import { keyAct, KEY_SHEET } from '@hub/client/control/keys.ts';
import { checkCode } from '@hub/client/start/code.ts';
import { CODE_ALPHABET } from '@hub/shared/model/access.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const press = (key: string, held: Partial<Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey'>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

test('keys of the control room: looks, search, copy, and one letter per state', () => {
  assert.equal(keyAct(press('1'), false), { kind: 'look', look: 'map' });
  assert.equal(keyAct(press('2'), false), { kind: 'look', look: 'grid' });
  assert.equal(keyAct(press('3'), false), { kind: 'look', look: 'table' });
  assert.equal(keyAct(press('4'), false), { kind: 'look', look: 'pictures' });
  assert.equal(keyAct(press('/'), false), { kind: 'find' });
  assert.equal(keyAct(press('s'), false), { kind: 'copy' });
  assert.equal(keyAct(press('M'), false), { kind: 'filter', state: 'lost' });
  assert.equal(keyAct(press('-'), false), { kind: 'filter', state: 'absent' });
  assert.is(keyAct(press('x'), false), null);
});

test('a key that is typed into a field is left to it, except Ctrl K', () => {
  assert.is(keyAct(press('m'), true), null);
  assert.is(keyAct(press('/'), true), null);
  assert.equal(keyAct(press('k', { ctrlKey: true }), true), { kind: 'palette' });
  // The browser's own: Ctrl S, Ctrl C.
  assert.is(keyAct(press('s', { ctrlKey: true }), false), null);
});

test('[K2] the sheet names every key that does something, and none that does nothing', () => {
  const listed = KEY_SHEET.filter(({ part }) => part === 'anywhere')
    .flatMap(({ lines }) => lines.flatMap(({ keys }) => keys))
    .map((key) => (key === '–' ? '-' : key));
  const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(
    (key) => !/[A-Z]/.test(key),
  );
  const active = printable.filter((key) => keyAct(press(key), false) !== null);
  assert.equal(
    listed
      .filter((key) => key.length === 1)
      .map((key) => key.toLowerCase())
      .sort(),
    active.sort(),
  );
  assert.ok(listed.includes('Ctrl K'));
});

test('a code may come in groups and in lower case, and what no code contains is named', () => {
  const code = CODE_ALPHABET.slice(0, 10);
  assert.equal(checkCode(` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `), { kind: 'whole', code });
  assert.equal(checkCode(code.slice(0, 7)), { kind: 'short', missing: 3 });
  assert.equal(checkCode('BCDA'), { kind: 'letter', letter: 'A' });
  assert.equal(checkCode(code + 'B'), { kind: 'long' });
  assert.equal(checkCode('  '), { kind: 'empty' });
});

test.run();
