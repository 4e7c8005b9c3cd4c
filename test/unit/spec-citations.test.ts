import { readdirSync, readFileSync } from 'node:fs';
import { LINK_ROWS } from '@hub/server/domain/link-state.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = new URL('../../', import.meta.url);
const spec = readFileSync(new URL('SPEC.md', root), 'utf8');

interface Rule {
  readonly id: string;
  readonly isLater: boolean;
}

const rules: readonly Rule[] = [...spec.matchAll(/^- ([A-Z]\d+) (\(later\))?/gm)].map(([, id = '', later]) => ({
  id,
  isLater: later !== undefined,
}));

/** Ids in test titles: of every test file, and of the contract suites that are not run by themselves. */
function cited(): Map<string, string> {
  const byId = new Map<string, string>();
  const folder = new URL('test/', root);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(test|contract)\.ts$/.test(name) || name.includes('node_modules')) continue;
    const text = readFileSync(new URL(name, folder), 'utf8');
    for (const [, id = ''] of text.matchAll(/\[([A-Z]\d+)\]/g)) if (!byId.has(id)) byId.set(id, name);
  }
  return byId;
}

test('no rule id is used twice', () => {
  const ids = rules.map(({ id }) => id);
  assert.ok(ids.length > 80, `${ids.length} rules were read`);
  assert.equal(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    [],
  );
});

test('every rule that is in force is cited by a test', () => {
  const known = cited();
  assert.equal(
    rules.filter(({ id, isLater }) => !isLater && !known.has(id)).map(({ id }) => id),
    [],
  );
});

test('no test cites a rule that does not exist, or that is for later', () => {
  const inForce = new Set(rules.filter(({ isLater }) => !isLater).map(({ id }) => id));
  assert.equal(
    [...cited()].filter(([id]) => !inForce.has(id)).map(([id, file]) => `${id} in ${file}`),
    [],
  );
});

test('[L15] the link table of the document is the table of the code, in its order', () => {
  const rows = [...spec.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, id]) => id);
  assert.equal(
    rows,
    LINK_ROWS.map(({ id }) => id),
  );
});

test.run();
