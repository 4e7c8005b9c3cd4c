import type { StaffRole } from '@hub/shared/model/access.ts';
import { CONTROL_PERMISSIONS, ROUTES, type Route } from '@hub/shared/protocol/registry.ts';
import type { CannedTexts, ClosedIncidents, InstructionDetail } from '@hub/shared/protocol/down.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import type { ControlEvent } from '@hub/shared/protocol/up.ts';
import type { Given, StaffActions } from '../control/control-props.ts';
import type { Answer } from '../link/commands.ts';
import type { StaffLink } from '../link/staff-link.ts';
import { notify } from '../ui/notice.tsx';
import { language, num } from '../ui/text.ts';
import { t } from '../control/text.ts';
import { tellRefusal } from './answers.ts';
import { saveRound } from './round-file.ts';
import { trailOf } from './trail.ts';

/** What this role may ask of the hub, and nothing else: a screen draws no button for the rest. */
export function actionsFor(
  role: StaffRole,
  link: StaffLink,
  deviceKey: string,
  picture: () => BoardView | null,
): StaffActions {
  const order = (event: ControlEvent, payload: object): void => {
    void link.send(event, payload).then(tellRefusal);
  };
  const all: {
    readonly [A in keyof Required<Omit<StaffActions, 'trail' | 'exportRound'>>]: readonly [
      ControlEvent,
      Required<StaffActions>[A],
    ];
  } = {
    acknowledge: [
      'incident:acknowledge',
      (incidents) => {
        for (const { id } of incidents) {
          void link
            .send('incident:acknowledge', { incidentId: id })
            .then((answer) => tellRefusal(answer, { conflict: t().incident.takenAlready }));
        }
      },
    ],
    resolve: [
      'incident:resolve',
      async ({ id }, finding, text) => {
        const said = text === '' ? {} : { text };
        const answer = await link.send('incident:resolve', { incidentId: id, finding, ...said });
        if (!answer.ok && answer.error !== 'unanswered' && answer.error.kind === 'conflict') return 'closed';
        return tellRefusal(answer) ? 'done' : 'refused';
      },
    ],
    closedIncidents: ['incident:closed', () => answered(link.ask<ClosedIncidents>('incident:closed', {}))],
    note: ['incident:note', (id, text) => order('incident:note', { incidentId: id, text })],
    openIncident: [
      'incident:open',
      (pointId, cause, note) =>
        void link
          .send('incident:open', { pointId, cause, ...(note === '' ? {} : { note }) })
          .then((answer) => tellRefusal(answer, { conflict: t().incident.openAlready })),
    ],
    mute: ['point:mute', (pointId, untilMs) => order('point:mute', { pointId, untilMs })],
    enterPhase: ['phase:enter', (phase) => order('phase:enter', { phase })],
    openRound: [
      'round:open',
      ({ kind, name, deadlineMinutes }) =>
        void link
          .send('round:open', {
            kind,
            ...(kind === 'named' ? { name } : {}),
            ...(deadlineMinutes === undefined ? {} : { deadlineMinutes }),
          })
          .then((answer) => tellRefusal(answer, { conflict: roundWords(t().refused.roundOpen, picture()) })),
    ],
    freezeRound: [
      'round:freeze',
      (roundId) =>
        void link
          .send('round:freeze', { roundId })
          .then((answer) => tellRefusal(answer, { conflict: roundWords(t().refused.roundFrozen, picture()) })),
    ],
    unfreezeRound: ['round:unfreeze', (roundId) => order('round:unfreeze', { roundId })],
    remind: ['round:remind', (roundId, points) => order('round:remind', { roundId, points })],
    reportFor: [
      'headcount:report',
      async (pointId, { note, summoned, reason, confirmed, ...figures }) => {
        const answer = await link.send('headcount:report', {
          pointId,
          ...figures,
          ...(summoned === undefined ? {} : { summoned }),
          ...(reason === undefined ? {} : { reason }),
          ...(note === '' ? {} : { note }),
          ...(confirmed ? { confirmed } : {}),
        });
        if (answer.ok) return 'taken';
        if (answer.error !== 'unanswered' && answer.error.kind === 'needs-confirmation') return answer.error.kind;
        tellRefusal(answer);
        return 'refused';
      },
    ],
    takePoints: [
      'point:take',
      (pointIds, takeOver) =>
        void link
          .send('point:take', { pointIds, ...(takeOver ? { takeOver } : {}) })
          .then((answer) => tellRefusal(answer, { conflict: takenWords(pointIds, picture(), link.label.peek()) })),
    ],
    passPoints: ['point:pass', (pointIds, to) => order('point:pass', { pointIds, to })],
    leaveHandover: ['shift:handover', (text, to) => order('shift:handover', { text, ...(to === null ? {} : { to }) })],
    readHandover: ['shift:read', (handoverId) => order('shift:read', { handoverId })],
    attend: ['point:attend', (pointId, doing) => link.signal('point:attend', { pointId, doing })],
    sendInstruction: ['instruction:send', (wish) => order('instruction:send', wish)],
    resendInstruction: ['instruction:resend', (id) => order('instruction:resend', { instructionId: id })],
    instructionDetail: [
      'instruction:detail',
      (id) => answered(link.ask<InstructionDetail>('instruction:detail', { instructionId: id })),
    ],
    cannedTexts: ['instruction:texts', () => answered(link.ask<CannedTexts>('instruction:texts', {}))],
    setCannedTexts: [
      'instruction:set-texts',
      async (texts, basedOn) => {
        const answer = await link.send('instruction:set-texts', { texts, basedOn });
        if (!answer.ok && answer.error !== 'unanswered' && answer.error.kind === 'conflict') return 'changed';
        return tellRefusal(answer) ? 'done' : 'refused';
      },
    ],
    sendMessage: ['message:send', (pointId, text) => order('message:send', { pointId, text })],
    readMessages: ['message:read', (pointId, upTo) => order('message:read', { pointId, upTo })],
    addToFloor: [
      'floor:add',
      (pointId) =>
        void link
          .send('floor:add', { pointId })
          .then((answer) => tellRefusal(answer, { forbidden: t().refused.onlyInteractive })),
    ],
    moveTurn: ['floor:move', (turnId, before) => order('floor:move', { turnId, before })],
    callToStandby: ['floor:standby', (turnId) => order('floor:standby', { turnId })],
    repeatCheck: ['floor:check', (turnId) => order('floor:check', { turnId })],
    giveFloor: ['floor:give', async (wish) => givenOf(await link.send('floor:give', wish), picture())],
    limitTurn: ['floor:limit', (turnId, minutes) => order('floor:limit', { turnId, minutes })],
    endTurn: ['floor:end', (turnId) => order('floor:end', { turnId })],
    skipTurn: ['floor:skip', (turnId) => order('floor:skip', { turnId })],
    returnTurn: ['floor:return', (turnId, to) => order('floor:return', { turnId, to })],
    muteMedia: [
      'media:mute',
      async ({ id, shortName }, source) => {
        const done = tellRefusal(await link.send('media:mute', { pointId: id, source }));
        if (done) notify('done', source === 'microphone' ? t().watch.muted(shortName) : t().watch.hidden(shortName));
      },
    ],
    restartMedia: [
      'media:restart',
      async ({ id, shortName }) => {
        if (tellRefusal(await link.send('media:restart', { pointId: id })))
          notify('done', t().watch.restarted(shortName));
      },
    ],
    release: ['point:release', (pointId) => order('point:release', { pointId })],
    admit: ['device:admit', (pointId, deviceId, as) => order('device:admit', { pointId, deviceId, as })],
    revoke: ['device:revoke', (deviceId) => order('device:revoke', { deviceId })],
  };
  const allowed = Object.entries(all).filter(([, [event]]) => CONTROL_PERMISSIONS[event].roles.includes(role));
  const commands = Object.fromEntries(allowed.map(([name, [, act]]) => [name, act])) as StaffActions;
  const mayAsk = (route: Route): boolean => (ROUTES[route] as readonly string[]).includes(role);
  return {
    ...commands,
    ...(mayAsk('GET /api/audit') ? { trail: trailOf(deviceKey) } : {}),
    ...(mayAsk('GET /api/rounds/export')
      ? { exportRound: (round) => void saveRound(deviceKey, round, language.peek()).then(tellRefusal) }
      : {}),
  };
}

/** Two refusals are answered where the button is: the person is asked again, or told who speaks. */
function givenOf(answer: Answer, view: BoardView | null): Given {
  if (!answer.ok && answer.error !== 'unanswered') {
    if (answer.error.kind === 'floor-taken') return 'taken';
    if (answer.error.kind === 'conflict' && answer.error.field === 'despite') return 'check';
    if (answer.error.kind === 'conflict' && answer.error.field === 'minutes') {
      const limitMs = view?.floor.onAir?.limitMs;
      const now = limitMs === undefined ? '' : t().refused.minutesNow(num(Math.round(limitMs / 60_000)));
      tellRefusal(answer, { conflict: said(t().refused.givenAlready, now) });
      return 'refused';
    }
  }
  return tellRefusal(answer) ? 'done' : 'refused';
}

/** What was refused, and what is known of how it stands now. */
function said(refused: string, now: string): string {
  return now === '' ? refused : `${refused} ${now}.`;
}

function roundWords(refused: string, view: BoardView | null): string {
  const round = view?.session.round;
  return said(refused, round ? t().refused.round(`${round.number} ${t().roundName(round)}`) : '');
}

const NAMED_MAX = 3;

function takenWords(pointIds: readonly PointId[], view: BoardView | null, own: string | null): string {
  const others = view?.rows.filter(({ id, owner }) => owner !== null && owner !== own && pointIds.includes(id)) ?? [];
  const names = others.slice(0, NAMED_MAX).map(({ id, owner }) => `${id} (${owner})`);
  return said(t().refused.pointsTaken, names.length === 0 ? '' : t().refused.takenBy(names.join(', ')));
}

/** What was asked for, or null where there was no answer. */
async function answered<T>(asked: Promise<Answer<T>>): Promise<T | null> {
  const answer = await asked;
  return answer.ok ? answer : null;
}
