import type { DeviceId, IncidentId, PointId } from './ids.ts';
import type { Fault } from './link.ts';

/** What can go wrong at a point, and be cleared again. One open incident per point and cause (I1). */
export const INCIDENT_CAUSES = ['link-lost', 'audio', 'video', 'power', 'network'] as const;
export type IncidentCause = (typeof INCIDENT_CAUSES)[number];

/** A fault the operator reports opens an incident of the same word. */
export const FAULT_CAUSES: readonly Fault[] = ['audio', 'video', 'power', 'network'];

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
};

/** Why an incident ended: by itself after the clear window (I5), by a person, or because the point was retired. */
export type Resolution = 'cleared' | 'by-person' | 'point-retired';

interface IncidentBase {
  readonly id: IncidentId;
  readonly number: number;
  readonly pointId: PointId;
  readonly cause: IncidentCause;
  readonly openedAt: number;
  /** Since when the cause has been absent, or null while it lasts. */
  readonly absentSince: number | null;
  /** How often the cause came back while the incident was open (I3). */
  readonly recurrences: number;
}

export type Incident =
  | (IncidentBase & { readonly status: 'open' })
  | (IncidentBase & { readonly status: 'acknowledged'; readonly ownerId: DeviceId; readonly acknowledgedAt: number })
  | (IncidentBase & {
      readonly status: 'resolved';
      readonly ownerId: DeviceId | null;
      readonly resolvedAt: number;
      readonly resolution: Resolution;
    });
