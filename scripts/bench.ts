import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseRosterFile } from '@hub/server/roster/parse-apart.ts';
import { controlRoomTable, runControlRoom } from './bench/control-room.ts';
import { countryTable, runCountry } from './bench/country.ts';
import { idleTable, runIdleMemory } from './bench/idle-memory.ts';
import { mapTable, runMap } from './bench/map.ts';
import { nodesTable, runNodes } from './bench/nodes.ts';
import { replayTable, runReplay } from './bench/replay.ts';
import { compareTable, officeTable, summarise, type Comparison } from './bench/report.ts';
import { measure, raiseTown, startNaive, type Measured } from './bench/rig.ts';
import { runVideo, videoTable } from './bench/video.ts';
import { heldBy, soakTable, soakWall } from './bench/wall-soak.ts';
import { openChromium } from './lib/open-chromium.ts';
import { videoCount, withoutDashes } from './simulate/options.ts';
import { inventTown } from './simulate/town.ts';

const HELP = `npx pnpm bench [options]

A  the sample town: 89 points, telemetry every 2 s, 20 screens, 5 changes a second, for 10 minutes.
   From the intended moment of a change (a headcount) to a screen; memory of the hub.
B  1,000 points, 50 screens, 1,000 changes a second, beside a naive hub that emits every update as JSON to everyone,
   in turns in the same run: ratios of CPU, bytes and p99. This hub has each change on disk before a screen shows it;
   the naive one has no log at all.

C  31,000 points in the roster, 10,000 phones connected, 3 screens: what concerns all of them at once. How long each
   takes to be answered, and how late the hub's event loop is in the 5 s after it, beside the same hub at rest. Only
   when asked for (--only C): it takes five minutes and 10,000 open files for each side.

D  a log of 3 busy hours with 89 points: how long any moment of it takes to open over HTTP (replay), and how late the
   hub's loop is meanwhile. Only when asked for (--only D).

E  31,000 points on the map in Chromium, 800 of them changing in each frame: what the main thread does for one applied
   frame, our own layer beside MapLibre's setData. Only when asked for (--only E).

F  the control room's page in Chromium with 31,000 points and 6,000 changes a second, in each of its looks: from a click
   or key to the next paint, work per frame, and the heap after a forced collection early and at the end, beside a page
   that draws everything anew with each picture. Of each press is told apart what the page's thread worked until the next
   frame was made (CPU time, with what came from the hub meanwhile) and what it waited for whoever paints: without a
   graphics card that are the browser's other processes, on the same cores. Only when asked for (--only F). What is quoted
   comes from --only F --minutes 10, which takes 35 minutes.

G  the wall in Chromium under a day's changes, two a second, with an outage of the hub every ten minutes: what it holds
   after forced collections. Only when asked for (--only G): it takes about ten minutes.

H  89 points, 20 of them with a real camera and microphone on a real livekit-server, which is built with Go where it is
   missing: what the hub takes for watching them. Only when asked for (--only H).

I  12,000 points, 10,000 phones at two hubs on a Redis; the one that decides is killed with half of the phones, then,
   begun again, the one that follows: what a screen at the other hub shows, and when the phones are back. Only when asked
   for (--only I): it takes five minutes and 10,000 open files for a hub and for the phones.

J  memory of a hub that is alone and idle, beside that of another commit of this repository, in turns. Only when asked
   for (--only J --before COMMIT).

  --only A|B|C|D|E|F|G|H|I|J one of them
  --before COMMIT J: the other one
  --minutes N    F: how long each look is used (3)
  --looks NAMES  F: these looks alone (Grid,Table,Map)
  --naive N      F: minutes of the page beside it (1); 0: none
  --cameras N    H: so many real ones (20)
  --quick        A for one minute, B in two pairs of short turns instead of five; C, F and I small
  --json         one JSON object on stdout, nothing else
  --help

Hub and generator are pinned to a core each. Only ratios of one run mean anything on a machine that others share.
`;

const SAMPLE = fileURLToPath(new URL('../sample/an-binh/points.csv', import.meta.url));
const A = { viewers: 20, rate: 5, telemetryMs: 2_000 };
const C = { points: 31_000, sockets: 10_000 };
const E = { points: 31_000, changes: 800 };
const F = { points: 31_000, perSecond: 6_000, size: { width: 1_920, height: 1_080 } };
const G = { seconds: 86_400, stretches: 12, perFrame: 10 };
const I = { points: 12_000, sockets: 10_000 };
const B = { points: 1_000, viewers: 50, rate: 1_000 };

const { values } = parseArgs({
  args: withoutDashes(process.argv.slice(2)),
  options: {
    only: { type: 'string' },
    cameras: { type: 'string', default: '20' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '3' },
    looks: { type: 'string', default: '' },
    naive: { type: 'string', default: '1' },
    before: { type: 'string', default: '' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await bench();

async function bench(): Promise<void> {
  const only = values.only?.toUpperCase();
  if (only === 'C') return runC();
  if (only === 'D') return runD();
  if (only === 'E') return runE();
  if (only === 'F') return runF();
  if (only === 'G') return runG();
  if (only === 'H') return runH();
  if (only === 'I') return runI();
  if (only === 'J') return runJ();
  const office = only === 'B' ? null : await runOffice(values.quick ? 60 : 600);
  const comparison = only === 'A' ? null : await runComparison(values.quick ? 2 : 5, values.quick ? 5 : 10);
  if (values.json) {
    const machine = { cpus: cpus().length, model: cpus()[0]?.model ?? '', node: process.version };
    process.stdout.write(`${JSON.stringify({ machine, quick: values.quick, office, comparison }, null, 2)}\n`);
  }
}

async function runC(): Promise<void> {
  const { points, sockets } = values.quick ? { points: 4_000, sockets: 1_000 } : C;
  say(`C: ${String(points)} points, ${String(sockets)} phones …`);
  const country = await runCountry(points, sockets, say);
  if (values.json) process.stdout.write(`${JSON.stringify(country, null, 2)}\n`);
  else say(countryTable(country));
}

async function runD(): Promise<void> {
  const check = await parseRosterFile(readFileSync(SAMPLE), 'points.csv');
  say(`D: ${String(check.points.length)} points, 3 hours …`);
  const measured = await runReplay(check.points, say);
  if (values.json) process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
  else say(replayTable(measured));
}

async function runE(): Promise<void> {
  say(`E: ${String(E.points)} points, ${String(E.changes)} changes a frame …`);
  const figures = await runMap(E.points, E.changes, values.quick ? 40 : 200);
  if (values.json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  else say(mapTable(figures));
}

async function runF(): Promise<void> {
  const [minutes, naiveMinutes] = [Number(values.minutes), Number(values.naive)];
  const looks = values.looks.split(',').filter(Boolean);
  const scale = values.quick ? { points: 4_000, perSecond: 800 } : {};
  const options = { ...F, ...scale, minutes, naiveMinutes, looks };
  say(`F: ${String(options.points)} points, ${String(options.perSecond)} changes/s …`);
  const measured = await runControlRoom(options, say);
  if (values.json) process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
  else say(controlRoomTable(measured));
}

async function runG(): Promise<void> {
  const seconds = values.quick ? 7_200 : G.seconds;
  say(`G: the wall for ${String(seconds / 3_600)} hours …`);
  const browser = await openChromium([]);
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    // The longest stretch is many minutes of drawing.
    page.setDefaultTimeout(600_000);
    const cdp = await page.context().newCDPSession(page);
    const held = (): ReturnType<typeof heldBy> => heldBy(cdp);
    const figures = await soakWall({ page, held, seconds, stretches: G.stretches, perFrame: G.perFrame, say });
    if (values.json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
    else say(soakTable(figures));
  } finally {
    await browser.close();
  }
}

async function runH(): Promise<void> {
  const cameras = videoCount(values.cameras);
  say(`H: 89 points, ${String(cameras)} real cameras …`);
  const measured = await runVideo(cameras, values.quick ? 15 : 60, say);
  if (values.json) process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
  else say(videoTable(measured));
}

async function runI(): Promise<void> {
  const { points, sockets } = values.quick ? { points: 1_200, sockets: 1_000 } : I;
  say(`I: ${String(points)} points, ${String(sockets)} phones at two hubs …`);
  const measured = await runNodes(points, sockets, say);
  if (values.json) process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
  else say(nodesTable(measured));
}

async function runJ(): Promise<void> {
  say(`J: a hub alone, now and at ${values.before} …`);
  const measured = await runIdleMemory(values.before, say);
  if (values.json) process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
  else say(idleTable(measured));
}

function say(text: string): void {
  (values.json ? process.stderr : process.stdout).write(`${text}\n`);
}

async function runOffice(seconds: number): Promise<Measured> {
  say(`A: 89 points, ${String(A.viewers)} screens, ${String(seconds)} s …`);
  const check = await parseRosterFile(readFileSync(SAMPLE), 'points.csv');
  const town = await raiseTown(check.points, A.viewers);
  try {
    const { port, points, viewerKeys, roundId } = town;
    const phase = {
      peer: 'hub',
      port,
      points,
      viewerKeys,
      roundId,
      seconds,
      rate: A.rate,
      telemetryMs: A.telemetryMs,
    } as const;
    const measured = await measure(phase, town.hub.pid);
    say(officeTable(measured));
    return measured;
  } finally {
    await town.hub.dispose();
  }
}

async function runComparison(pairs: number, seconds: number): Promise<Comparison> {
  say(
    `B: ${String(B.points)} points, ${String(B.viewers)} screens, ${String(B.rate)} changes/s, ${String(pairs)} pairs of ${String(seconds)} s …`,
  );
  const town = await raiseTown(inventTown(B.points, 1), B.viewers);
  const naive = await startNaive();
  try {
    const { points, viewerKeys, roundId } = town;
    const shared = { points, viewerKeys, roundId, seconds, rate: B.rate, telemetryMs: null };
    const hubTurn = (): Promise<Measured> => measure({ ...shared, peer: 'hub', port: town.port }, town.hub.pid);
    const naiveTurn = (): Promise<Measured> => measure({ ...shared, peer: 'naive', port: naive.port }, naive.pid);
    const turns: { hub: Measured; naive: Measured }[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      // ABBA: whatever drifts on the machine falls on both.
      const first = pair % 2 === 0 ? await hubTurn() : await naiveTurn();
      const second = pair % 2 === 0 ? await naiveTurn() : await hubTurn();
      const turn = pair % 2 === 0 ? { hub: first, naive: second } : { hub: second, naive: first };
      turns.push(turn);
      say(
        `  pair ${String(pair + 1)}: p99 ${turn.hub.p99.toFixed(1)} / ${turn.naive.p99.toFixed(1)} ms, ` +
          `CPU ${turn.hub.serverCpu.toFixed(2)} / ${turn.naive.serverCpu.toFixed(2)} (hub / naive)`,
      );
    }
    const comparison = summarise(turns);
    say(compareTable(comparison));
    return comparison;
  } finally {
    naive.child.kill();
    await town.hub.dispose();
  }
}
