import type { DeviceId, IncidentId, PersonalId, PointId, RoundId } from './ids.ts';
import type { Fault } from './link.ts';

/** What can go wrong. One open incident per subject and cause (I1). */
export const INCIDENT_CAUSES = [
  'link-lost',
  'audio',
  'video',
  'power',
  'network',
  'common', // points of one carrier or area lost together (I4)
  'impaired', // a link that is not well for too long
  'flapping', // a link that goes and comes back again and again
  'conflict', // the pen of a point is taken to and fro
  'silent', // a round is past its deadline, and points have not reported
  'hub', // the hub could not write
  'other', // what a person saw; only a person closes it
] as const;
export type IncidentCause = (typeof INCIDENT_CAUSES)[number];

/** A fault the operator reports opens an incident of the same word. */
export const FAULT_CAUSES: readonly Fault[] = ['audio', 'video', 'power', 'network'];

/** What a person at a desk may open by hand. */
export const HAND_CAUSES = ['audio', 'video', 'power', 'network', 'other'] as const satisfies readonly IncidentCause[];
export type HandCause = (typeof HAND_CAUSES)[number];

/** What it was in the end, as whoever closes it found. */
export const FINDINGS = ['power', 'carrier', 'equipment', 'operator', 'software', 'unknown'] as const;
export type Finding = (typeof FINDINGS)[number];

/** A point may be kept quiet this long at most. */
export const MUTE_MAX_MS = 12 * 3_600_000;

export const INCIDENT_STATUSES = ['open', 'acknowledged', 'resolved'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

export type Severity = 'critical' | 'notice';

/** How much a cause weighs before anybody looked: a dead link is critical, a fault that a person at the point reported is to be seen to. */
export const CAUSE_SEVERITY: Record<IncidentCause, Severity> = {
  'link-lost': 'critical',
  audio: 'notice',
  video: 'notice',
  power: 'critical',
  network: 'notice',
  common: 'critical',
  impaired: 'notice',
  flapping: 'notice',
  conflict: 'notice',
  silent: 'notice',
  hub: 'critical',
  other: 'notice',
};

/**
 * Why an incident ended: by itself after the clear window (I5), by a person, because the point was retired, or because
 * too few points were left for a common cause (I4).
 */
export type Resolution = 'cleared' | 'by-person' | 'point-retired' | 'split';

/** What the points of a common cause share. */
export type SharedBy = 'carrier' | 'area';

/** Of a common cause: whom it lists. */
export interface IncidentGroup {
  readonly by: SharedBy;
  /** Of the carrier or area. */
  readonly name: string;
  /** Open incidents of the points themselves, folded into this one. */
  readonly memberIds: readonly IncidentId[];
  /** When the last of them was lost, epoch ms. */
  readonly latestLossAt: number;
}

export interface IncidentNote {
  readonly at: number;
  readonly byId: DeviceId;
  readonly textId: PersonalId;
}

interface IncidentBase {
  readonly id: IncidentId;
  readonly number: number;
  /** Null when it is about several points, or the hub. */
  readonly pointId: PointId | null;
  readonly cause: IncidentCause;
  readonly openedAt: number;
  /** Since when the cause has been absent, or null while it lasts. */
  readonly absentSince: number | null;
  /** How often the cause came back while the incident was open (I3). */
  readonly recurrences: number;
  readonly group: IncidentGroup | null;
  /** The common cause that lists it; it is not shown by itself then. */
  readonly foldedInto: IncidentId | null;
  /** Of cause `silent`: the round. */
  readonly roundId: RoundId | null;
  /** When it was found that nobody had acknowledged it in time (I6). */
  readonly escalatedAt: number | null;
  /** Oldest first. */
  readonly notes: readonly IncidentNote[];
  readonly finding: { readonly what: Finding; readonly textId: PersonalId | null } | null;
}

export type Incident =
  | (IncidentBase & { readonly status: 'open' })
  | (IncidentBase & { readonly status: 'acknowledged'; readonly ownerId: DeviceId; readonly acknowledgedAt: number })
  | (IncidentBase & {
      readonly status: 'resolved';
      readonly ownerId: DeviceId | null;
      readonly resolvedAt: number;
      readonly resolution: Resolution;
      /** The desk that closed it; null: it closed by itself. */
      readonly closedById: DeviceId | null;
    });

/** What an incident is about, as a word that no other subject has: one open incident per subject and cause. */
export function subjectOf({ pointId, roundId, group }: Pick<Incident, 'pointId' | 'roundId' | 'group'>): string {
  return pointId ?? roundId ?? (group ? groupSubject(group.by, group.name) : '');
}

export function groupSubject(by: SharedBy, name: string): string {
  return `${by} ${name}`;
}
