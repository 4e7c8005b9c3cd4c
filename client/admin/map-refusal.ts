import type { MapFile } from '@hub/shared/model/area-map.ts';
import { areaFaultOf, baseFaultOf } from '@hub/shared/model/map-faults.ts';
import type { HubError } from '@hub/shared/protocol/errors.ts';
import { num } from '../ui/text.ts';
import { t } from './text.ts';

/** Why a file of the map was not taken, which part of it is meant, and what to do. */
export async function mapRefusal(kind: MapFile, error: HubError | 'unanswered', file: File | null): Promise<string> {
  const words = t().areas;
  if (error === 'unanswered') return t().unanswered;
  if (error.kind !== 'invalid') return t().errors[error.kind];
  const field = error.field ?? '';
  if (kind === 'base') {
    const fault = baseFaultOf(field);
    return words.refused(fault === null ? words.unclear : words.baseFaults[fault]);
  }
  const wrong = areaFaultOf(field);
  if (wrong === null) return words.refused(words.unclear);
  const what = words.areaFaults[wrong.fault];
  if (wrong.feature === null) return words.refused(what);
  return words.refused(words.inArea(num(wrong.feature + 1), await nameIn(file, wrong.feature), what));
}

/** What the file itself calls its area; empty where it does not. */
async function nameIn(file: File | null, feature: number): Promise<string> {
  try {
    const parsed = JSON.parse((await file?.text()) ?? '') as {
      features?: { properties?: { name?: unknown } | null }[];
    };
    const name = parsed.features?.[feature]?.properties?.name;
    return typeof name === 'string' ? name.trim().slice(0, 40) : '';
  } catch {
    return '';
  }
}
