import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ERROR_KINDS, RETRY_OF } from '@hub/shared/protocol/errors.ts';
import {
  CONTROL_PATH,
  CONTROL_PERMISSIONS,
  POINT_PATH,
  POINT_PERMISSIONS,
  ROUTES,
} from '@hub/shared/protocol/registry.ts';
import {
  auditQuery,
  replayPointQuery,
  replayQuery,
  roundQuery,
  stripQuery,
  controlUp,
  handshake,
  httpUp,
  pointUp,
} from '@hub/shared/protocol/up.ts';
import { PROTOCOL_FLOOR, PROTOCOL_VERSION } from '@hub/shared/protocol/version.ts';

/** Of the wire as version 1 left it. */
const PROTOCOL_FINGERPRINT = 'd6b0232a753dbf79';

const ADVICE = `The wire changed. Would a client of the version before still work with this hub, and this client with the hub before?
  no:  raise PROTOCOL_VERSION (and PROTOCOL_FLOOR when old clients cannot be served), with a line in shared/protocol/version.ts;
  yes: say why in the commit.
Either way bring docs/protocol.md up to date, then pin the new fingerprint in test/contract/protocol-fingerprint.test.ts:`;

/** The files whose types are on the wire downwards. Types leave nothing at run time, so their text is listed. */
const DOWN_SOURCES = [
  'shared/protocol/down.ts',
  'shared/view/row.ts',
  'shared/view/replay.ts',
  'shared/model/access.ts',
  'shared/model/floor.ts',
  'shared/model/checklist.ts',
  'shared/model/headcount.ts',
  'shared/model/incident.ts',
  'shared/model/link.ts',
  'shared/model/media.ts',
  'shared/model/point.ts',
  'shared/model/session.ts',
];

/** Exported types and word lists of a source, without comments and layout. */
function structure(path: string): string[] {
  const source = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '');
  const declarations: string[] = [];
  let isInside = false;
  for (const line of source.split('\n')) {
    const begins = /^(export )?(interface|type|const [A-Z_]+ = \[)/.test(line);
    // A declaration goes on as long as its lines are indented or close it.
    if (line.trim() !== '') isInside = begins || (isInside && /^[\s}\]]/.test(line));
    if (begins) declarations.push(line);
    else if (isInside) declarations.push(`${declarations.pop() ?? ''} ${line}`);
  }
  return declarations.map((text) => text.replace(/\s+/g, ' ').trim());
}

interface Described {
  toJSONSchema(): unknown;
}
const described = (schemas: Record<string, Described>): unknown =>
  Object.entries(schemas).map(([name, schema]) => [name, schema.toJSONSchema()]);

function fingerprint(): string {
  const wire = {
    up: [
      handshake.toJSONSchema(),
      described(pointUp),
      described(controlUp),
      described(httpUp),
      auditQuery.toJSONSchema(),
      roundQuery.toJSONSchema(),
      replayQuery.toJSONSchema(),
      replayPointQuery.toJSONSchema(),
      stripQuery.toJSONSchema(),
    ],
    down: DOWN_SOURCES.map(structure),
    errors: ERROR_KINDS.map((kind) => [kind, RETRY_OF[kind]]),
    registry: [POINT_PATH, POINT_PERMISSIONS, CONTROL_PATH, CONTROL_PERMISSIONS, ROUTES],
    versions: [PROTOCOL_FLOOR, PROTOCOL_VERSION],
  };
  return createHash('sha256').update(JSON.stringify(wire)).digest('hex').slice(0, 16);
}

test('the wire is as pinned', () => {
  for (const path of DOWN_SOURCES) assert.ok(structure(path).length > 0, `nothing found in ${path}`);
  const now = fingerprint();
  assert.is(now, PROTOCOL_FINGERPRINT, `${ADVICE} ${now}`);
});

test.run();
