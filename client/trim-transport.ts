import type { Plugin } from 'vite';

/**
 * Parts of the Socket.IO client that these pages never reach, left out of the build: the phone page must fit into 35 KB.
 * WebTransport is not offered, nothing binary is sent, and reconnecting is decided by link/connection.ts. Each stand-in
 * throws or does nothing if it is reached after all.
 */
const STAND_INS: readonly (readonly [path: RegExp, code: string])[] = [
  [/engine\.io-client\/build\/esm\/transports\/webtransport\.js$/, 'export class WT {}'],
  [
    /engine\.io-parser\/build\/esm\/contrib\/base64-arraybuffer\.js$/,
    'export const decode = () => { throw new Error("binary"); };',
  ],
  [
    /socket\.io-parser\/build\/esm\/is-binary\.js$/,
    'export const isBinary = () => false; export const hasBinary = () => false;',
  ],
  [
    /socket\.io-parser\/build\/esm\/binary\.js$/,
    'export const deconstructPacket = (packet) => ({ packet, buffers: [] }); export const reconstructPacket = () => { throw new Error("binary"); };',
  ],
  [
    /socket\.io-client\/build\/esm\/contrib\/backo2\.js$/,
    'export class Backoff { setMin() {} setMax() {} setJitter() {} reset() {} }',
  ],
  [
    /engine\.io-client\/build\/esm\/contrib\/parseuri\.js$/,
    'export function parse(uri) { const url = new URL(uri); return { source: uri, protocol: url.protocol.slice(0, -1), host: url.hostname.replace(/^\\[|]$/g, ""), port: url.port, path: url.pathname, query: url.search.slice(1), anchor: "", relative: url.pathname }; }',
  ],
];

export function trimTransport(): Plugin {
  return {
    name: 'trim-transport',
    enforce: 'pre',
    transform(_code, id) {
      const path = id.split('?')[0] ?? id;
      const found = STAND_INS.find(([pattern]) => pattern.test(path));
      return found && { code: found[1], map: null };
    },
  };
}
