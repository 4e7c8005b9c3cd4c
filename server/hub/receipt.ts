import type { DeviceId, PointId, RoundId } from '@hub/shared/model/ids.ts';
import type { Role } from '@hub/shared/model/access.ts';
import type { Durability, ReportReceipt } from '@hub/shared/protocol/down.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { Fact } from '../domain/events.ts';

/** What an accepted command is answered besides time and sequence. Made from its facts alone, so that a restart remembers it. */
export type Receipt =
  | ({ readonly kind: 'report' } & Omit<ReportReceipt, 'durability'>)
  | { readonly kind: 'claimed'; readonly deviceId: DeviceId; readonly role: Role; readonly pointId: PointId | null }
  | { readonly kind: 'round'; readonly roundId: RoundId }
  | { readonly kind: 'plain' };

/** How a request ended. `ok` only after the facts are durable (H9). */
export type Outcome =
  | {
      readonly ok: true;
      readonly at: number;
      readonly seq: number;
      readonly receipt: Receipt;
      /** Said by one of several hubs; a hub that is alone knows only `saved`. */
      readonly durability?: Durability;
      /** A later tick will come. */
      readonly again?: true;
    }
  | { readonly ok: false; readonly kind: ErrorKind; readonly field?: string };

export function receiptOf(facts: readonly Fact[]): Receipt {
  for (const fact of facts) {
    switch (fact.type) {
      case 'HeadcountReported':
        return { kind: 'report', counts: fact.counts, amendment: fact.amendment };
      case 'DeviceClaimed':
        return { kind: 'claimed', deviceId: fact.deviceId, role: fact.role, pointId: fact.pointId };
      case 'RoundOpened':
        return { kind: 'round', roundId: fact.roundId };
      default:
        break;
    }
  }
  return { kind: 'plain' };
}
