import type { PointView } from '@hub/shared/protocol/down.ts';
import type { Held } from '../../link/durable-queue.ts';
import type { Expected } from '../../state/expected.ts';
import type { PointActions } from '../point-props.ts';
import { ChecklistCard } from './checklist-card.tsx';
import { FaultCards } from './fault-cards.tsx';
import { loadLater } from './text.ts';

export interface LaterProps {
  readonly view: PointView;
  /** Hub time, epoch ms (S5). */
  readonly now: number;
  readonly offline: boolean;
  readonly expected: Expected;
  /** What waits on the device. */
  readonly held: readonly Held[];
  readonly actions: PointActions;
}

/** Above the headcount: what the point must see first. */
function Before(props: LaterProps) {
  return (
    <>
      {!props.offline && <FaultCards {...props} />}
      <ChecklistCard {...props} />
    </>
  );
}

/**
 * What the operator's page fetches once its first picture stands: all that nobody needs in the first seconds. For devices
 * that are admitted.
 */
export async function openLater() {
  await loadLater();
  return { Before };
}

export type Later = Awaited<ReturnType<typeof openLater>>;
