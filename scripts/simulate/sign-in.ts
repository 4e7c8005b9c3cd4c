import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROLES, type Role } from '@hub/shared/model/access.ts';
import { claim, inParallel, type Credential, type Invitation } from './access.ts';
import { UsageError } from './options.ts';
import type { SimulatedStaff } from './staff.ts';

/** What the hub on a data folder leaves for the scripts of its machine. */
export interface LocalAdmin {
  readonly url: string;
  readonly key: string;
}

const CLAIMS_AT_ONCE = 8;

export function readLocalAdmin(dataDir: string): LocalAdmin {
  const path = join(resolve(dataDir), 'local-admin.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `no hub runs on ${resolve(dataDir)} (${path} cannot be read). Start one, or give --hub with --links.`,
      {
        cause: error,
      },
    );
  }
  const { url, key } = JSON.parse(text) as LocalAdmin;
  return { url: url.replace(/\/+$/, ''), key };
}

/** Mints a link for each point with the administrator's hand, and claims it as that point's operator. */
export async function signInPoints(
  hub: string,
  admin: SimulatedStaff,
  pointIds: readonly string[],
): Promise<ReadonlyMap<string, Credential>> {
  const credentials = await inParallel(pointIds, CLAIMS_AT_ONCE, async (pointId) =>
    claim(hub, await admin.mint('operator', pointId, `Mô phỏng ${pointId}`), `Mô phỏng ${pointId}`),
  );
  return new Map(credentials.map((credential) => [credential.pointId ?? '', credential]));
}

/** Claims the links of a file, point by point. The controller's is null when the file has none. */
export async function signInByLinks(
  hub: string,
  invitations: readonly Invitation[],
  limit: number,
): Promise<{ readonly points: ReadonlyMap<string, Credential>; readonly controller: Credential | null }> {
  const ofPoints = invitations.filter(({ role }) => role === 'operator').slice(0, limit);
  const credentials = await inParallel(ofPoints, CLAIMS_AT_ONCE, (each) =>
    claim(hub, each, `Mô phỏng ${each.pointId ?? ''}`),
  );
  const chair = invitations.find(({ role }) => role === 'controller' || role === 'administrator');
  return {
    points: new Map(credentials.map((credential) => [credential.pointId ?? '', credential])),
    controller: chair === undefined ? null : await claim(hub, chair, 'Mô phỏng phòng điều hành'),
  };
}

/** Reads what the links script printed as JSON. */
export function readInvitations(text: string): Invitation[] {
  const parsed = JSON.parse(text) as unknown;
  const list = Array.isArray(parsed) ? (parsed as unknown[]) : (parsed as { links?: unknown[] }).links;
  if (!Array.isArray(list)) throw new UsageError('--links: no list of links in that file');
  return list.map((each, index) => {
    const { role, pointId, url, secret } = each as Partial<Record<string, unknown>>;
    const hidden = typeof secret === 'string' ? secret : typeof url === 'string' ? url.split('#')[1] : undefined;
    if (!ROLES.includes(role as Role) || hidden === undefined || hidden === '') {
      throw new UsageError(`--links: entry ${String(index + 1)} has no role or no secret`);
    }
    return { role: role as Role, pointId: typeof pointId === 'string' ? pointId : null, secret: hidden };
  });
}
