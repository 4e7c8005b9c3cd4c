import type { DeviceId } from '@hub/shared/model/ids.ts';
import type { Fault } from '@hub/shared/model/link.ts';
import type { PointEvent } from '@hub/shared/protocol/up.ts';
import type { QueuedEvent } from '../link/durable-queue.ts';
import type { Draft } from '../state/report.ts';

/** Set while there is no connection to the hub. */
export interface Offline {
  /** Hub time when the connection went, epoch ms. */
  readonly since: number;
  /** Whether the device itself has a network, as far as the browser knows. */
  readonly network: boolean;
  /** Until the next attempt, s; null while one is under way. */
  readonly retryInSeconds: number | null;
  /** Hub time of what the page shows meanwhile, when that is from an earlier visit. */
  readonly pictureAt: number | null;
}

/** What an operator's page asks of the hub. */
export interface PointActions {
  readonly change: (change: Partial<Omit<Draft, 'roundId'>>) => void;
  readonly send: () => void;
  readonly edit: () => void;
  readonly stopEditing: () => void;
  readonly fault: (fault: Fault, present: boolean) => void;
  readonly word: (seesAndHears: boolean) => void;
  readonly admit: (deviceId: DeviceId, as: 'assistant' | 'take-over') => void;
  /** Leaving takes a second tap: this opens or closes the question. */
  readonly askLeave: (asking: boolean) => void;
  readonly leave: () => void;
  readonly dismiss: (commandId: string) => void;
  readonly retry: () => void;
  /** Sent now or not at all; a refusal is shown. */
  readonly tap: (event: PointEvent, payload: object) => void;
  /** Kept on the device until the hub has it. `label`: what the person did, for the list of what waits. */
  readonly keep: (event: QueuedEvent, payload: object, label: string) => void;
}
