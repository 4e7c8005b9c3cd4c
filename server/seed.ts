import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SessionId } from '@hub/shared/model/ids.ts';
import { DEFAULT_TIME_ZONE } from '@hub/shared/model/session.ts';
import { SYSTEM } from './domain/events.ts';
import type { Hub } from './hub/hub.ts';
import { importCommand } from './ingest/to-command.ts';
import type { AreaStore } from './maps/area-store.ts';
import { parseRosterFile } from './roster/parse-apart.ts';

const SAMPLE_AREAS = fileURLToPath(new URL('../sample/an-binh/areas.geojson', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../sample/an-binh/points.csv', import.meta.url));

/** An empty data folder gets the sample town's session, so that the first start shows something true to look at. */
export async function seedSampleTown(hub: Hub, areas: AreaStore, makeId: () => string): Promise<void> {
  if (hub.projection.session() !== null) return;
  const check = await parseRosterFile(await readFile(SAMPLE), 'points.csv');
  if (!check.ok) throw new Error(`the sample town does not import: ${JSON.stringify(check.errors[0])}`);
  const created = await hub.handleOwn({
    type: 'CreateSession',
    head: {
      id: makeId() as SessionId,
      title: 'Hội nghị trực tuyến Thị ủy An Bình',
      hostName: 'Thị ủy',
      hotline: '0900 000 001',
      timeZone: DEFAULT_TIME_ZONE,
      plannedAt: null,
    },
  });
  if (!created.ok) throw new Error(`the sample session was refused: ${created.kind}`);
  const { command, personal } = importCommand(check.points, false, {
    makeId,
    now: hub.clock.now(),
    state: hub.projection,
    contactOf: () => undefined,
  });
  const imported = await hub.handle({ commandId: null, actor: SYSTEM, command, personal });
  if (!imported.ok) throw new Error(`the sample roster was refused: ${imported.kind} ${imported.field ?? ''}`);
  if (areas.get() !== null) return;
  const drawn = await areas.replace(await readFile(SAMPLE_AREAS), () => Promise.resolve({ ok: true }));
  if (drawn.kind === 'wrong') throw new Error(`the sample town's boundaries were refused: ${drawn.where}`);
}
