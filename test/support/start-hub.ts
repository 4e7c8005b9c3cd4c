import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StaffRole } from '@hub/shared/model/access.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { Claimed } from '@hub/shared/protocol/down.ts';
import { composeHub } from '@hub/server/compose.ts';
import type { Overrides, RunningHub } from '@hub/server/compose.ts';
import type { Config } from '@hub/server/config.ts';
import { FACT_VERSIONS } from '@hub/server/domain/events.ts';
import { createMemoryStore, openMemoryLog } from '@hub/server/log/memory-log.ts';
import type { MemoryStore } from '@hub/server/log/memory-log.ts';
import { createLogger } from '@hub/server/platform/logger.ts';

export interface TestHub {
  readonly running: RunningHub;
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly config: Config;
  /** Mints a link and claims it, as a browser would: the device's credential and who it is. */
  signIn(role: StaffRole | 'operator', pointId?: string): Promise<SignedIn>;
  /** Stops the hub; the data folder stays until `end`. */
  stop(): Promise<void>;
  end(): Promise<void>;
}

export interface SignedIn extends Claimed {
  readonly credential: string;
}

export interface StartOptions extends Overrides {
  readonly config?: Partial<Config> | undefined;
  /** Keep the log in memory, or in this store; a second hub on the same store is a restart. */
  readonly memory?: boolean | MemoryStore | undefined;
  readonly dataDir?: string | undefined;
}

/** A whole hub on a free port of 127.0.0.1, on a folder of its own, with the sample town unless told otherwise. */
export async function startHub({
  config: changes,
  memory,
  dataDir: given,
  ...overrides
}: StartOptions = {}): Promise<TestHub> {
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'hub-test-')));
  const config: Config = {
    port: 0,
    host: '127.0.0.1',
    dataDir,
    publicUrl: null,
    origins: [],
    trustProxy: false,
    printLinks: false,
    logLevel: 'silent',
    metricsToken: null,
    tls: null,
    maxConnections: 10_000,
    jump: { share: 0.3, persons: 10 },
    livekit: null,
    nodes: null,
    ...changes,
  };
  const store = memory === true ? createMemoryStore() : memory === false ? undefined : memory;
  const log = store === undefined ? {} : { log: openMemoryLog({ versions: FACT_VERSIONS, store }) };
  const running = await composeHub(config, { logger: createLogger(config.logLevel), ...log, ...overrides });
  const { port } = await running.listen();
  const url = `${config.tls === null ? 'http' : 'https'}://127.0.0.1:${port}`;
  return {
    running,
    url,
    port,
    dataDir,
    config,
    async signIn(role, pointId) {
      const mint = () => running.mintLink(role, pointId as PointId | undefined);
      let minted = await mint();
      // Of several hubs on a slow machine: another one, and the first is used by nobody.
      while (!minted.ok && minted.kind === 'undecided') minted = await mint();
      if (!minted.ok) throw new Error(`no link for ${role}: ${minted.kind}`);
      return claimSecret(url, minted.grant.secret);
    },
    stop: () => running.stop(),
    async end() {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** 256 bits base64url, as a device makes its own key. */
export function newDeviceKey(): string {
  return randomBytes(32).toString('base64url');
}

export async function claimSecret(url: string, secret: string, credential = newDeviceKey()): Promise<SignedIn> {
  const response = await fetch(`${url}/api/claim`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ secret, deviceKey: credential, deviceLabel: 'Máy thử' }),
  });
  const body = (await response.json()) as ({ ok: true } & Claimed) | { ok: false; error: { kind: string } };
  if (!body.ok) throw new Error(`the claim was refused: ${body.error.kind}`);
  return { ...body, credential };
}
