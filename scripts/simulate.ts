import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fail } from './lib/options.ts';
import { planMorning, type Cast } from './simulate/morning.ts';
import {
  isUsageError,
  parseSimulateOptions,
  SIMULATE_HELP,
  UsageError,
  type SimulateOptions,
} from './simulate/options.ts';
import { Play } from './simulate/play.ts';
import { fileRecorder, noRecorder } from './simulate/record.ts';
import { readInvitations, readLocalAdmin, signInByLinks, signInPoints } from './simulate/sign-in.ts';
import { SimulatedStaff } from './simulate/staff.ts';
import { claim, type Credential } from './simulate/access.ts';

/** How long the last reports may take to be answered at the end, ms. */
const SETTLE_MS = 30_000;

interface Stage {
  readonly hub: string;
  readonly cast: readonly Cast[];
  readonly credentials: ReadonlyMap<string, Credential>;
  readonly controller: SimulatedStaff | null;
  /** Points that send real pictures and sound. */
  readonly cameras: readonly string[];
}

async function setStage(options: SimulateOptions): Promise<Stage> {
  if (options.links !== null) {
    if (options.hub === null) throw new UsageError('--links needs --hub');
    await needTrust(options.hub);
    const invitations = readInvitations(readLinks(options.links));
    const { points, controller } = await signInByLinks(options.hub, invitations, options.points ?? Infinity);
    const staff = controller === null ? null : new SimulatedStaff(options.hub, controller.key);
    staff?.open();
    const rows = staff === null ? [] : (await staff.until(() => true)).rows;
    const carriers = new Map<string, string>(rows.map((row) => [row.id, row.carrier]));
    const cast = [...points.keys()].map((id) => ({ id, carrier: carriers.get(id) ?? '' }));
    const cameras = staff === null ? cast.slice(0, options.video).map(({ id }) => id) : camerasOf(staff, cast, options);
    return { hub: options.hub, cast, credentials: points, controller: staff, cameras };
  }
  const local = readLocalAdmin(options.dataDir ?? process.env['HUB_DATA_DIR'] ?? 'data');
  const hub = options.hub ?? local.url;
  await needTrust(hub);
  const admin = await openAdmin(hub, local.key, options.others);
  const rows = (await admin.until(() => true)).rows.slice(0, options.points ?? undefined);
  if (options.points !== null && rows.length < options.points) {
    process.stderr.write(`the hub has ${String(rows.length)} points, so only these take part\n`);
  }
  const cast = rows.map((row) => ({ id: row.id as string, carrier: row.carrier }));
  const credentials = await signInPoints(
    hub,
    admin,
    cast.map((point) => point.id),
  );
  return { hub, cast, credentials, controller: admin, cameras: camerasOf(admin, cast, options) };
}

/** The key of this machine is one hub's: where that may go and the others stay, a device of its own goes on. */
async function openAdmin(hub: string, key: string, others: readonly string[]): Promise<SimulatedStaff> {
  const admin = new SimulatedStaff(hub, key);
  admin.open();
  if (others.length === 0) return admin;
  const label = 'Mô phỏng quản trị';
  const own = await claim(hub, await admin.mint('administrator', null, label), label);
  admin.stop();
  const mobile = new SimulatedStaff(hub, own.key, undefined, others);
  mobile.open();
  return mobile;
}

/** The host first: its picture is the programme. */
function camerasOf(staff: SimulatedStaff, cast: readonly Cast[], { video }: SimulateOptions): string[] {
  if (video === 0) return [];
  const view = staff.replica;
  if (view?.hub.media.status === 'off') {
    throw new EndedEarly(
      'Hub này chưa nối hệ thống truyền hình nên không gửi hình được. / This hub has no video system to send pictures to: set LIVEKIT_URL, or use npx pnpm demo --video.',
    );
  }
  const takesPart = new Set(cast.map(({ id }) => id));
  const able = (view?.rows ?? []).filter(({ id, linkKind }) => linkKind === 'livekit' && takesPart.has(id));
  const hostFirst = [...able.filter(({ kind }) => kind === 'host'), ...able.filter(({ kind }) => kind !== 'host')];
  return hostFirst.slice(0, video).map(({ id }) => id);
}

/** Why a hub is not to be spoken with that is asked for ever otherwise: Node's words for a certificate it does not trust. */
const UNTRUSTED =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT_ALTNAME_INVALID)/;

async function needTrust(hub: string): Promise<void> {
  try {
    await fetch(`${hub}/healthz`);
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: unknown } };
    const code = String(cause?.code ?? '');
    // A hub that is not there yet may still come.
    if (!UNTRUSTED.test(code)) return;
    const [vi, en] = [`Chứng chỉ của ${hub} không được tin cậy`, `The certificate of ${hub} is not trusted`];
    throw new EndedEarly(`${vi} (${code}). / ${en} (${code}): set NODE_EXTRA_CA_CERTS to its PEM file.`, {
      cause: error,
    });
  }
}

/** `--for` ends also what never began. */
async function within<T>(limitMs: number | null, work: Promise<T>): Promise<T> {
  if (limitMs === null) return work;
  let timer: NodeJS.Timeout | null = null;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const why = 'Hết giờ mà chưa vào được hub. / The time was over before the hub let everybody in.';
      reject(new EndedEarly(why));
    }, limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
}

class EndedEarly extends Error {}

function readLinks(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--links: ${(error as Error).message}`, { cause: error });
  }
}

async function run(options: SimulateOptions): Promise<void> {
  const say = (line: string): void => {
    if (!options.json) process.stdout.write(`${new Date().toLocaleTimeString('vi-VN')}  ${line}\n`);
  };
  const { hub, cast, credentials, controller, cameras } = await within(options.forMs, setStage(options));
  const record = options.record === null ? noRecorder : fileRecorder(options.record);
  const morning = planMorning(cast, options.seed);
  const play = new Play({
    hub,
    others: options.others,
    morning,
    credentials,
    speed: options.speed,
    record,
    controller: options.lead ? controller : null,
    admit: controller,
    say,
    cameras,
  });
  say(`${String(cast.length)} points on ${hub}, seed ${String(options.seed)}, speed ${String(options.speed)}`);
  say(
    `flapping ${morning.flapping}, silent ${morning.silent}, late ${morning.lateJoiner}, down ${morning.carrierDown}`,
  );
  if (cameras.length > 0) say(`${String(cameras.length)} points send pictures: ${cameras.join(', ')}`);
  const startedAt = Date.now();
  play.begin();
  await theEnd(options.forMs);
  play.quiet();
  const settled = await settle(play);
  const summary = {
    hub,
    seed: options.seed,
    speed: options.speed,
    points: cast.length,
    ranMs: Date.now() - startedAt,
    connected: play.connected,
    outstanding: play.outstanding,
    settled,
    ...play.counts,
  };
  await play.stop();
  controller?.stop();
  record.close();
  process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : `${JSON.stringify(summary, null, 2)}\n`);
}

/** After the time, or when told to stop. */
function theEnd(forMs: number | null): Promise<void> {
  return new Promise((resolve) => {
    const timer = forMs === null ? null : setTimeout(resolve, forMs);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        if (timer !== null) clearTimeout(timer);
        resolve();
      });
    }
  });
}

async function settle(play: Play): Promise<boolean> {
  const until = Date.now() + SETTLE_MS;
  while (play.outstanding > 0 && Date.now() < until) await delay(50);
  return play.outstanding === 0;
}

try {
  const options = parseSimulateOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(SIMULATE_HELP);
  else await run(options);
} catch (error) {
  if (isUsageError(error)) fail(`${error.message}\n\n${SIMULATE_HELP}`, 2);
  // Sockets that still try would keep the process.
  fail(error instanceof EndedEarly ? error.message : String((error as Error).stack));
}
