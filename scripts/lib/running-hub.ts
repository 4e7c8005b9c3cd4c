import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type { MintedGrant } from '@hub/shared/protocol/down.ts';
import type { HubError } from '@hub/shared/protocol/errors.ts';
import { DEFAULT_AFTER_MS } from '@hub/shared/protocol/errors.ts';
import { CONTROL_PATH } from '@hub/shared/protocol/registry.ts';
import { PROTOCOL_VERSION } from '@hub/shared/protocol/version.ts';
import type { ViewSnapshot } from '@hub/shared/view/row.ts';
import type { LocalAdmin } from '@hub/server/local-admin.ts';
import { verifyLogFile } from '@hub/server/log/backup.ts';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { HubRefusal } from './hub-access.ts';
import type { HubAccess } from './hub-access.ts';

const ANSWER_LIMIT_MS = 15_000;
/** A hub with a certificate has it for its public name, not for 127.0.0.1. Nobody stands between us and this machine. */
const LOOPBACK_TLS = { rejectUnauthorized: false };

type Answer<T> = ({ ok: true } & T) | { ok: false; error: HubError };

/** Asks the hub that runs on this machine, over its own protocol. */
export async function openRunningHub(admin: LocalAdmin): Promise<HubAccess> {
  const socket = await connect(admin);

  const post = (path: string, body: string): Promise<IncomingMessage> => postTo(admin, path, body);

  async function ask<T>(event: string, message: object): Promise<T> {
    for (;;) {
      const answer = (await socket.timeout(ANSWER_LIMIT_MS).emitWithAck(event, message)) as Answer<T>;
      if (answer.ok) return answer;
      // A town of links in one go is faster than a person may click.
      if (answer.error.kind !== 'rate-limited') throw new HubRefusal(answer.error.kind);
      await delay(answer.error.afterMs ?? DEFAULT_AFTER_MS);
    }
  }

  async function snapshot(): Promise<ViewSnapshot> {
    const arrived = new Promise<ViewSnapshot>((resolve) => void socket.once('view:snapshot', resolve));
    await ask('view:subscribe', {});
    return arrived;
  }

  return {
    isRunning: true,
    points: async () => (await snapshot()).rows.map(({ id, name }) => ({ id, name })),
    mintLink: (role, pointId, label) =>
      ask<MintedGrant>('grant:mint', { commandId: newCommandId(), kind: 'link', role, pointId, label }),
    async currentRoster() {
      const rows = (await snapshot()).rows;
      return Promise.all(
        rows.map(async (row): Promise<RosterLine> => {
          const { id, name, shortName, unit, block, area, summoned, kind, linkKind, carrier, backupLine } = row;
          const { technician, longitude, latitude } = row;
          const { contact } = await ask<{ contact: RosterLine['contact'] }>('point:detail', { pointId: id });
          const places = { technician, longitude, latitude, contact };
          return { id, name, shortName, unit, block, area, summoned, kind, linkKind, carrier, backupLine, ...places };
        }),
      );
    },
    async importRoster(lines, retireMissing) {
      const body = JSON.stringify({ commandId: newCommandId(), lines, retireMissing });
      const answer = (await readJson(await post('/api/roster/import', body))) as Answer<object>;
      if (!answer.ok) throw new HubRefusal(answer.error.kind);
    },
    async backup(toFile) {
      const response = await post('/api/backup', '');
      if (response.statusCode !== 200) {
        const answer = (await readJson(response)) as Answer<object>;
        throw new HubRefusal(answer.ok ? 'internal' : answer.error.kind);
      }
      const arriving = `${toFile}.${randomBytes(6).toString('hex')}.tmp`;
      try {
        await pipeline(response, createWriteStream(arriving, { flush: true, mode: 0o600 }));
        // A copy that was cut short on its way must not look like a backup.
        await verifyLogFile(arriving);
        await rename(arriving, toFile);
      } finally {
        await rm(arriving, { force: true });
      }
    },
    close: async () => void socket.disconnect(),
  };
}

function connect(admin: LocalAdmin): Promise<Socket> {
  const socket = io(`${admin.url}/control`, {
    path: CONTROL_PATH,
    transports: ['websocket'],
    reconnection: false,
    ...LOOPBACK_TLS,
    auth: { credential: admin.key, protocol: PROTOCOL_VERSION },
  });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', (error) => {
      socket.disconnect();
      reject(error);
    });
  });
}

function postTo({ url, key }: LocalAdmin, path: string, body: string): Promise<IncomingMessage> {
  const send = url.startsWith('https:') ? secureRequest : request;
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  return new Promise((resolve, reject) => {
    send(`${url}${path}`, { method: 'POST', headers, ...LOOPBACK_TLS }, resolve)
      .once('error', reject)
      .end(body);
  });
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  return JSON.parse(await text(response));
}

function newCommandId(): string {
  return randomBytes(12).toString('base64url');
}
