import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Beat, Member } from '@hub/server/exchange/carrier.ts';
import type { ClusterView } from '@hub/server/exchange/node.ts';
import { nodesStatus, whyNotForgotten } from '@hub/server/exchange/node-status.ts';
import { nodesForClients, originsOf } from '@hub/server/exchange/node-urls.ts';

const beat = (node: string, rest: Partial<Beat> = {}): Beat => ({
  node,
  life: 'l',
  url: `https://${node}.example`,
  version: '1',
  tail: { fence: 7, index: 40 },
  foundation: '',
  isLevel: true,
  sawFence: 7,
  sockets: 3,
  undecided: 1,
  ...rest,
});
const member = (node: string, ageMs: number, rest: Partial<Beat> = {}): Member => ({ beat: beat(node, rest), ageMs });
const view = (rest: Partial<ClusterView> = {}): ClusterView => ({
  node: 'n1',
  members: null,
  lease: { node: 'n2', fence: 7 },
  role: 'following',
  refusal: null,
  carrier: 'reached',
  tail: { fence: 7, index: 38 },
  undecided: 2,
  ...rest,
});

const status = (given: ClusterView, members: readonly Member[], known: readonly string[] = [], now = 1_000) =>
  nodesStatus({
    view: given,
    known,
    heard: { members, at: 1_000 },
    now,
    lostAfterMs: 4_000,
    own: { url: 'https://n1.example', version: '1', sockets: 5 },
  });

test('[D7] each hub is shown with its role, its last word and what it lacks of the log, the one that was asked first', () => {
  const members = [member('n3', 9_000, { tail: { fence: 6, index: 30 } }), member('n2', 300), member('n1', 0)];
  const { cluster } = status(view(), members, ['n1', 'n4'], 1_500);
  assert.is(cluster?.fence, 7);
  assert.equal(
    cluster?.nodes.map(({ id, role, lag, heardMs }) => [id, role, lag, heardMs]),
    [
      ['n1', 'following', 2, 0],
      ['n2', 'deciding', 0, 800],
      ['n3', 'lost', 10, 9_500],
      ['n4', 'lost', 40, null],
    ],
  );
});

test('[D7] what a hub cannot know while Redis is away it does not say', () => {
  const { cluster } = status(view({ carrier: 'away', lease: null }), [member('n2', 300)], ['n1', 'n2']);
  assert.is(cluster?.fence, null);
  assert.equal(
    cluster?.nodes.map(({ role }) => role),
    ['following', 'unknown'],
  );
});

test('[D7] only a hub that is known and not heard may be struck off, and never by one that does not reach the others', () => {
  const reached = status(view(), [member('n2', 300), member('n3', 9_000)]);
  assert.is(whyNotForgotten(reached, 'n3'), null);
  assert.is(whyNotForgotten(reached, 'n2'), 'conflict');
  assert.is(whyNotForgotten(reached, 'n1'), 'conflict');
  assert.is(whyNotForgotten(reached, 'n9'), 'not-found');
  assert.is(whyNotForgotten(status(view({ carrier: 'away' }), [member('n3', 9_000)]), 'n3'), 'conflict');
  assert.is(whyNotForgotten({ cluster: null }, 'n3'), 'not-found');
});

test('[D6] the time over which clients go elsewhere grows with how many they are, and is shared by the hubs that are left', () => {
  const others = [member('n2', 0), member('n3', 0)];
  assert.is(nodesForClients('https://n1.example', others, 89).spreadMs, 250);
  assert.is(nodesForClients('https://n1.example', others.slice(1), 5_000).spreadMs, 16_000);
  assert.is(nodesForClients('https://n1.example', others, 5_000).spreadMs, 8_000);
  assert.is(nodesForClients('https://n1.example', [], 5_000).spreadMs, 16_000);
  assert.equal(nodesForClients('https://n1.example', others, 0).urls, [
    'https://n1.example',
    'https://n2.example',
    'https://n3.example',
  ]);
});

test('[A5] what a hub says of its address is an origin, or nothing', () => {
  const said = [
    'https://a.example:8443/',
    'javascript:alert(1)',
    'https://b.example;script-src *',
    'ftp://c',
    'HTTP://D.example',
  ];
  assert.equal(originsOf(said.map((url, i) => member(`n${String(i)}`, 0, { url }))), [
    'http://d.example',
    'https://a.example:8443',
  ]);
});

test.run();
