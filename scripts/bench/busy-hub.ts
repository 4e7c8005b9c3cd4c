import { setTimeout as delay } from 'node:timers/promises';
import { composeHub } from '@hub/server/compose.ts';
import { readConfig } from '@hub/server/config.ts';
import { makeId } from '@hub/server/access/secrets.ts';
import type { Command } from '@hub/server/domain/commands.ts';
import { SYSTEM, type Actor } from '@hub/server/domain/events.ts';
import type { Hub } from '@hub/server/hub/hub.ts';
import { importCommand } from '@hub/server/ingest/to-command.ts';
import type { ConnectionId, DeviceId, GrantId, RoundId } from '@hub/shared/model/ids.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import { seededRandom, type Random } from '../simulate/random.ts';
import { inventTown } from '../simulate/town.ts';

/** What the measuring script asks of the hub, and what it is told. Over the child process's channel. */
export type ToBusyHub =
  | { readonly kind: 'raise'; readonly points: number; readonly port: number; readonly dataDir: string }
  /** From now on so many changes a second; 0: none. */
  | { readonly kind: 'rate'; readonly perSecond: number }
  | { readonly kind: 'count' };
export type FromBusyHub =
  | { readonly kind: 'raised'; readonly page: string }
  /** Changes since the last question that were decided, on disk and told to screens; refused ones are none. */
  | { readonly kind: 'counted'; readonly done: number; readonly refused: number; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly message: string };

/** Of the points: not come yet, lost, and with a fault that its operator reported. The others are well. */
const ABSENT = 0.04;
const LOST = 0.01;
const FAULTY = 0.03;
/**
 * Of the changes: figures. The hub keeps every revision of those, and 6,000 a second would be 4 GB in ten minutes, so that its
 * collector were measured instead of the page.
 */
const FIGURES = 0.16;
/** Microphones that go on and off. The rest are lines that drop and are back a few seconds later, which moves tiles, lines and lists. */
const MICROPHONES = 0.82;
const BACK_AFTER_MS = 3_000;
const TICK_MS = 10;
/** Beyond this the hub does not keep up: more would pile up without being measured. */
const UNDER_WAY_MAX = 20_000;

interface Phone {
  readonly line: RosterLine;
  readonly actor: Extract<Actor, { kind: 'operator' }>;
  readonly connectionId: ConnectionId;
  seq: number;
  connected: boolean;
  speaks: boolean;
}

/**
 * The real hub (decisions, log on disk, folds, views, sockets of the screens) with a whole country connected. The phones'
 * sockets alone are left out: their commands enter where the sockets would hand them over, because 6,000 messages a second
 * over sockets take more than the core that the browser needs.
 */
class BusyHub {
  readonly #hub: Hub;
  readonly #roundId: RoundId;
  readonly #phones: readonly Phone[];
  readonly #random: Random = seededRandom(1, 'busy');
  /** The longest ago first. */
  readonly #dropped: { readonly phone: Phone; readonly at: number }[] = [];
  #perSecond = 0;
  #owed = 0;
  #underWay = 0;
  #done = 0;
  #refused = 0;
  #countedAt = performance.now();

  private constructor(hub: Hub, roundId: RoundId, phones: readonly Phone[]) {
    this.#hub = hub;
    this.#roundId = roundId;
    this.#phones = phones;
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      this.#owed = Math.min(this.#perSecond, this.#owed + ((now - last) * this.#perSecond) / 1_000);
      last = now;
      for (; this.#owed >= 1 && this.#underWay < UNDER_WAY_MAX; this.#owed--) this.#change();
    }, TICK_MS);
  }

  static async raise(points: number, port: number, dataDir: string): Promise<{ hub: BusyHub; page: string }> {
    const config = readConfig({
      HUB_DATA_DIR: dataDir,
      HUB_PORT: String(port),
      HUB_HOST: '127.0.0.1',
      HUB_LOG_LEVEL: 'warn',
    });
    if (!config.ok) throw new Error(config.faults.join('\n'));
    const running = await composeHub(config.config, { reconcile: false });
    const { hub } = running;
    const lines = inventTown(points, 1);
    const own = async (command: Command): Promise<void> => {
      const outcome = await hub.handleOwn(command);
      if (!outcome.ok) throw new Error(`${command.type} was refused: ${outcome.kind}`);
    };
    const { command, personal } = importCommand(lines, true, {
      makeId,
      now: hub.clock.now(),
      state: hub.projection,
      contactOf: () => undefined,
    });
    const imported = await hub.handle({ commandId: null, actor: SYSTEM, command, personal });
    if (!imported.ok) throw new Error(`the roster was refused: ${imported.kind}`);
    await Promise.all(
      lines.flatMap(({ id }) => {
        const common = { kind: 'card', role: 'operator', labelId: null, expiresAt: null } as const;
        const hash = `card-${id}`;
        return [
          own({ type: 'MintGrant', grantId: hash as GrantId, pointId: id, hash, ...common }),
          own({
            type: 'ClaimGrant',
            grantHash: hash,
            deviceId: `d-${id}` as DeviceId,
            keyHash: `k-${id}`,
            labelId: null,
          }),
        ];
      }),
    );
    await running.listen();
    await own({ type: 'EnterPhase', phase: 'live' });
    await own({ type: 'ChangeMediaFeed', feed: 'live', ingress: false });
    const roundId = makeId() as RoundId;
    const staff = { kind: 'staff', deviceId: 'bench' as DeviceId, role: 'administrator' } as const;
    const round: Command = { type: 'OpenRound', roundId, kind: 'opening', name: '', deadlineAt: null };
    const opened = await hub.handle({ commandId: null, actor: staff, command: round });
    if (!opened.ok) throw new Error(`the round was refused: ${opened.kind}`);
    const phones = lines.map((line): Phone => ({
      line,
      actor: { kind: 'operator', deviceId: `d-${line.id}` as DeviceId, role: 'operator', pointId: line.id },
      connectionId: `c-${line.id}` as ConnectionId,
      seq: 0,
      connected: false,
      speaks: false,
    }));
    const busy = new BusyHub(hub, roundId, phones);
    await busy.#connect();
    const minted = await running.mintLink('controller', undefined, 'Điều khiển 1');
    if (!minted.ok) throw new Error(`no link: ${minted.kind}`);
    return { hub: busy, page: `http://127.0.0.1:${String(port)}/control#${minted.grant.secret}` };
  }

  set perSecond(perSecond: number) {
    this.#perSecond = perSecond;
    this.#owed = 0;
  }

  count(): FromBusyHub {
    const now = performance.now();
    const counted = { done: this.#done, refused: this.#refused, tookMs: now - this.#countedAt };
    this.#done = this.#refused = 0;
    this.#countedAt = now;
    return { kind: 'counted', ...counted };
  }

  async #connect(): Promise<void> {
    const random = seededRandom(1, 'connected');
    const present = this.#phones.filter(() => !random.chance(ABSENT));
    const all = (commandOf: (phone: Phone) => Command, of: readonly Phone[]): Promise<unknown> =>
      Promise.all(of.map((phone) => this.#do(phone, commandOf(phone))));
    await all(({ actor: { deviceId }, connectionId }) => ({ type: 'OpenConnection', deviceId, connectionId }), present);
    await all(({ line }) => ({ type: 'GiveWord', pointId: line.id, seesAndHears: true }), present);
    const lost = new Set(present.filter(() => random.chance(LOST)));
    await all(
      ({ line, connectionId }) => ({ type: 'CloseConnection', pointId: line.id, connectionId, how: 'silent' }),
      [...lost],
    );
    for (const phone of present) phone.connected = !lost.has(phone);
    const faulty = present.filter((phone) => phone.connected && random.chance(FAULTY));
    await all(({ line }) => ({ type: 'ReportFault', pointId: line.id, fault: 'audio', present: true }), faulty);
    this.#done = this.#refused = 0;
  }

  #change(): void {
    const [next] = this.#dropped;
    // As many come back as drop: half of what is left over for lines.
    if (next && performance.now() - next.at > BACK_AFTER_MS) {
      this.#dropped.shift();
      const { deviceId } = next.phone.actor;
      next.phone.connected = true;
      return void this.#do(next.phone, { type: 'OpenConnection', deviceId, connectionId: next.phone.connectionId });
    }
    let phone = this.#random.pick(this.#phones);
    while (!phone.connected) phone = this.#random.pick(this.#phones);
    const kind = this.#random.next();
    if (kind < FIGURES) return void this.#do(phone, this.#figures(phone));
    if (kind < FIGURES + MICROPHONES) return void this.#do(phone, this.#microphone(phone), SYSTEM);
    phone.connected = false;
    this.#dropped.push({ phone, at: performance.now() });
    const { line, connectionId } = phone;
    return void this.#do(phone, { type: 'CloseConnection', pointId: line.id, connectionId, how: 'closed' });
  }

  #figures(phone: Phone): Command {
    const { line, seq } = phone;
    const missing = seq % 4;
    phone.seq += 1;
    return {
      type: 'ReportHeadcount',
      pointId: line.id,
      roundId: this.#roundId,
      count: { present: line.summoned - missing, excused: missing, unexcused: 0, guests: seq % 7 },
      summoned: null,
      reason: null,
      noteId: null,
      confirmed: true,
      pen: { fence: this.#hub.projection.point(line.id)?.fence ?? 1, seq: phone.seq },
    };
  }

  #microphone(phone: Phone): Command {
    phone.speaks = !phone.speaks;
    return {
      type: 'ObserveMedia',
      pointId: phone.line.id,
      media: {
        status: 'flowing',
        since: 0,
        camera: 'flowing',
        microphone: phone.speaks ? 'present' : 'muted',
        quality: { level: 'good', since: 0 },
        path: null,
        contested: false,
      },
    };
  }

  async #do({ actor: own }: Phone, command: Command, actor: Actor = own): Promise<void> {
    this.#underWay++;
    const outcome = await this.#hub.handle({ commandId: null, actor, command });
    this.#underWay--;
    if (outcome.ok) this.#done++;
    else this.#refused++;
  }
}

const tell = (message: FromBusyHub): void => void process.send?.(message);
let busy: BusyHub | null = null;

process.on('message', (message: ToBusyHub) => {
  act(message).catch((error: unknown) => tell({ kind: 'failed', message: String((error as Error).stack) }));
});
process.on('disconnect', () => process.exit());

async function act(message: ToBusyHub): Promise<void> {
  if (message.kind === 'raise') {
    const { hub, page } = await BusyHub.raise(message.points, message.port, message.dataDir);
    busy = hub;
    // What the connecting of all of them brought is told before anybody looks.
    await delay(500);
    return tell({ kind: 'raised', page });
  }
  if (busy === null) throw new Error('there is no hub yet');
  if (message.kind === 'rate') busy.perSecond = message.perSecond;
  else tell(busy.count());
}
