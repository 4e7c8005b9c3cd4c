import type { PreCheck } from '@hub/shared/model/floor.ts';
import type { IncidentId, InstructionId, PointId } from '@hub/shared/model/ids.ts';
import { auditEn } from '@hub/shared/text/audit-en.ts';
import { auditVi, type AuditText } from '@hub/shared/text/audit-vi.ts';
import { commonEn } from '@hub/shared/text/common-en.ts';
import { commonVi, type CommonText } from '@hub/shared/text/common-vi.ts';
import { staffEn } from '@hub/shared/text/staff-en.ts';
import { staffVi, type StaffText } from '@hub/shared/text/staff-vi.ts';
import { incidentCode, instructionCode } from '@hub/shared/view/names.ts';
import { clockTime } from '@hub/shared/view/session-time.ts';
import { DEFAULT_TIME_ZONE } from '@hub/shared/model/session.ts';
import type { Fact, FactType } from '../domain/events.ts';
import type { StateReader } from '../domain/state.ts';
import { type BoardSource, labelOf, textOf } from '../hub/board-source.ts';

export type AuditLang = 'vi' | 'en';

interface Words {
  readonly audit: AuditText;
  readonly common: CommonText;
  readonly staff: StaffText;
}

const WORDS: Record<AuditLang, Words> = {
  vi: { audit: auditVi, common: commonVi, staff: staffVi },
  en: { audit: auditEn, common: commonEn, staff: staffEn },
};

/** Every fact has a name in the trail: one without does not compile. */
const NAMES: Record<AuditLang, Record<FactType, string>> = { vi: auditVi.fact, en: auditEn.fact };

export function factName(type: FactType, lang: AuditLang): string {
  return NAMES[lang][type];
}

export function auditWords(lang: AuditLang): AuditText {
  return WORDS[lang].audit;
}

/** The point that a fact is about; null when it is about several, the session, or staff. */
export function pointOf(fact: Fact, state: StateReader): PointId | null {
  if ('pointId' in fact) return fact.pointId;
  if (fact.type === 'PointAdded' || fact.type === 'PointEdited') return fact.point.id;
  if ('incidentId' in fact) return state.incident(fact.incidentId)?.pointId ?? null;
  if ('deviceId' in fact) return state.device(fact.deviceId)?.pointId ?? null;
  if ('grantId' in fact) return state.grant(fact.grantId)?.pointId ?? null;
  return null;
}

/** Whether a fact belongs in the trail of a point. */
export function isAbout(fact: Fact, state: StateReader, pointId: PointId): boolean {
  if ('pointIds' in fact) return fact.pointIds.includes(pointId);
  if ('memberIds' in fact) return fact.memberIds.some((id) => state.incident(id)?.pointId === pointId);
  return pointOf(fact, state) === pointId;
}

/**
 * What a fact says beyond its name, in words; `asked`: in the trail of that point. What people wrote about an incident and
 * the names of desks are looked up beside the log, as long as they stand there (G7).
 */
export function factDetail(fact: Fact, state: BoardSource, lang: AuditLang, asked: PointId | null = null): string {
  const { audit, common, staff } = WORDS[lang];
  const round = (id: string): string => {
    const found = state.session()?.rounds.find((one) => one.id === id);
    return found ? `${found.number} ${common.roundName(found)}` : '';
  };
  const instruction = (id: InstructionId): string => {
    const found = state.instruction(id);
    return found ? instructionCode(found.number, lang) : '';
  };
  const addressed = (pointIds: readonly PointId[]): string => {
    const named = asked ?? (pointIds.length === 1 ? (pointIds[0] ?? null) : null);
    const name = named === null ? '' : (state.point(named)?.point.name ?? named);
    if (name === '') return audit.points(pointIds.length);
    return pointIds.length === 1 ? name : audit.withOthers(name, pointIds.length - 1);
  };
  const check = ({ problems }: PreCheck): string =>
    problems.length === 0
      ? audit.checkPassed
      : audit.checkFound(problems.map((problem) => audit.problem[problem]).join(', '));
  const incident = (id: IncidentId): string => {
    const found = state.incident(id);
    return found ? `${incidentCode(found.number)}, ${staff.cause[found.cause]}` : '';
  };
  switch (fact.type) {
    case 'SessionCreated':
    case 'SessionEdited':
      return fact.head.title;
    case 'EarlierErased':
      return state.session()?.earlier.find(({ id }) => id === fact.sessionId)?.title ?? '';
    case 'MapFileSet':
      return audit.mapFile(fact.file, fact.bytes);
    case 'PhaseEntered':
      return common.phase[fact.phase];
    case 'PointAdded':
    case 'PointEdited':
      // The name stands beside it already, unless it was another one then.
      return [
        fact.point.name === state.point(fact.point.id)?.point.name ? '' : fact.point.name,
        audit.summoned(fact.point.summoned),
      ]
        .filter(Boolean)
        .join(', ');
    case 'GrantMinted':
    case 'DeviceClaimed':
      return audit.role[fact.role];
    case 'ConnectionClosed':
      return audit.farewell[fact.how];
    case 'PageHidden':
      return fact.hidden ? audit.hidden : audit.shown;
    case 'PointsAssigned':
      return fact.ownerId === null
        ? audit.givenBack(fact.pointIds.length)
        : audit.assigned(fact.pointIds.length, labelOf(state, fact.ownerId) ?? fact.ownerId);
    case 'HandoverLeft':
      return fact.to === null ? audit.toAll : audit.to(labelOf(state, fact.to) ?? fact.to);
    case 'WordGiven':
      return fact.seesAndHears ? audit.yes : audit.no;
    case 'ItemChecked':
      return `${audit.checkItem[fact.item]}: ${audit.checkState[fact.state]}`;
    case 'FaultReported':
    case 'FaultCleared':
      return staff.cause[fact.fault];
    case 'LinkChanged':
      return [common.state[fact.link.state], ...fact.link.reasons.map((reason) => staff.reason[reason])].join(', ');
    case 'RoundOpened':
      return `${fact.number} ${common.roundName(fact)}`;
    case 'RoundFrozen':
    case 'RoundUnfrozen':
      return round(fact.roundId);
    case 'PointsReminded':
      return [round(fact.roundId), addressed(fact.pointIds)].filter(Boolean).join(', ');
    case 'HeadcountReported': {
      const { present, excused, unexcused, guests } = fact.count;
      return [
        round(fact.roundId),
        audit.headcount(present, excused, unexcused, guests),
        audit.summoned(fact.summoned),
        fact.reason === null ? '' : audit.reason[fact.reason],
        fact.onBehalf ? audit.onBehalf : '',
        fact.amendment ? audit.late : '',
        fact.counts ? '' : audit.notCounting,
      ]
        .filter(Boolean)
        .join(', ');
    }
    case 'InstructionSent':
      return [
        instructionCode(fact.number, lang),
        fact.scope.kind === 'area' ? fact.scope.area : '',
        audit.points(fact.pointIds.length),
        fact.urgent ? audit.urgent : '',
      ]
        .filter(Boolean)
        .join(', ');
    case 'InstructionResent':
    case 'InstructionDelivered':
    case 'InstructionSeen':
      return `${instruction(fact.instructionId)}, ${audit.points(fact.pointIds.length)}`;
    case 'InstructionConfirmed':
      return instruction(fact.instructionId);
    case 'FloorRequested':
      return fact.byRoom ? audit.byRoom : '';
    case 'CalledToStandby':
    case 'CheckRepeated':
      return check(fact.check);
    case 'FloorGiven':
      return `${audit.minutes(Math.round(fact.limitMs / 60_000))}, ${check(fact.check)}`;
    case 'MediaMuted':
      return audit.mediaSource[fact.source];
    case 'MediaFeedChanged':
      return audit.mediaFeed[fact.feed];
    case 'TurnLimited':
      return audit.minutes(Math.round(fact.limitMs / 60_000));
    case 'TurnReturned':
      return audit.returnTo[fact.to];
    case 'MessageSent':
      return fact.instructionId === null ? '' : instruction(fact.instructionId);
    case 'IncidentExplained':
      return [incident(fact.incidentId), staff.finding[fact.finding], textOf(state.personal(fact.textId))]
        .filter(Boolean)
        .join(', ');
    case 'IncidentNoted':
      return [incident(fact.incidentId), textOf(state.personal(fact.textId))].filter(Boolean).join(': ');
    case 'IncidentResolved':
      return `${incident(fact.incidentId)}, ${audit.resolution[fact.resolution]}`;
    case 'HubIncidentOpened':
      return [incident(fact.incidentId), fact.roundId === null ? '' : round(fact.roundId)].filter(Boolean).join(', ');
    case 'CommonCauseOpened':
    case 'CommonCauseJoined':
    case 'CommonCauseLeft': {
      const name = state.incident(fact.incidentId)?.group?.name ?? '';
      return [incident(fact.incidentId), name, audit.points(fact.memberIds.length)].join(', ');
    }
    case 'NodeLost':
    case 'NodeForgotten':
      return fact.node;
    case 'PointMuted':
      return fact.until === null
        ? audit.soundOn
        : audit.soundOffUntil(clockTime(fact.until, state.session()?.head.timeZone ?? DEFAULT_TIME_ZONE));
    default:
      return 'incidentId' in fact ? incident(fact.incidentId) : '';
  }
}
