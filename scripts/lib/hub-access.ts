import type { StaffRole } from '@hub/shared/model/access.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type { MintedGrant } from '@hub/shared/protocol/down.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import { errorsEn } from '@hub/shared/text/errors-en.ts';
import { errorsVi } from '@hub/shared/text/errors-vi.ts';

export type LinkRole = StaffRole | 'operator';

/** What the scripts of this machine may do with its hub, running or not. */
export interface HubAccess {
  /** True when a hub runs on the data folder and was asked; false when its log was opened here. */
  readonly isRunning: boolean;
  points(): Promise<readonly { readonly id: PointId; readonly name: string }[]>;
  mintLink(role: LinkRole, pointId: PointId | undefined, label: string | undefined): Promise<MintedGrant>;
  currentRoster(): Promise<readonly RosterLine[]>;
  importRoster(lines: readonly RosterLine[], retireMissing: boolean): Promise<void>;
  backup(toFile: string): Promise<void>;
  close(): Promise<void>;
}

/** The hub refused; told to the person at the terminal in both languages. */
export class HubRefusal extends Error {
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind) {
    super(`${errorsVi[kind]} / ${errorsEn[kind]}`);
    this.kind = kind;
  }
}
