import type { GrantKind, Role } from '@hub/shared/model/access.ts';
import type { PointId, SessionId } from '@hub/shared/model/ids.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type { RosterCheck, RosterField } from '@hub/shared/model/roster-check.ts';
import type { Phase, Round } from '@hub/shared/model/session.ts';
import type { MediaIngress, MintedGrant } from '@hub/shared/protocol/down.ts';
import type { ImportEdits } from './import-edits.ts';

type Value = string | number | null;

/** What an import would change, by point code, as `POST /api/roster/check` answers. */
export interface RosterDiff {
  readonly added: readonly PointId[];
  readonly changed: readonly {
    readonly id: PointId;
    readonly fields: readonly { readonly field: RosterField; readonly from: Value; readonly to: Value }[];
  }[];
  readonly unchanged: readonly PointId[];
  readonly missing: readonly PointId[];
}

/** A chosen file, kept in the page's memory: what lies on the disk may change or go while it is being mended. */
export interface HeldFile {
  readonly name: string;
  readonly bytes: Blob;
}

/** The answer of `POST /api/roster/check`. */
export interface ImportPreview {
  readonly file: HeldFile;
  /** What was mended when the hub was asked. */
  readonly edits: ImportEdits;
  readonly check: RosterCheck;
  /** What an import would take. */
  readonly lines: readonly RosterLine[];
  readonly diff: RosterDiff;
}

export interface SessionEdit {
  readonly title: string;
  readonly hostName: string;
  readonly hotline: string;
  readonly plannedAt: number | null;
}

export type RenewWish = Pick<SessionEdit, 'title' | 'plannedAt'>;

export interface GrantWish {
  readonly kind: GrantKind;
  readonly role: Role;
  readonly pointId: PointId | undefined;
  readonly label: string;
}

/** A credential that was just made: its secret is told once. */
export interface Minted extends MintedGrant {
  readonly wish: GrantWish;
}

/** Where the import of a file stands. */
export type ImportStage =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading'; readonly fileName: string }
  | {
      readonly kind: 'preview';
      readonly preview: ImportPreview;
      /** What is mended now. Other than the preview's while the hub is asked again, or could not be. */
      readonly edits: ImportEdits;
      readonly checking: boolean;
      readonly importing: boolean;
    };

/** `no-video`: the hub has no video system; `no-service`: LiveKit's ingress service does not answer. */
export type IngressAnswer =
  | { readonly ok: true; readonly ingress: MediaIngress }
  | { readonly ok: false; readonly why: 'no-video' | 'no-service' | 'not-asked' };

/** What the administrator's page asks of the hub. */
export interface AdminActions {
  readonly enterPhase: (phase: Phase) => void;
  readonly editSession: (edit: SessionEdit) => void;
  /** S8: a new session with the roster of this one, which ended; `early`: although it could still be reopened. */
  readonly renewSession: (from: SessionId, wish: RenewWish, early: boolean) => void;
  /** A frozen round of the session that is on, as a workbook (H15). */
  readonly exportRound: (round: Round) => void;
  /** Names, telephones and notes of the session that ended, or of an earlier one, for good (G9, S10). */
  readonly erasePersonal: (sessionId: string) => void;
  /** Fetches the point's contact, then opens the form. */
  readonly startEdit: (pointId: PointId) => void;
  readonly startAdd: () => void;
  readonly stopEdit: () => void;
  readonly savePoint: (line: RosterLine, isNew: boolean) => void;
  readonly retirePoint: (pointId: PointId) => void;
  /** Where the point's meeting device is to send. */
  readonly askIngress: (pointId: PointId) => Promise<IngressAnswer>;
  readonly chooseFile: (file: File) => void;
  /** Reads the file again with these edits. Nothing is written. */
  readonly editImport: (edits: ImportEdits) => void;
  readonly importLines: (lines: readonly RosterLine[], retireMissing: boolean) => void;
  readonly leaveImport: () => void;
  readonly download: (what: 'xlsx' | 'csv' | 'template') => void;
  readonly mint: (wish: GrantWish) => void;
  readonly forgetMinted: () => void;
  readonly copy: (text: string) => void;
  readonly revokeGrant: (grantId: string) => void;
  readonly revokeDevice: (deviceId: string) => void;
  /** Strikes a hub off that will not come back (D7). */
  readonly forgetNode: (node: string) => void;
}
