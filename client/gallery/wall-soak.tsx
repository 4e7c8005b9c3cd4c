import '../ui/font.css';
import '../wall/wall.css';
import type { IncidentId } from '@hub/shared/model/ids.ts';
import { LINK_STATES, type LinkState } from '@hub/shared/model/link.ts';
import type { IncidentRow, PointRow, Totals, ViewPatch, ViewSnapshot } from '@hub/shared/view/row.ts';
import '@preact/signals';
import { render } from 'preact';
import type { Desk } from '../staff/desk.ts';
import { BoardStore } from '../state/board-store.ts';
import { Freshness } from '../state/freshness.ts';
import { ServerClock } from '../state/server-clock.ts';
import { openWall } from '../wall/open-wall.tsx';
import { load } from '../wall/text.ts';
import { BOARD, NOW } from './fixture.ts';

/** Driven by scripts/bench/wall-soak.ts and test/browser/looks.test.ts. */
export interface WallSoak {
  /** Lets so many seconds of a session pass on the wall, as many of them in one frame as `perFrame` says. */
  run(seconds: number, perFrame: number): Promise<{ readonly changes: number; readonly outages: number }>;
}

const CHANGES_A_SECOND = 2;
/** An outage of the hub, of which the wall says so, and after which a snapshot of another epoch comes. */
const OUTAGE_EVERY_S = 600;
const OUTAGE_S = 5;
const STATES = LINK_STATES.filter((state) => state !== 'left');

/** The wall's own store, clock and page, fed with a hub's messages faster than a hub would send them. */
export async function show(): Promise<void> {
  await load();
  const app = document.getElementById('app');
  if (!app) return;
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  let second = 0;
  let cursor = 0;
  let epoch = 1;
  let numbers = 0;
  const board = new BoardStore((draw) => void requestAnimationFrame(draw));
  const freshness = new Freshness(new ServerClock(() => second * 1_000));
  const rows: PointRow[] = [...BOARD.rows];
  const incidents = new Map<string, IncidentRow>();
  const at = (): number => NOW + second * 1_000;
  const name = (n: number): string => `${epoch}:${n}`;
  const totals = (): Totals => {
    const byState = Object.fromEntries(LINK_STATES.map((state) => [state, 0])) as Record<LinkState, number>;
    for (const { link } of rows) byState[link.state] += 1;
    const present = rows.reduce((sum, { headcount }) => sum + (headcount?.present ?? 0), 0);
    return { ...BOARD.totals, byState, present };
  };

  const snapshot = (): ViewSnapshot => ({
    ...BOARD,
    rows: [...rows],
    incidents: [...incidents.values()],
    totals: totals(),
    cursor: name(cursor),
    at: at(),
    role: 'wall',
  });
  const patch = (): ViewPatch => {
    const changed: PointRow[] = [];
    const opened: IncidentRow[] = [];
    const gone: IncidentId[] = [];
    for (let i = 0; i < CHANGES_A_SECOND; i++) {
      const index = random(rows.length);
      const row = rows[index];
      if (!row) continue;
      const state = random(3) > 0 ? 'up' : (STATES[random(STATES.length)] ?? 'up');
      const headcount = row.headcount && { ...row.headcount, present: 20 + random(60) };
      const next: PointRow = {
        ...row,
        headcount,
        link: { state, reasons: state === 'up' ? [] : ['silent'], since: at() },
      };
      rows[index] = next;
      changed.push(next);
      const held = incidents.get(row.id);
      const template = BOARD.incidents[0];
      if (state === 'lost' && held === undefined && template !== undefined) {
        numbers += 1;
        const incident = {
          ...template,
          id: `soak-${numbers}` as IncidentId,
          number: numbers,
          pointId: row.id,
          group: null,
        };
        incidents.set(row.id, incident);
        opened.push(incident);
      } else if (state === 'up' && held !== undefined) {
        incidents.delete(row.id);
        gone.push(held.id);
      }
    }
    const from = name(cursor);
    cursor += 1;
    return {
      from,
      to: name(cursor),
      at: at(),
      rows: changed,
      totals: totals(),
      incidents: opened,
      incidentsGone: gone,
    };
  };

  const apply = (): void => {
    const now = snapshot();
    board.applySnapshot(now);
    freshness.fresh(now.at, true);
  };
  apply();
  // As much of a desk as the wall asks for.
  const draw = openWall({ board } as unknown as Desk);
  const Page = () => {
    const view = board.view.value;
    const moment = freshness.moment.value;
    return view && moment && <>{draw({ view, moment, attempt: 0 })}</>;
  };
  render(<Page />, app);

  const soak: WallSoak = {
    async run(seconds, perFrame) {
      const told = { changes: 0, outages: 0 };
      for (let i = 0; i < seconds; i++) {
        second += 1;
        const inOutage = second % OUTAGE_EVERY_S;
        if (inOutage === OUTAGE_S) {
          epoch += 1;
          cursor = 0;
          apply();
          told.outages += 1;
        } else if (inOutage > OUTAGE_S) {
          const next = patch();
          if (!board.applyPatch(next)) throw new Error(`the board stands at ${String(board.cursor)}, not ${next.from}`);
          freshness.fresh(next.at, false);
          told.changes += next.rows?.length ?? 0;
        }
        freshness.tick();
        if (second % perFrame === 0) await new Promise((drawn) => requestAnimationFrame(drawn));
      }
      return told;
    },
  };
  Object.assign(globalThis, { wallSoak: soak });
}
