import { randomBytes } from 'node:crypto';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type { Ack } from '@hub/shared/protocol/down.ts';
import { Refusal } from './access.ts';
import { seededRandom } from './random.ts';

const CARRIERS = ['Mạng A', 'Mạng B', 'Mạng C'] as const;
const POINTS_PER_AREA = 9;

/** A made-up roster of any size, for demos and measurements larger than the sample town. */
export function inventTown(points: number, seed: number): RosterLine[] {
  const random = seededRandom(seed, 'town');
  return Array.from({ length: points }, (_, index) => {
    const number = index + 1;
    const area = `Xã ${String(Math.floor(index / POINTS_PER_AREA) + 1)}`;
    const host = index === 0;
    return {
      id: `DC${String(number).padStart(2, '0')}` as PointId,
      name: host ? 'Hội trường trung tâm' : `Nhà văn hóa thôn ${String(number)}`,
      shortName: host ? 'Trung tâm' : `Thôn ${String(number)}`.slice(0, 9),
      unit: host ? 'Thường trực' : `Chi bộ thôn ${String(number)}`,
      block: host ? 'Trung tâm' : 'Xã, phường',
      area,
      summoned: random.int(28, 120),
      kind: host ? 'host' : 'interactive',
      linkKind: random.chance(0.85) ? 'livekit' : random.pick(['ingress', 'external', 'broadcast'] as const),
      carrier: random.pick(CARRIERS),
      backupLine: random.chance(0.6) ? '4G' : '',
      technician: `KTV ${String(random.int(1, 8))}`,
      longitude: 106 + random.between(-0.2, 0.2),
      latitude: 20.9 + random.between(-0.15, 0.15),
      contact: { name: 'Cán bộ văn phòng', phone: `09${String(number).padStart(8, '0')}`, backupPhone: '' },
    };
  });
}

/** Puts an invented town in place of the hub's roster. */
export async function importTown(
  admin: { readonly url: string; readonly key: string },
  lines: readonly RosterLine[],
): Promise<void> {
  const response = await fetch(`${admin.url}/api/roster/import`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${admin.key}` },
    body: JSON.stringify({ commandId: `town-${randomBytes(9).toString('base64url')}`, lines, retireMissing: true }),
  });
  const ack = (await response.json()) as Ack;
  if (!ack.ok) throw new Refusal('roster', ack.error);
}
