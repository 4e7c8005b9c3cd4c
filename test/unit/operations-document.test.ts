import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LOG_LEVELS, readConfig, SETTING_NAMES } from '@hub/server/config.ts';
import { EXIT } from '@hub/server/main.ts';
import { createMetrics } from '@hub/server/platform/metrics.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const document = read('docs/operations.md');

/** The cells of the table whose first heading is `head`, without quotes of code. */
function table(head: string): string[][] {
  const lines = document.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`| ${head} |`));
  if (first < 0) throw new Error(`docs/operations.md has no table of "${head}"`);
  const rest = lines.slice(first + 2);
  const rows = rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith('|')),
  );
  return rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
}

const settings = table('setting');

test('every setting is in the table, in the order of the code', () => {
  assert.equal(
    settings.map(([name]) => name),
    SETTING_NAMES,
  );
});

test('a default that the table gives is what the hub does without the setting', () => {
  const given = Object.fromEntries(
    settings.flatMap(([name, value]) =>
      name === undefined || value === undefined || value === '' ? [] : [[name, value]],
    ),
  );
  const [told, without] = [readConfig(given), readConfig({})];
  assert.ok(told.ok && without.ok);
  if (told.ok && without.ok) assert.equal(told.config, without.config);
  assert.ok(LOG_LEVELS.every((level) => document.includes(`\`${level}\``)));
});

test('every metric of the hub is in the table, and no other', () => {
  const known = createMetrics(true)
    .registry.getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => name.startsWith('hub_'));
  assert.equal(
    table('metric')
      .map(([name]) => name)
      .sort(),
    known.sort(),
  );
});

test('every exit code of the hub is in the table', () => {
  assert.equal(
    table('code').map(([code]) => Number(code)),
    [0, ...Object.values(EXIT)].sort((a, b) => a - b),
  );
});

test('files that the document names are there', () => {
  const named = [...document.matchAll(/`((?:test|server|scripts|docs)\/[a-z0-9./-]+\.(?:ts|md))`/g)].map(
    ([, path = '']) => path,
  );
  assert.ok(named.length > 5);
  for (const path of named) assert.ok(read(path).length > 0, path);
});

test.run();
