import type { ConfigText } from './config-vi.ts';

export const configEn: ConfigText = {
  heading: (count) => `${count} ${count === 1 ? 'fault' : 'faults'} in the settings, the hub did not start:`,
  unknownName: (name, near) =>
    near === null ? `${name}: there is no such setting.` : `${name}: there is no such setting. Did you mean ${near}?`,
  port: (name) => `${name}: a port number from 0 to 65535 is needed.`,
  host: (name) => `${name}: an IP address or host name is needed, for example 0.0.0.0.`,
  folder: (name) => `${name}: the path of a folder is needed.`,
  url: (name) =>
    `${name}: an http:// or https:// address without a path is needed, for example http://192.168.1.10:8089.`,
  origins: (name, bad) => `${name}: "${bad}" is not an Origin. Write https://host, separated by commas.`,
  flag: (name) => `${name}: only 1 or 0.`,
  level: (name, allowed) => `${name}: one of ${allowed}.`,
  token: (name) => `${name}: at least 16 characters without spaces are needed.`,
  jump: (name, most) => `${name}: a whole number from 1 to ${most} is needed.`,
  connections: (name) => `${name}: a whole number from 1 to 100000 is needed.`,
  livekitUrl: (name) =>
    `${name}: needs an address ws://, wss://, http:// or https:// without a path, for example wss://video.example.org.`,
  livekitWord: (name) => `${name}: needs characters without spaces, as in LiveKit's configuration.`,
  livekitRoom: (name) => `${name}: needs the number of points in one room, 2 to 1000.`,
  livekitAll: (missing) => `LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET: all three or none. Missing: ${missing}.`,
  redisUrl: (name) => `${name}: needs an address redis:// or rediss://, for example redis://192.168.1.20:6379.`,
  sentinels: (name) =>
    `${name}: needs host:port of each Sentinel, separated by commas, for example 192.168.1.20:26379,192.168.1.21:26379.`,
  plainName: (name) => `${name}: needs a name of letters, digits and . _ - without spaces.`,
  nodeCount: (name) => `${name}: needs the planned number of hubs in the cluster, from 1 to 99.`,
  clusterSecret: (name) =>
    `${name}: at least 32 characters without spaces are needed, the same at every hub of the cluster.`,
  redisTwice: () => 'HUB_REDIS_URL and HUB_REDIS_SENTINELS: only one of the two.',
  redisMissing: (names) => `${names}: only for several hubs; HUB_REDIS_URL or HUB_REDIS_SENTINELS is missing.`,
  tlsPair: () => 'HUB_TLS_CERT and HUB_TLS_KEY: both or neither.',
  tlsUseless: () =>
    'HUB_TLS_CERT and HUB_TLS_KEY: a PEM certificate and its own private key without a passphrase are needed.',
  tlsFile: (name, file) => `${name}: the file ${file} cannot be read.`,
};
