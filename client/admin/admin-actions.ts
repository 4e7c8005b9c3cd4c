import type { PointId } from '@hub/shared/model/ids.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type { MediaIngress, MintedGrant, PointDetail } from '@hub/shared/protocol/down.ts';
import type { ControlEvent } from '@hub/shared/protocol/up.ts';
import type { Signal } from '@preact/signals-core';
import { tellRefusal } from '../staff/answers.ts';
import { saveRound } from '../staff/round-file.ts';
import type { Desk } from '../staff/desk.ts';
import { copyText } from '../ui/copy.ts';
import { language } from '../ui/text.ts';
import { notify } from '../ui/notice.tsx';
import type { AdminActions, ImportStage, IngressAnswer, Minted } from './admin-props.ts';
import type { Editing } from './admin-screen.tsx';
import { importActions } from './import-actions.ts';
import type { LookedAt } from './looked-at.ts';
import { eraseSession } from './erase-session.ts';
import { downloadFile } from './roster-files.ts';
import { t } from './text.ts';

interface Work {
  readonly desk: Desk;
  readonly editing: Signal<Editing | null>;
  readonly stage: Signal<ImportStage>;
  readonly minted: Signal<Minted | null>;
  readonly access: Pick<LookedAt<unknown>, 'refresh'>;
  readonly nodes: Pick<LookedAt<unknown>, 'refresh'>;
}

export function adminActions({ desk, editing, stage, minted, access, nodes }: Work): AdminActions {
  const { link, credential } = desk;
  const order = async (event: ControlEvent, payload: object): Promise<boolean> =>
    tellRefusal(await link.send(event, payload));
  const orderThenList = async (event: ControlEvent, payload: object): Promise<void> => {
    await order(event, payload);
    await access.refresh();
  };

  return {
    enterPhase: (phase) => void order('phase:enter', { phase }),
    editSession: (edit) =>
      void order('session:edit', edit).then((done) => {
        if (done) notify('done', t().session.saved);
      }),
    renewSession: (from, wish, early) => void order('session:renew', { from, ...wish, ...(early ? { early } : {}) }),
    exportRound: (round) => void saveRound(credential.deviceKey, round, language.value).then(tellRefusal),
    startAdd: () => (editing.value = { kind: 'add' }),
    startEdit: (pointId) => {
      void link.ask<PointDetail>('point:detail', { pointId }).then((answer) => {
        const line = tellRefusal(answer) ? lineOf(desk, pointId, answer) : null;
        if (line !== null) editing.value = { kind: 'edit', line };
      });
    },
    erasePersonal: (sessionId) =>
      void eraseSession(credential.deviceKey, sessionId).then((answer) => {
        if (tellRefusal(answer)) notify('done', t().session.erased);
      }),
    stopEdit: () => (editing.value = null),
    savePoint: (line, isNew) => {
      void order(isNew ? 'point:add' : 'point:edit', { line }).then((done) => {
        // Refused: the form stays, with all that was typed.
        if (done) editing.value = null;
      });
    },
    retirePoint: (pointId) => void order('point:retire', { pointId }),
    askIngress: async (pointId): Promise<IngressAnswer> => {
      const answer = await link.ask<MediaIngress>('media:ingress', { pointId });
      if (answer.ok) return { ok: true, ingress: answer };
      const { error } = answer;
      if (error === 'unanswered') return { ok: false, why: 'not-asked' };
      return {
        ok: false,
        why: error.kind === 'not-found' ? 'no-video' : error.kind === 'conflict' ? 'no-service' : 'not-asked',
      };
    },
    ...importActions(credential.deviceKey, stage),
    download: (what) => void downloadFile(credential.deviceKey, what).then(tellRefusal),
    mint: (wish) => {
      const { pointId, label, ...rest } = wish;
      const payload = { ...rest, ...(pointId === undefined ? {} : { pointId }), ...(label === '' ? {} : { label }) };
      void link.send<MintedGrant>('grant:mint', payload).then((answer) => {
        if (tellRefusal(answer)) minted.value = { ...answer, wish };
        return access.refresh();
      });
    },
    forgetMinted: () => (minted.value = null),
    copy: (text) => {
      void copyText(text).then((done) => notify(done ? 'done' : 'error', done ? t().access.copied : text));
    },
    revokeGrant: (grantId) => void orderThenList('grant:revoke', { grantId }),
    revokeDevice: (deviceId) => void orderThenList('device:revoke', { deviceId }),
    forgetNode: (node) =>
      void order('nodes:forget', { node }).then((done) => {
        if (done) notify('done', t().nodes.forgotten);
        return nodes.refresh();
      }),
  };
}

/** A point's line as the roster has it: its row, and its contact, which no view carries. */
function lineOf(desk: Desk, pointId: PointId, { contact }: PointDetail): RosterLine | null {
  const row = desk.board.row(pointId).peek();
  if (row === null) return null;
  const { id, name, shortName, unit, block, area, summoned, kind, linkKind, carrier } = row;
  const { backupLine, technician, longitude, latitude } = row;
  return {
    id,
    name,
    shortName,
    unit,
    block,
    area,
    summoned,
    kind,
    linkKind,
    carrier,
    backupLine,
    technician,
    longitude,
    latitude,
    contact,
  };
}
