import type { Answer } from '@hub/client/link/commands.ts';
import type { Subscribed } from '@hub/shared/protocol/down.ts';
import { ViewFeed, type Board } from '@hub/client/link/view-feed.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** A board that knows only where it stands. */
class CursorBoard implements Board {
  cursor: string | null = null;
  applySnapshot(snapshot: { cursor: string }): void {
    this.cursor = snapshot.cursor;
  }
  applyPatch(patch: { from: string; to: string }): boolean {
    if (patch.from !== this.cursor) return false;
    this.cursor = patch.to;
    return true;
  }
  applyBeat(beat: { cursor: string }): boolean {
    return beat.cursor === this.cursor;
  }
}

function setUp() {
  const board = new CursorBoard();
  const wishes: Record<string, unknown>[] = [];
  const answers: ((answer: Answer<Subscribed>) => void)[] = [];
  const freshAt: [number, boolean][] = [];
  const roles: string[] = [];
  const names: (string | null)[] = [];
  const feed = new ViewFeed({
    board,
    vitals: null,
    filter: null,
    subscribe: (wish) => {
      wishes.push(wish as Record<string, unknown>);
      return new Promise((resolve) => answers.push(resolve));
    },
    fresh: (at, snapshot) => freshAt.push([at, snapshot]),
    role: (role) => roles.push(role),
    named: (label) => names.push(label),
  });
  const answer = async (): Promise<void> => {
    answers.shift()?.({ ok: true, at: 1, seq: 1, label: 'KTV 6' });
    await Promise.resolve();
  };
  const snapshot = (cursor: string, at = 1): void =>
    feed.message('view:snapshot', { cursor, at, role: 'wall', rows: [], incidents: [] });
  const patch = (from: string, to: string, at = 1): void => feed.message('view:patch', { from, to, at });
  const beat = (cursor: string, at = 1): void => feed.message('view:beat', { cursor, at });
  return { board, feed, wishes, freshAt, roles, names, answer, snapshot, patch, beat };
}

test('[V1] the first subscription offers no cursor, and the snapshot says the role', async () => {
  const { feed, wishes, roles, names, freshAt, snapshot, answer, board } = setUp();
  feed.connected();
  await answer();
  snapshot('a1', 9);
  assert.equal(wishes, [{}]);
  assert.equal(roles, ['wall']);
  assert.equal(names, ['KTV 6']);
  assert.equal(freshAt, [[9, true]]);
  assert.is(board.cursor, 'a1');
});

test('[V2] a patch that starts elsewhere is not applied; the view asks once, from where it stands', async () => {
  const { feed, wishes, snapshot, patch, board, answer } = setUp();
  feed.connected();
  await answer();
  snapshot('a1');
  patch('a2', 'a3');
  patch('a3', 'a4');
  assert.is(board.cursor, 'a1');
  assert.equal(wishes.slice(1), [{ cursor: 'a1' }]);
  patch('a1', 'a4');
  assert.is(board.cursor, 'a4');
});

test('[V5] a beat at another cursor shows that the last patch was lost', async () => {
  const { feed, wishes, freshAt, snapshot, beat, answer } = setUp();
  feed.connected();
  await answer();
  snapshot('a1', 1);
  beat('a1', 2);
  beat('a2', 3);
  assert.equal(freshAt, [
    [1, true],
    [2, false],
  ]);
  assert.is(wishes.length, 2);
});

test('[V2] when asking from its cursor did not help, the view asks for a whole snapshot', async () => {
  const { feed, wishes, snapshot, beat, answer } = setUp();
  feed.connected();
  await answer();
  snapshot('a1');
  beat('a2');
  await answer();
  beat('a3');
  assert.equal(wishes.slice(1), [{ cursor: 'a1' }, {}]);
  await answer();
  snapshot('a3');
  beat('a4');
  assert.equal(wishes.at(-1), { cursor: 'a3' });
});

test('[V6] a new connection resumes from the cursor of the last one, also while a question was open', async () => {
  const { feed, wishes, snapshot, beat, answer } = setUp();
  feed.connected();
  await answer();
  snapshot('a1');
  beat('a2');
  feed.disconnected();
  feed.connected();
  assert.equal(wishes.at(-1), { cursor: 'a1' });
  // The lost question's answer must not stand for the new one's.
  await answer();
  beat('a2');
  assert.is(wishes.length, 3);
  await answer();
  beat('a2');
  assert.is(wishes.length, 4);
});

test('an event of a newer hub is passed over', () => {
  const { feed, freshAt } = setUp();
  feed.message('view:something', { at: 1 });
  assert.is(freshAt.length, 0);
});

test.run();
