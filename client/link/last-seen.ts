import type { PointView } from '@hub/shared/protocol/down.ts';
import type { Sending } from '../state/report.ts';

/** The picture an operator's page showed last, for the next time it is opened without a network. */
export interface LastSeen {
  readonly view: PointView;
  /** The report this page has an answer to, which the picture may not show yet. */
  readonly sending: Extract<Sending, { kind: 'saved' }> | null;
  /** By the device's own clock: how old it is can only be told by that. */
  readonly keptAt: number;
}

export interface SeenKeep {
  loadSeen(): Promise<LastSeen | null>;
  saveSeen(seen: LastSeen): Promise<void>;
}
