import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { JumpBounds } from '@hub/shared/model/jump.ts';
import { configEn } from '@hub/shared/text/config-en.ts';
import type { ConfigText } from '@hub/shared/text/config-vi.ts';
import { configVi } from '@hub/shared/text/config-vi.ts';
import { z } from 'zod';
import type { HostPort, RedisPlace } from './exchange/redis-place.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute path. */
  readonly dataDir: string;
  /** For sign-in links; null: made from the first address of this machine and the port it listens on. */
  readonly publicUrl: string | null;
  /** Origins allowed besides the hub's own. */
  readonly origins: readonly string[];
  /** Believe `X-Forwarded-*` of the peer: only behind a proxy that sets them. */
  readonly trustProxy: boolean;
  readonly printLinks: boolean;
  readonly logLevel: LogLevel;
  readonly metricsToken: string | null;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  readonly maxConnections: number;
  readonly jump: JumpBounds;
  /** Null: no video system (L14). */
  readonly livekit: LivekitConfig | null;
  /** Null: this hub is alone. */
  readonly nodes: NodesConfig | null;
}

/** One of several hubs that share one session over a Redis. */
export interface NodesConfig {
  readonly redis: RedisPlace;
  /** Several clusters may share a Redis. */
  readonly cluster: string;
  /** Signs what is carried. */
  readonly secret: string;
  /** How many hubs are planned: until so many were seen each keeps everything, so that one that begins empty gets it. */
  readonly count: number;
  /** Where this one is found; null: its public URL. */
  readonly url: string | null;
}

export interface LivekitConfig {
  /** What browsers dial. */
  readonly url: string;
  /** How the hub reaches it: the same unless set. */
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Points in one room, where not the usual number. */
  readonly roomPoints?: number;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  /** Every fault, each in Vietnamese and English. */
  | { readonly ok: false; readonly faults: readonly string[] };

const flag = z.enum(['0', '1', 'true', 'false']).transform((word) => word === '1' || word === 'true');
const origin = z.string().refine(isOrigin);
const livekitUrl = z
  .string()
  .transform((url) => url.replace(/\/+$/, ''))
  .pipe(z.string().refine((url) => isOrigin(url.replace(/^ws/, 'http'))));

const wholeNumber = (digits: number, least: number, most: number) =>
  z
    .string()
    .regex(new RegExp(`^\\d{1,${String(digits)}}$`))
    .transform(Number)
    .pipe(z.number().min(least).max(most));

const SETTINGS = {
  HUB_PORT: wholeNumber(5, 0, 65_535),
  HUB_HOST: z.string().regex(/^[A-Za-z0-9.:_-]{1,255}$/),
  HUB_DATA_DIR: z
    .string()
    .min(1)
    .refine((path) => !path.includes('\0')),
  HUB_PUBLIC_URL: z
    .string()
    .transform((url) => url.replace(/\/+$/, ''))
    .pipe(origin),
  HUB_ORIGINS: z.string(),
  HUB_TRUST_PROXY: flag,
  HUB_PRINT_LINKS: flag,
  HUB_LOG_LEVEL: z.enum(LOG_LEVELS),
  HUB_METRICS_TOKEN: z.string().regex(/^\S{16,}$/),
  HUB_TLS_CERT: z.string().min(1),
  HUB_TLS_KEY: z.string().min(1),
  HUB_MAX_CONNECTIONS: wholeNumber(6, 1, 100_000),
  HUB_JUMP_PERCENT: wholeNumber(3, 1, 999),
  HUB_JUMP_PERSONS: wholeNumber(5, 1, 99_999),
  LIVEKIT_URL: livekitUrl,
  LIVEKIT_API_URL: livekitUrl,
  LIVEKIT_API_KEY: z.string().regex(/^\S{1,200}$/),
  LIVEKIT_API_SECRET: z.string().regex(/^\S{1,400}$/),
  LIVEKIT_ROOM_POINTS: wholeNumber(4, 2, 1_000),
  HUB_REDIS_URL: z.string().refine(isRedisUrl),
  HUB_REDIS_SENTINELS: z
    .string()
    .transform((list) => splitList(list).map(toHostPort))
    .pipe(z.array(z.object({ host: z.string(), port: z.number() })).min(1)),
  HUB_REDIS_MASTER: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/),
  HUB_REDIS_USER: z.string().regex(/^\S{1,200}$/),
  HUB_REDIS_PASSWORD: z.string().min(1).max(400),
  HUB_CLUSTER: z.string().regex(/^[A-Za-z0-9._-]{1,60}$/),
  HUB_CLUSTER_NODES: wholeNumber(2, 1, 99),
  HUB_CLUSTER_SECRET: z.string().regex(/^\S{32,400}$/),
  HUB_NODE_URL: z
    .string()
    .transform((url) => url.replace(/\/+$/, ''))
    .pipe(origin),
} as const;
export type SettingName = keyof typeof SETTINGS;
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

const LIVEKIT_NEEDS = [
  'LIVEKIT_URL',
  'LIVEKIT_API_KEY',
  'LIVEKIT_API_SECRET',
] as const satisfies readonly SettingName[];

/** Set by the crash checker for its child processes; not a setting of the hub. */
const NOT_SETTINGS: ReadonlySet<string> = new Set(['HUB_SABOTAGE']);

const HINT: Record<SettingName, (text: ConfigText, name: string) => string> = {
  HUB_PORT: (text, name) => text.port(name),
  HUB_HOST: (text, name) => text.host(name),
  HUB_DATA_DIR: (text, name) => text.folder(name),
  HUB_PUBLIC_URL: (text, name) => text.url(name),
  HUB_ORIGINS: (text, name) => text.origins(name, ''),
  HUB_TRUST_PROXY: (text, name) => text.flag(name),
  HUB_PRINT_LINKS: (text, name) => text.flag(name),
  HUB_LOG_LEVEL: (text, name) => text.level(name, LOG_LEVELS.join(', ')),
  HUB_METRICS_TOKEN: (text, name) => text.token(name),
  HUB_TLS_CERT: (text, name) => text.folder(name),
  HUB_TLS_KEY: (text, name) => text.folder(name),
  HUB_MAX_CONNECTIONS: (text, name) => text.connections(name),
  HUB_JUMP_PERCENT: (text, name) => text.jump(name, 999),
  HUB_JUMP_PERSONS: (text, name) => text.jump(name, 99_999),
  LIVEKIT_URL: (text, name) => text.livekitUrl(name),
  LIVEKIT_API_URL: (text, name) => text.livekitUrl(name),
  LIVEKIT_API_KEY: (text, name) => text.livekitWord(name),
  LIVEKIT_API_SECRET: (text, name) => text.livekitWord(name),
  LIVEKIT_ROOM_POINTS: (text, name) => text.livekitRoom(name),
  HUB_REDIS_URL: (text, name) => text.redisUrl(name),
  HUB_REDIS_SENTINELS: (text, name) => text.sentinels(name),
  HUB_REDIS_MASTER: (text, name) => text.plainName(name),
  HUB_REDIS_USER: (text, name) => text.plainName(name),
  HUB_REDIS_PASSWORD: (text, name) => text.plainName(name),
  HUB_CLUSTER: (text, name) => text.plainName(name),
  HUB_CLUSTER_NODES: (text, name) => text.nodeCount(name),
  HUB_CLUSTER_SECRET: (text, name) => text.clusterSecret(name),
  HUB_NODE_URL: (text, name) => text.url(name),
};

/** Of no use to a hub that is alone. */
const NODES_NEED_REDIS = [
  'HUB_REDIS_MASTER',
  'HUB_REDIS_USER',
  'HUB_REDIS_PASSWORD',
  'HUB_CLUSTER',
  'HUB_CLUSTER_NODES',
  'HUB_CLUSTER_SECRET',
  'HUB_NODE_URL',
] as const satisfies readonly SettingName[];

/** Reads the settings; an empty value counts as absent, as in a compose file. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const faults: string[] = [];
  const fault = (say: (text: ConfigText) => string): void => void faults.push(`${say(configVi)} / ${say(configEn)}`);

  for (const name of Object.keys(env).sort()) {
    if (!name.startsWith('HUB_') || NOT_SETTINGS.has(name) || Object.hasOwn(SETTINGS, name)) continue;
    fault((text) => text.unknownName(name, nearestName(name)));
  }

  function read<N extends SettingName>(name: N): z.output<(typeof SETTINGS)[N]> | undefined {
    const raw = env[name]?.trim();
    if (raw === undefined || raw === '') return undefined;
    const parsed = SETTINGS[name].safeParse(raw);
    if (parsed.success) return parsed.data as z.output<(typeof SETTINGS)[N]>;
    fault((text) => HINT[name](text, name));
    return undefined;
  }

  const origins = splitList(read('HUB_ORIGINS'));
  for (const bad of origins.filter((each) => !isOrigin(each))) {
    fault((text) => text.origins('HUB_ORIGINS', bad));
  }

  const certFile = read('HUB_TLS_CERT');
  const keyFile = read('HUB_TLS_KEY');
  if ((certFile === undefined) !== (keyFile === undefined)) fault((text) => text.tlsPair());
  const file = (name: SettingName, path: string | undefined): Buffer | null => {
    if (path === undefined) return null;
    try {
      return readFileSync(path);
    } catch {
      fault((text) => text.tlsFile(name, path));
      return null;
    }
  };
  const cert = file('HUB_TLS_CERT', certFile);
  const key = file('HUB_TLS_KEY', keyFile);
  if (cert !== null && key !== null && !fitTogether(cert, key)) fault((text) => text.tlsUseless());

  const url = read('LIVEKIT_URL');
  const apiKey = read('LIVEKIT_API_KEY');
  const apiSecret = read('LIVEKIT_API_SECRET');
  const apiUrl = read('LIVEKIT_API_URL') ?? url;
  const points = read('LIVEKIT_ROOM_POINTS');
  const roomPoints = points === undefined ? {} : { roomPoints: points };
  const isSet = (name: SettingName): boolean => (env[name]?.trim() ?? '') !== '';
  const missing = LIVEKIT_NEEDS.filter((name) => !isSet(name));
  // One alone would leave a hub that says it has no video system, to the person who has just set one up.
  const someSet = isSet('LIVEKIT_API_URL') || missing.length < LIVEKIT_NEEDS.length;
  if (someSet && missing.length > 0) fault((text) => text.livekitAll(missing.join(', ')));
  const livekit =
    url !== undefined && apiUrl !== undefined && apiKey !== undefined && apiSecret !== undefined
      ? { url: url.replace(/^http/, 'ws'), apiUrl: apiUrl.replace(/^ws/, 'http'), apiKey, apiSecret, ...roomPoints }
      : null;

  const nodes = readNodes();

  const config: Config = {
    port: read('HUB_PORT') ?? 8089,
    // Phones and other machines of the town come over the LAN.
    host: read('HUB_HOST') ?? '0.0.0.0',
    dataDir: resolve(read('HUB_DATA_DIR') ?? 'data'),
    publicUrl: read('HUB_PUBLIC_URL') ?? null,
    origins: origins.map(canonicalOrigin),
    trustProxy: read('HUB_TRUST_PROXY') ?? false,
    printLinks: read('HUB_PRINT_LINKS') ?? false,
    logLevel: read('HUB_LOG_LEVEL') ?? 'info',
    metricsToken: read('HUB_METRICS_TOKEN') ?? null,
    tls: cert !== null && key !== null ? { cert, key } : null,
    maxConnections: read('HUB_MAX_CONNECTIONS') ?? 15_000,
    jump: { share: (read('HUB_JUMP_PERCENT') ?? 30) / 100, persons: read('HUB_JUMP_PERSONS') ?? 10 },
    livekit,
    nodes,
  };
  return faults.length === 0 ? { ok: true, config } : { ok: false, faults };

  function readNodes(): NodesConfig | null {
    const redisUrl = read('HUB_REDIS_URL');
    const sentinels = read('HUB_REDIS_SENTINELS');
    const others = NODES_NEED_REDIS.filter(isSet);
    const wantsUrl = isSet('HUB_REDIS_URL');
    const wantsSentinels = isSet('HUB_REDIS_SENTINELS');
    if (wantsUrl && wantsSentinels) fault((text) => text.redisTwice());
    if (!wantsUrl && !wantsSentinels) {
      if (others.length > 0) fault((text) => text.redisMissing(others.join(', ')));
      return null;
    }
    const secret = read('HUB_CLUSTER_SECRET');
    if (!isSet('HUB_CLUSTER_SECRET')) fault((text) => text.clusterSecret('HUB_CLUSTER_SECRET'));
    const master = read('HUB_REDIS_MASTER') ?? 'hub';
    const at: RedisPlace['at'] | null = sentinels
      ? { kind: 'sentinels', sentinels, master }
      : redisUrl === undefined
        ? null
        : { kind: 'url', url: redisUrl };
    const redis = at && { at, username: read('HUB_REDIS_USER'), password: read('HUB_REDIS_PASSWORD') };
    const cluster = read('HUB_CLUSTER') ?? 'diem-cau';
    const count = read('HUB_CLUSTER_NODES') ?? 2;
    const nodeUrl = read('HUB_NODE_URL') ?? null;
    return redis === null || secret === undefined ? null : { redis, cluster, secret, count, url: nodeUrl };
  }
}

/** The faults as they are shown before the process ends. */
export function describeFaults(faults: readonly string[]): string {
  const heading = `${configVi.heading(faults.length)}\n${configEn.heading(faults.length)}`;
  return [heading, ...faults.map((each) => `  - ${each}`)].join('\n');
}

/** Where people find the hub when nothing else was set: the first LAN address, which a phone can open. */
export function defaultPublicUrl(config: Config, port: number): string {
  const scheme = config.tls === null ? 'http' : 'https';
  const any = config.host === '0.0.0.0' || config.host === '::';
  const host = any ? (lanAddress() ?? 'localhost') : config.host;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whether a server can be made of them: PEM, a key without a passphrase, and the key of that certificate. */
function fitTogether(cert: Buffer, key: Buffer): boolean {
  try {
    createSecureContext({ cert, key });
    return true;
  } catch {
    return false;
  }
}

function lanAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find((address) => address.family === 'IPv4' && !address.internal)?.address;
}

function splitList(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function isRedisUrl(raw: string): boolean {
  return URL.canParse(raw) && /^rediss?:$/.test(new URL(raw).protocol) && new URL(raw).hostname !== '';
}

/** "host:port", also "[::1]:port"; what is not one gets a port that no number is. */
function toHostPort(text: string): HostPort {
  const url = `redis://${text}`;
  if (!/:\d{1,5}$/.test(text) || !URL.canParse(url)) return { host: text, port: Number.NaN };
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function isOrigin(raw: string): boolean {
  if (!URL.canParse(raw)) return false;
  const url = new URL(raw);
  return /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` && !raw.endsWith('?') && !raw.endsWith('#');
}

/** As a browser writes it: lower case, without a default port. */
function canonicalOrigin(raw: string): string {
  return URL.canParse(raw) ? new URL(raw).origin : raw;
}

function nearestName(name: string): SettingName | null {
  let best: { name: SettingName; distance: number } | null = null;
  for (const known of SETTING_NAMES) {
    const distance = editDistance(name, known);
    if (best === null || distance < best.distance) best = { name: known, distance };
  }
  return best !== null && best.distance <= 4 ? best.name : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
