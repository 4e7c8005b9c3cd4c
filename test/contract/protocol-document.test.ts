import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GRANT_KINDS, ROLES } from '@hub/shared/model/access.ts';
import { CHECK_ITEMS, CHECK_STATES } from '@hub/shared/model/checklist.ts';
import { SUM_REASONS } from '@hub/shared/model/headcount.ts';
import { FINDINGS, HAND_CAUSES, INCIDENT_CAUSES } from '@hub/shared/model/incident.ts';
import { CHECK_PROBLEMS } from '@hub/shared/model/floor.ts';
import { FAULTS, LINK_REASONS, LINK_STATES } from '@hub/shared/model/link.ts';
import {
  CAMERA_STATES,
  MEDIA_CONNECTIONS,
  MEDIA_PATHS,
  MEDIA_SOURCES,
  MEDIA_TROUBLES,
  MICROPHONE_STATES,
} from '@hub/shared/model/media.ts';
import { LINK_KINDS, POINT_KINDS } from '@hub/shared/model/point.ts';
import { PHASES, ROUND_KINDS } from '@hub/shared/model/session.ts';
import { ERROR_KINDS, RETRY_OF } from '@hub/shared/protocol/errors.ts';
import {
  CONTROL_PATH,
  CONTROL_PERMISSIONS,
  POINT_PATH,
  POINT_PERMISSIONS,
  ROUTES,
  type Permission,
} from '@hub/shared/protocol/registry.ts';
import { controlUp, httpUp, pointUp } from '@hub/shared/protocol/up.ts';
import { PROTOCOL_VERSION } from '@hub/shared/protocol/version.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const document = read('docs/protocol.md');

/** The cells of the first table after a heading, without its head; the heading is given whole. */
function tableUnder(heading: string): string[][] {
  const at = document.indexOf(`\n${heading}\n`);
  if (at < 0) throw new Error(`docs/protocol.md has no heading "${heading}"`);
  const lines = document.slice(at + heading.length + 2).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const nextHeading = lines.findIndex((line) => line.startsWith('#'));
  if (first < 0 || (nextHeading >= 0 && nextHeading < first)) return [];
  const table = lines.slice(first);
  const end = table.findIndex((line) => !line.startsWith('|'));
  return table.slice(2, end < 0 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const bare = (cell: string | undefined): string => (cell ?? '').replaceAll('`', '');

function permissionRows(permissions: Record<string, Permission>): string[][] {
  return Object.entries(permissions).map(([event, permission]) => [
    event,
    permission.roles.join(' '),
    permission.phases.join(' '),
    permission.does,
    permission.whileWaiting ? 'yes' : 'no',
  ]);
}

for (const [heading, permissions] of [
  ['### What an operator may send', POINT_PERMISSIONS],
  ['### What staff may send', CONTROL_PERMISSIONS],
] as const) {
  test(`[A3] the document's "${heading.slice(4)}" is the registry, with roles and phases`, () => {
    const documented = tableUnder(heading).map((row) => row.map(bare));
    assert.equal(documented, permissionRows(permissions));
  });
}

interface ObjectSchema {
  readonly properties: Record<string, unknown>;
  readonly required?: readonly string[];
}
interface Described {
  toJSONSchema(): unknown;
}

const sections: [string, Described][] = [
  ...Object.entries(pointUp).map(([event, schema]): [string, Described] => [`#### \`/point\` \`${event}\``, schema]),
  ...Object.entries(controlUp).map(([event, schema]): [string, Described] => [
    `#### \`/control\` \`${event}\``,
    schema,
  ]),
  ...Object.entries(httpUp).map(([route, schema]): [string, Described] => [`#### \`${route}\``, schema]),
];

for (const [heading, described] of sections) {
  test(`[A6] every field of ${heading.slice(5)} is documented, and no other`, () => {
    const schema = described.toJSONSchema() as ObjectSchema;
    const required = new Set(schema.required ?? []);
    const expected = Object.keys(schema.properties).map((name) => `${name} ${required.has(name) ? 'yes' : 'no'}`);
    const documented = tableUnder(heading).map(([name, , needed]) => `${bare(name)} ${needed ?? ''}`);
    assert.equal(documented.sort(), expected.sort());
  });
}

test('the documented errors are the closed list, with its retry advice', () => {
  const documented = tableUnder('## 4. Errors').map((row) => `${bare(row[0])} ${row[1] ?? ''}`);
  assert.equal(
    documented,
    ERROR_KINDS.map((kind) => `${kind} ${RETRY_OF[kind]}`),
  );
});

test('the documented routes are the registry', () => {
  const documented = tableUnder('## 9. HTTP').map((row) => row.map(bare));
  const expected = Object.entries(ROUTES).map(([route, access]) => [
    route,
    typeof access === 'string' ? access : access.join(' '),
  ]);
  assert.equal(documented, expected);
});

test('the documented words are the words of the model', () => {
  const words = new Map(
    tableUnder('## 5. Words').map(([word, values]) => [
      word,
      [...(values ?? '').matchAll(/`([^`]+)`/g)].map((found) => found[1]),
    ]),
  );
  const lists: Record<string, readonly string[]> = {
    role: ROLES,
    phase: PHASES,
    'link state': LINK_STATES,
    'link reason': LINK_REASONS,
    fault: FAULTS,
    'check item': CHECK_ITEMS,
    'check state': CHECK_STATES,
    'sum reason': SUM_REASONS,
    'round kind': ROUND_KINDS,
    'camera state': CAMERA_STATES,
    'microphone state': MICROPHONE_STATES,
    'media path': MEDIA_PATHS,
    'media connection': MEDIA_CONNECTIONS,
    'media source': MEDIA_SOURCES,
    'media trouble': MEDIA_TROUBLES,
    'point kind': POINT_KINDS,
    'link kind': LINK_KINDS,
    'check problem': CHECK_PROBLEMS,
    'incident cause': INCIDENT_CAUSES,
    'hand cause': HAND_CAUSES,
    finding: FINDINGS,
    'grant kind': GRANT_KINDS,
  };
  for (const [word, values] of Object.entries(lists)) assert.equal(words.get(word), values, word);
});

/** Names of the events in `export interface <name> { 'noun:verb': … }`. */
function eventsOf(source: string, name: string): string[] {
  const body = source.split(`export interface ${name} {`)[1]?.split('\n}')[0] ?? '';
  return [...body.matchAll(/'([a-z-]+:[a-z-]+)'/g)].map((found) => found[1] ?? '');
}

for (const [heading, name] of [
  ['### What an operator receives', 'PointDown'],
  ['### What staff receive', 'ControlDown'],
] as const) {
  test(`the documented events of "${heading.slice(4)}" are ${name}`, () => {
    const expected = eventsOf(read('shared/protocol/down.ts'), name);
    assert.ok(expected.length > 0, 'no events found in the source');
    assert.equal(
      tableUnder(heading).map((row) => bare(row[0])),
      expected,
    );
  });
}

/** Field names of an exported interface, top level only. */
function fieldsOf(source: string, name: string): string[] {
  const body =
    source.match(new RegExp(`export interface ${name}(?: extends [^{]*)? \\{\\n([\\s\\S]*?)\\n\\}`))?.[1] ?? '';
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map((found) => found[1] ?? '');
}

test('every field that the hub sends is named in the description of its type', () => {
  const types: Record<string, readonly string[]> = {
    'shared/protocol/down.ts': [
      'PointView',
      'PointVideo',
      'RoomRight',
      'MediaJoin',
      'MediaWatch',
      'MediaIngress',
      'DeviceView',
      'HeadcountRevision',
      'PointDetail',
      'GrantView',
      'AccessDevice',
      'AccessList',
      'CardList',
      'CardState',
      'CardSheet',
      'PrintedCard',
      'HubNotice',
      'HubNodes',
      'NodeStatus',
      'NodesStatus',
    ],
    'shared/view/row.ts': [
      'CountedHeadcount',
      'Amendment',
      'RowMedia',
      'PointRow',
      'IncidentRow',
      'FloorView',
      'Totals',
      'SessionView',
      'HubHealth',
      'ViewSnapshot',
      'ViewPatch',
      'ViewBeat',
      'VitalsFrame',
    ],
    'shared/model/session.ts': ['Round'],
    'shared/model/headcount.ts': ['Headcount'],
    'shared/model/floor.ts': ['PreCheck'],
    'shared/model/link.ts': ['LinkStatus'],
    'shared/model/point.ts': ['Contact'],
  };
  for (const [path, names] of Object.entries(types)) {
    const source = read(path);
    for (const name of names) {
      const fields = fieldsOf(source, name);
      assert.ok(fields.length > 0, `${name} not found in ${path}`);
      const text = document.match(new RegExp(`^${name}\\s+\\{[\\s\\S]*?\\n(?=\\w|\`)`, 'm'))?.[0];
      if (text === undefined) throw new Error(`docs/protocol.md does not describe ${name}`);
      for (const field of fields) assert.match(text, new RegExp(`\\b${field}\\b`), `${name}.${field}`);
    }
  }
});

test('the documented paths and version are the ones served', () => {
  assert.match(document, `| \`${POINT_PATH}\` | \`/point\` |`);
  assert.match(document, `| \`${CONTROL_PATH}\` | \`/control\` |`);
  assert.match(document, `# The hub's protocol, version ${String(PROTOCOL_VERSION)}\n`);
});

test.run();
