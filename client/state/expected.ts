import type { Fault } from '@hub/shared/model/link.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import type { Held } from '../link/durable-queue.ts';

/** How things will stand once what waits on this device has been taken: what the buttons show. */
export interface Expected {
  readonly faults: ReadonlySet<Fault>;
  readonly word: boolean | null;
}

export function expectedOf(view: PointView, held: readonly Held[]): Expected {
  const faults = new Set(view.faults.map(({ fault }) => fault));
  let word = view.word.said;
  for (const { event, payload, refused } of held) {
    if (refused !== null) continue;
    if (event === 'point:word') word = payload['seesAndHears'] === true;
    if (event !== 'point:fault') continue;
    const fault = payload['fault'] as Fault;
    if (payload['present'] === true) faults.add(fault);
    else faults.delete(fault);
  }
  return { faults, word };
}
